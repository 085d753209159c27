import { CaPluginError } from '@certbridge/ca-plugin';

/**
 * Waits for work that goes on for others. Throws a CaPluginError where the signal comes first: 'unavailable' for one by time, with what
 * `whyLate` returns, else 'aborted'.
 */
export async function untilAborted<T>(
  work: Promise<T>,
  signal: AbortSignal | undefined,
  whyLate: () => string = () => 'SCM has not responded in the time that a requester waits.',
): Promise<T> {
  if (signal === undefined) return work;
  let abort: () => void = () => undefined;
  const aborted = new Promise<never>((_, reject) => {
    abort = () => reject(describeEnd(signal, whyLate));
  });
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

function describeEnd({ reason }: AbortSignal, whyLate: () => string): CaPluginError {
  const isByTime = reason instanceof DOMException && reason.name === 'TimeoutError';
  return isByTime
    ? new CaPluginError(whyLate(), { code: 'unavailable' })
    : new CaPluginError('The operation was aborted.', { code: 'aborted' });
}
