import type { HostCallOptions } from '@certbridge/ca-host';

/** Clients give up after 5 s, so less is of no use to them. */
const USUAL_MS = 4000;
/** Less would not even do for an authority that responds at once. */
const LEAST_MS = 1000;

/**
 * Bounds how long the response to one request waits for an authority, however many things a CA has to look up there. The look-ups go
 * on.
 */
export class Patience {
  readonly #end: number;

  constructor({ waitMs }: { readonly waitMs: number }) {
    this.#end = performance.now() + Math.max(waitMs, USUAL_MS);
  }

  /** Milliseconds that are left for the next thing. */
  get leftMs(): number {
    return Math.max(this.#end - performance.now(), LEAST_MS);
  }

  /** Options of a call that ends in time. */
  options(): HostCallOptions {
    return { signal: AbortSignal.timeout(Math.ceil(this.leftMs)) };
  }
}
