import { setTimeout as sleep } from 'node:timers/promises';
import { ApiError, throwIfAborted } from '@certbridge/rest-client';
import { checkInteger } from './check-arguments.ts';
import { type CollectOptions, type CollectResult, resultOf } from './collection.ts';
import type { SslDetails } from './ssl-details.ts';
import { system } from './system.ts';

/** From this attempt on the record is read too: collection stays pending forever if the request was declined. */
const firstAttemptWithRecord = 3;
const longestTimerMs = 2_147_483_647;

/** Options for waiting for a certificate. */
export interface WaitOptions extends Omit<CollectOptions, 'signal'> {
  /** Stops waiting with an `ApiError` 'aborted'. */
  readonly signal?: AbortSignal | undefined;
  /** Maximum time to wait, in milliseconds. Default: 600000. */
  readonly deadlineMs?: number | undefined;
  /** Delay after the first attempt, in milliseconds; doubled after each. Default: 2000. */
  readonly firstDelayMs?: number | undefined;
  /** Maximum delay between attempts, in milliseconds. Default: 30000. */
  readonly longestDelayMs?: number | undefined;
}

/** The result of waiting. `pending` means that the deadline passed; `state` is that of the record, if it was read. */
export type WaitResult =
  | Exclude<CollectResult, { status: 'pending' }>
  | { readonly status: 'pending'; readonly state?: SslDetails['status'] | undefined };

/** The calls to make. */
interface Calls {
  readonly collect: (sslId: number, options: CollectOptions) => Promise<CollectResult>;
  readonly get: (sslId: number, options: { signal: AbortSignal }) => Promise<SslDetails>;
  /** Random number from 0 to 1, for the jitter. */
  readonly random?: () => number;
}

/**
 * Collects a certificate repeatedly until its state is final, with growing delays and jitter in their upper half.
 *
 * Retryable failures don't end the wait, but if the last attempt before the deadline failed, its error is thrown.
 */
export async function waitForCertificate(
  { collect, get, random = Math.random }: Calls,
  sslId: number,
  options: WaitOptions,
): Promise<WaitResult> {
  const { signal, format, formatIn, deadlineMs, firstDelayMs, longestDelayMs } = checkOptions(options);
  const deadline = AbortSignal.timeout(deadlineMs);
  const either = signal === undefined ? deadline : AbortSignal.any([signal, deadline]);
  let state: SslDetails['status'] | undefined;
  let failure: ApiError | undefined;
  for (let attempt = 1; ; attempt += 1) {
    try {
      const result = await collect(sslId, { format, formatIn, signal: either });
      if (result.status !== 'pending') return result;
      failure = undefined;
      if (attempt >= firstAttemptWithRecord) {
        const details = await get(sslId, { signal: either });
        state = details.status;
        const final = resultOf(details);
        if (final !== undefined && final.status !== 'pending') return final;
      }
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.code !== 'aborted' && !error.retryable) throw error;
      if (error.code === 'aborted' && !deadline.aborted) throw error;
      if (error.code !== 'aborted') failure = error;
    }
    const full = Math.min(longestDelayMs, firstDelayMs * 2 ** Math.min(attempt - 1, 30));
    await pause(full * (0.5 + random() / 2), either);
    throwIfAborted(signal, system);
    if (!deadline.aborted) continue;
    if (failure !== undefined) throw failure;
    return { status: 'pending', ...(state !== undefined && { state }) };
  }
}

function checkOptions(options: WaitOptions) {
  const { deadlineMs = 600_000, firstDelayMs = 2000, longestDelayMs = 30_000 } = options;
  for (const [name, value] of Object.entries({ deadlineMs, firstDelayMs, longestDelayMs })) {
    checkInteger(value, { name, least: 1, most: longestTimerMs });
  }
  return { ...options, deadlineMs, firstDelayMs, longestDelayMs };
}

async function pause(delayMs: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(delayMs, undefined, { signal });
  } catch {
    // The caller checks the signals.
  }
}
