import type { HostCallOptions } from '@certbridge/ca-host';

/** Less would not even do for an authority that answers at once. */
const LEAST_MS = 1000;

/** Bounds how long an answer waits for what a CA has to look up at its authority: clients give up after 5 s. The look-up goes on. */
export function patience({ waitMs }: { readonly waitMs: number }): HostCallOptions {
  return { signal: AbortSignal.timeout(Math.max(waitMs, LEAST_MS)) };
}
