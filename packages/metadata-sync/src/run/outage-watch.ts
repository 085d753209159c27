import type { ApiError } from '@certbridge/sectigo-client';

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
 * Tells a system that is out of reach from single certificates that fail.
 *
 * Without it a run against a dead server would wait for the retries of every single certificate, and hammer it.
 */
export class OutageWatch {
  #inARow = 0;

  succeeded(): void {
    this.#inARow = 0;
  }

  /** Tells whether the run has to end because of this failure. */
  isOutage(error: ApiError): boolean {
    if (error.code === 'unauthorized') return true;
    this.#inARow = outageCodes.has(error.code) ? this.#inARow + 1 : 0;
    return this.#inARow >= OUTAGE_AFTER;
  }
}
