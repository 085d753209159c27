import type { ApiError } from './api-error.ts';
import type { HttpOptions } from './http-options.ts';
import { LatencyWatch, requestKind } from './latency-watch.ts';
import { RequestQueue } from './request-queue.ts';
import { backOff, jitter } from './retry-delay.ts';

/**
 * The throttle of a whole client: its queue, and what each attempt says about how many requests the system takes.
 *
 * ky makes only one call wait. A system that sends 429 to one call would send it to all others, too.
 */
export class Throttle {
  readonly queue: RequestQueue;
  readonly #latency: LatencyWatch;
  readonly #maxRetryAfterMs: number;

  constructor(
    {
      concurrency,
      requestsPerSecond,
      maxRetryAfterMs = 60_000,
    }: HttpOptions & { readonly concurrency: number },
    { closedAtFirst }: { readonly closedAtFirst: boolean },
  ) {
    this.queue = new RequestQueue({ concurrency, requestsPerSecond, closedAtFirst });
    this.#latency = new LatencyWatch({ concurrency });
    this.#maxRetryAfterMs = maxRetryAfterMs;
  }

  /** Notes how long a response took to a request that got its place at `startedAt`; returns whether that is far longer than usual. */
  noteDuration(
    request: { readonly method: string; readonly path: string },
    { durationMs, startedAt }: { readonly durationMs: number; readonly startedAt: number },
  ): boolean {
    const verdict = this.#latency.note({ kind: requestKind(request), durationMs, now: performance.now() });
    if (verdict === 'slow-round') this.queue.slowDown(0, startedAt);
    return verdict !== 'usual';
  }

  /** Notes an attempt that succeeded. */
  noteSuccess({ slow }: { readonly slow: boolean }): void {
    if (!slow) this.queue.speedUp();
  }

  /** Notes an attempt that failed; `failures` counts those of its call. */
  noteFailure(
    failure: ApiError,
    { failures, startedAt }: { readonly failures: number; readonly startedAt: number },
  ): void {
    if (failure.status === 429 || failure.retryAfterMs !== undefined) {
      this.queue.slowDown(this.demandedWait(failure) || jitter(backOff(failures)), startedAt);
    } else if (failure.status === 503) {
      // Without a demand to wait it need not concern every request, so the others go on, but fewer of them.
      this.queue.slowDown(0, startedAt);
    }
  }

  /** The wait that a system demands by `Retry-After`, as far as it is honoured; 0 for none. */
  demandedWait({ retryAfterMs = 0 }: ApiError): number {
    return Math.min(retryAfterMs, this.#maxRetryAfterMs);
  }
}
