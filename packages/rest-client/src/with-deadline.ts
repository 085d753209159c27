/** What ends a wait before its work is done. */
export interface Deadline {
  readonly timeoutMs: number;
  readonly signals: readonly (AbortSignal | undefined)[];
  /** The error of a wait that took too long. */
  readonly timedOut: () => Error;
  /** The error of a wait that a signal ended; undefined where the work goes on in spite of it. */
  readonly aborted: () => Error | undefined;
}

/**
 * Waits for work until its deadline, even if the work ignores its signal.
 *
 * At the deadline the work's signal is aborted, with the error as its reason, and its outcome is ignored. Time-outs of the
 * layers below are not enough: none of them covers a proxy's handshake, TLS, decompression and the body together.
 */
export function withDeadline<T>(
  work: (signal: AbortSignal) => Promise<T>,
  { timeoutMs, signals, timedOut, aborted }: Deadline,
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const controller = new AbortController();
    const settle = () => {
      clearTimeout(timer);
      for (const signal of signals) signal?.removeEventListener('abort', onAbort);
    };
    const end = (error: Error) => {
      settle();
      controller.abort(error);
      // Work that ends at once gets to its end first, and has called its hooks.
      setImmediate(reject, error);
    };
    const onAbort = () => {
      const error = aborted();
      if (error !== undefined) end(error);
    };
    const timer = setTimeout(() => end(timedOut()), timeoutMs);
    for (const signal of signals) signal?.addEventListener('abort', onAbort);
    if (signals.some((signal) => signal?.aborted)) onAbort();
    if (controller.signal.aborted) return;
    work(controller.signal).then(
      (value) => {
        settle();
        resolve(value);
      },
      (error: unknown) => {
        settle();
        reject(error);
      },
    );
  });
}
