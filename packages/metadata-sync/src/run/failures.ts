import { ApiError } from '@certbridge/sectigo-client';
import { StateError } from '../state/state-error.ts';
import type { UnwrittenOutcome } from './tally.ts';

/** Failures in a row, after all retries, from which a system counts as out of reach. */
const OUTAGE_AFTER = 20;

const outageCodes: ReadonlySet<string> = new Set([
  'forbidden',
  'invalid-response',
  'not-this-api',
  'rate-limited',
  'server-error',
  'timeout',
  'tls',
  'too-large',
  'unreachable',
]);

/**
 * Distinguishes a system that is out of reach from single certificates that fail.
 *
 * Without it a run against a dead server would wait for the retries of every single certificate, and hammer it.
 */
export class OutageWatch {
  #inARow = 0;

  succeeded(): void {
    this.#inARow = 0;
  }

  /** Returns whether the run has to end because of this failure. */
  isOutage(error: ApiError): boolean {
    if (error.code === 'unauthorized') return true;
    this.#inARow = outageCodes.has(error.code) ? this.#inARow + 1 : 0;
    return this.#inARow >= OUTAGE_AFTER;
  }
}

/** How an error can end a run. */
interface RunStopper {
  readonly outage: OutageWatch;
  readonly stop: (error: unknown) => void;
}

/** What an error means for a certificate of which nothing was written yet; ends the run where that is what it means. */
export function outcomeOf(error: unknown, context: RunStopper): UnwrittenOutcome {
  if (isAborted(error) || endsRun(error, context)) return { kind: 'notProcessed' };
  return failed(describeFailure(error));
}

/** Ends the run where an error is no fault of the certificate: a system is out of reach, or the state can't be used. */
export function endsRun(error: unknown, { outage, stop }: RunStopper): boolean {
  const ends = error instanceof StateError || (error instanceof ApiError && outage.isOutage(error));
  if (ends) stop(error);
  return ends;
}

/** The outcome of a certificate that failed as a whole. */
export function failed(reason: string): UnwrittenOutcome {
  return { kind: 'failed', failures: [{ field: null, reason }] };
}

/** The reason to report for a certificate that failed. An unexpected error shows its kind alone: its text may hold values. */
export function describeFailure(error: unknown): string {
  if (error instanceof ApiError || error instanceof StateError) return error.message;
  const kind = error instanceof Error ? error.name : typeof error;
  return `unexpected ${kind}; please report this`;
}

/**
 * Failures after which a system has done nothing. After any other one that is not known, as after a 429 that ended the
 * retries of a write whose response was lost.
 */
const refusals: ReadonlySet<string> = new Set([
  'bad-request',
  'conflict',
  'forbidden',
  'invalid-argument',
  'not-found',
  'not-stored',
  'tls',
  'unauthorized',
]);

/**
 * Returns whether a write may have taken effect despite the error, as where its response was lost. A refusal without the
 * system's own error document may be that of a proxy, after the system acted.
 */
export function mayHaveWorked(error: unknown): boolean {
  if (!(error instanceof ApiError)) return true;
  const { code, status, ownDocument, unsent } = error;
  if (unsent === true) return false;
  return !refusals.has(code) || (status !== undefined && ownDocument !== true);
}

/** Returns whether an error is the run's own abort and not a failure of the certificate. */
export function isAborted(error: unknown): boolean {
  return (
    (error instanceof ApiError && error.code === 'aborted') ||
    (error instanceof Error && error.name === 'AbortError')
  );
}
