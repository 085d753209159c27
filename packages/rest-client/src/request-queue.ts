/** The bounds of a queue. */
export interface RequestQueueOptions {
  /** Requests under way at one time. */
  readonly concurrency: number;
  readonly requestsPerSecond?: number | undefined;
  /** Start with one request at a time, until `open()`. */
  readonly closedAtFirst?: boolean | undefined;
}

interface Waiter {
  readonly order: number;
  readonly start: () => void;
  readonly fail: (reason: unknown) => void;
}

/**
 * Decides when a request may start: bounded concurrency, an optional rate, and a pause for the whole client
 * when the server asks for one.
 *
 * After a pause, which may be none, half as many requests run at one time; each success brings the bound back a little.
 * Older requests go first, so one that was refused is not overtaken by new ones for ever.
 *
 * Not p-queue: it holds a place for as long as a function runs, while a call gets its first place before its clock starts; and its
 * `clear()` leaves those who wait pending, while `stop` must reject them. Pauses and the halving would be ours in any case.
 */
export class RequestQueue {
  readonly #concurrency: number;
  readonly #intervalMs: number;
  #allowed: number;
  #opened: boolean;
  #running = 0;
  #notBefore = 0;
  #pausedUntil = 0;
  #halvedAt = 0;
  #stopReason: unknown;
  #stopped = false;
  #timer: NodeJS.Timeout | undefined;
  readonly #waiting: Waiter[] = [];

  constructor(options: RequestQueueOptions) {
    this.#concurrency = options.concurrency;
    this.#intervalMs = options.requestsPerSecond === undefined ? 0 : 1000 / options.requestsPerSecond;
    this.#opened = options.closedAtFirst !== true;
    this.#allowed = this.#opened ? options.concurrency : 1;
  }

  /** Waits for a place, which `leave` must give back. Rejects with the signal's reason, or with that of `stop`. */
  enter(order: number, signal?: AbortSignal): Promise<void> {
    if (this.#stopped) return Promise.reject(this.#stopReason);
    if (signal?.aborted) return Promise.reject(signal.reason);
    return new Promise((resolve, reject) => {
      const forget = () => signal?.removeEventListener('abort', onAbort);
      const waiter: Waiter = {
        order,
        start: () => {
          forget();
          resolve();
        },
        fail: (reason) => {
          forget();
          reject(reason);
        },
      };
      const onAbort = () => {
        this.#waiting.splice(this.#waiting.indexOf(waiter), 1);
        waiter.fail(signal?.reason);
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      const after = this.#waiting.findLastIndex((other) => other.order < order);
      this.#waiting.splice(after + 1, 0, waiter);
      this.#startWaiting();
    });
  }

  leave(): void {
    this.#running -= 1;
    this.#startWaiting();
  }

  /** Lets the full concurrency run, once the server has shown that it accepts the login. */
  open(): void {
    if (this.#opened) return;
    this.#opened = true;
    this.#allowed = this.#concurrency;
    this.#startWaiting();
  }

  /**
   * Starts nothing for `delayMs`, then half of what ran before. Further calls during the pause only prolong it, and so do
   * those for requests that started before the last halving: one round of failures halves once.
   */
  slowDown(delayMs: number, startedAt: number = performance.now()): void {
    const now = performance.now();
    if (now >= this.#pausedUntil && startedAt >= this.#halvedAt) {
      this.#allowed = Math.max(1, Math.floor(this.#allowed / 2));
      this.#halvedAt = now;
    }
    this.#pausedUntil = Math.max(this.#pausedUntil, now + delayMs);
  }

  /** Notes a success, which brings the concurrency back by one for each round of successes. */
  speedUp(): void {
    if (this.#opened) this.#allowed = Math.min(this.#concurrency, this.#allowed + 1 / this.#allowed);
  }

  /** Turns away everybody who waits or comes later. */
  stop(reason: unknown): void {
    this.#stopped = true;
    this.#stopReason = reason;
    clearTimeout(this.#timer);
    for (const waiter of this.#waiting.splice(0)) waiter.fail(reason);
  }

  #startWaiting(): void {
    clearTimeout(this.#timer);
    while (this.#waiting.length > 0 && this.#running < Math.floor(this.#allowed)) {
      const now = performance.now();
      const startAt = Math.max(this.#notBefore, this.#pausedUntil);
      if (startAt > now) {
        this.#timer = setTimeout(() => this.#startWaiting(), Math.ceil(startAt - now));
        return;
      }
      this.#notBefore = now + this.#intervalMs;
      this.#running += 1;
      this.#waiting.shift()?.start();
    }
  }
}
