import { CaPluginError } from '@certbridge/ca-plugin';

/** Waits for work that goes on for others. Throws a CaPluginError where the signal comes first: 'unavailable' for one by time, else 'aborted'. */
export async function untilAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  let abort: () => void = () => undefined;
  const aborted = new Promise<never>((_, reject) => {
    abort = () => reject(describeEnd(signal));
  });
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

function describeEnd({ reason }: AbortSignal): CaPluginError {
  const isByTime = reason instanceof DOMException && reason.name === 'TimeoutError';
  return isByTime
    ? new CaPluginError('SCM has not responded in the time that a requester waits.', { code: 'unavailable' })
    : new CaPluginError('The operation was aborted.', { code: 'aborted' });
}
