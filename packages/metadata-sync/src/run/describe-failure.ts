import { ApiError } from '@certbridge/sectigo-client';
import { StateError } from '../state/state-error.ts';

/** The reason to report for a certificate that failed. An unexpected error shows its kind alone: its text may hold values. */
export function describeFailure(error: unknown): string {
  if (error instanceof ApiError || error instanceof StateError) return error.message;
  const kind = error instanceof Error ? error.name : typeof error;
  return `unexpected ${kind}; please report this`;
}

/** Tells whether an error is the run's own abort and not a failure of the certificate. */
export function isAborted(error: unknown): boolean {
  return (
    (error instanceof ApiError && error.code === 'aborted') ||
    (error instanceof Error && error.name === 'AbortError')
  );
}
