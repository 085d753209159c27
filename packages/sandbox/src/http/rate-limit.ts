/** Counts requests against a limit per second. */
export class RateLimiter {
  #allowance = Number.POSITIVE_INFINITY;
  #checkedAt = 0;

  /**
   * Counts a request at `nowMs` (any monotonic clock).
   *
   * Returns 0 if the request may pass, else the seconds to wait, rounded up. Allows bursts of one second's worth.
   */
  take(perSecond: number, nowMs: number): number {
    if (perSecond <= 0) return 0;
    const refill = ((nowMs - this.#checkedAt) / 1000) * perSecond;
    this.#allowance = Math.min(Math.max(perSecond, 1), this.#allowance + refill);
    this.#checkedAt = nowMs;
    if (this.#allowance >= 1) {
      this.#allowance -= 1;
      return 0;
    }
    return Math.max(1, Math.ceil((1 - this.#allowance) / perSecond));
  }
}
