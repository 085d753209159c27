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

/** The reason to report for a certificate whose write was interrupted. */
export const WRITE_INTERRUPTED =
  'interrupted while writing; the next run compares again and writes what is missing';

/**
 * Decides what an error is: the interruption, the end of the run (a system is out of reach, or the state can't be used), or a
 * failure of the certificate alone. Ends the run where that is what it means.
 */
function judge(error: unknown, { outage, stop }: RunStopper): 'interruption' | 'end' | 'failure' {
  if (isAborted(error)) return 'interruption';
  if (!(error instanceof StateError || (error instanceof ApiError && outage.isOutage(error))))
    return 'failure';
  stop(error);
  return 'end';
}

/** What an error means for a certificate that was not written yet: `notProcessed` unless the certificate itself is at fault. */
export function outcomeOf(error: unknown, context: RunStopper): UnwrittenOutcome {
  return judge(error, context) === 'failure'
    ? failedOutcome(describeFailure(error))
    : { kind: 'notProcessed' };
}

/**
 * The reason to report for a certificate whose write failed. Unlike {@link outcomeOf} it always blames the certificate, as some of it
 * may have been written.
 */
export function reasonOf(error: unknown, context: RunStopper, interrupted = WRITE_INTERRUPTED): string {
  return judge(error, context) === 'interruption' ? interrupted : describeFailure(error);
}

/** The outcome of a certificate that failed as a whole. */
export function failedOutcome(reason: string): UnwrittenOutcome {
  return { kind: 'failed', failures: [{ field: null, reason }] };
}

/** The reason to report for a certificate that failed. Of an unexpected error only the kind is shown: its text may hold values. */
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

/** Failures that no further call for the certificate can mend. */
const finalCodes: ReadonlySet<string> = new Set(['unauthorized', 'aborted', 'invalid-argument']);

/**
 * Returns whether nothing more is to be asked for a certificate after a failure. A right that is missing is not about the
 * certificate; but a proxy may say the same, after the system acted.
 */
export function isFinal(error: ApiError): boolean {
  return finalCodes.has(error.code) || (error.code === 'forbidden' && !mayHaveWorked(error));
}

/** Returns whether the same may be read in another way: not after the run's own abort, a refused login, or an error of no system. */
export function mayReadOtherwise(error: unknown): error is ApiError {
  return error instanceof ApiError && !isAborted(error) && error.code !== 'unauthorized';
}

/** Returns whether an error is the run's own abort and not a failure of the certificate. */
export function isAborted(error: unknown): boolean {
  return (
    (error instanceof ApiError && error.code === 'aborted') ||
    (error instanceof Error && error.name === 'AbortError')
  );
}
