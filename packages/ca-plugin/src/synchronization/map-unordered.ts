/** Bounds of {@link mapUnordered}. */
export interface Bounds {
  /** Most items under way at one time. */
  readonly concurrency: number;
  /** Most results that wait for the consumer in addition to them. */
  readonly ahead: number;
  readonly signal: AbortSignal;
}

/**
 * Maps items side by side and yields each result as soon as it is there, in no order.
 *
 * The pace is the consumer's: no more than `concurrency + ahead` items are begun that it has not taken. A failure or the
 * signal ends it at once; what is still under way is left to end by itself.
 */
export async function* mapUnordered<T, R>(
  items: Iterable<T>,
  { map, concurrency, ahead, signal }: Bounds & { readonly map: (item: T) => Promise<R> },
): AsyncGenerator<R, void, undefined> {
  const waiting = items[Symbol.iterator]();
  const results: R[] = [];
  let running = 0;
  let ended = false;
  let failure: { readonly error: unknown } | undefined;
  let wake = () => {};
  const abort = () => {
    failure ??= { error: signal.reason };
    wake();
  };

  const begin = async (item: T) => {
    try {
      results.push(await map(item));
    } catch (error) {
      failure ??= { error };
    }
    running -= 1;
    fill();
    wake();
  };
  const fill = () => {
    while (!ended && failure === undefined && running < concurrency) {
      if (running + results.length >= concurrency + ahead) return;
      const next = waiting.next();
      if (next.done === true) ended = true;
      else {
        running += 1;
        void begin(next.value);
      }
    }
  };

  signal.addEventListener('abort', abort);
  try {
    signal.throwIfAborted();
    for (;;) {
      fill();
      if (failure !== undefined) throw failure.error;
      if (results.length > 0) yield results.shift() as R;
      else if (running === 0) return;
      else {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
  } finally {
    ended = true;
    signal.removeEventListener('abort', abort);
  }
}
