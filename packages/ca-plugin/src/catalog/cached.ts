import type { Clock } from '../plugin-context.ts';

/** Reads a value, from the cache while it is fresh. The signal ends the caller's own wait only. */
export type CachedRead<T> = (signal?: AbortSignal) => Promise<T>;

/**
 * Keeps what a read gave for a while. Callers that need it at the same time share one read, and a read that failed is
 * forgotten.
 */
export function cached<T>(
  read: () => Promise<T>,
  { lifetimeMs, clock }: { readonly lifetimeMs: number; readonly clock: Clock },
): CachedRead<T> {
  let kept: { readonly value: Promise<T>; readonly since: number } | undefined;
  return async (signal) => {
    signal?.throwIfAborted();
    const now = clock.now().getTime();
    if (kept === undefined || now - kept.since >= lifetimeMs) {
      const entry = { value: read(), since: now };
      kept = entry;
      entry.value.catch(() => {
        if (kept === entry) kept = undefined;
      });
    }
    return untilAborted(kept.value, signal);
  };
}

/** Waits for a value; rejects with the signal's reason where that comes first. */
function untilAborted<T>(value: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return value;
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    value.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
