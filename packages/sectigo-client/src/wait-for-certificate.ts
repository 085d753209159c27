import { setTimeout as sleep } from 'node:timers/promises';
import { ApiError } from '@certbridge/rest-client';
import type { SslDetails } from './certificate-schemas.ts';
import { checkInteger } from './check-arguments.ts';
import { type CollectOptions, type CollectResult, resultOf } from './collection.ts';
import { system } from './system.ts';

/** From this look on the record is read too: some pending answers never end, since the request was declined. */
const looksBeforeRecord = 3;
const longestTimerMs = 2_147_483_647;

/** How to wait for a certificate. */
export interface WaitOptions extends Omit<CollectOptions, 'signal'> {
  /** Ends the waiting with an `ApiError` 'aborted'. */
  readonly signal?: AbortSignal | undefined;
  /** How long to wait at most, in milliseconds (600000). */
  readonly deadlineMs?: number | undefined;
  /** Wait after the first look, in milliseconds (2000); doubled after each. */
  readonly firstDelayMs?: number | undefined;
  /** Longest wait between two looks, in milliseconds (30000). */
  readonly longestDelayMs?: number | undefined;
}

/** How the waiting ended. `pending` means that the deadline came first; `state` is the record's, where it was read. */
export type WaitOutcome =
  | Exclude<CollectResult, { status: 'pending' }>
  | { readonly status: 'pending'; readonly state?: SslDetails['status'] | undefined };

/** What the waiting calls. */
interface Calls {
  readonly collect: (sslId: number, options: CollectOptions) => Promise<CollectResult>;
  readonly get: (sslId: number, options: { signal: AbortSignal }) => Promise<SslDetails>;
  /** From 0 to 1; for the jitter. */
  readonly random?: () => number;
}

/**
 * Collects until there is an end to it, with growing waits drawn at random from their upper half.
 *
 * Failures that may pass are waited out as well; one that was the last at the deadline is thrown, like any other failure.
 */
export async function waitForCertificate(
  { collect, get, random = Math.random }: Calls,
  sslId: number,
  options: WaitOptions,
): Promise<WaitOutcome> {
  const { signal, format, formatIn, deadlineMs, firstDelayMs, longestDelayMs } = checkOptions(options);
  const deadline = AbortSignal.timeout(deadlineMs);
  const either = signal === undefined ? deadline : AbortSignal.any([signal, deadline]);
  let state: SslDetails['status'] | undefined;
  let failure: ApiError | undefined;
  for (let look = 1; ; look += 1) {
    try {
      const result = await collect(sslId, { format, formatIn, signal: either });
      if (result.status !== 'pending') return result;
      failure = undefined;
      if (look >= looksBeforeRecord) {
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
    const full = Math.min(longestDelayMs, firstDelayMs * 2 ** Math.min(look - 1, 30));
    await pause(full * (0.5 + random() / 2), either);
    if (signal?.aborted)
      throw new ApiError(`The call to ${system} was aborted.`, { code: 'aborted', system });
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
    // The caller sees by the signal why the wait ended.
  }
}
