import { ApiError, type ApiErrorCode } from '@certbridge/rest-client';

/** Failures after which nobody can say whether the server acted. */
const unclear: ReadonlySet<ApiErrorCode> = new Set([
  'unreachable',
  'timeout',
  'server-error',
  'invalid-response',
  'too-large',
  'aborted',
]);

/**
 * Waits for a call that is never sent twice. Where its response was lost, the error's message goes on to say how to find
 * out what became of it, and `retryable` is what `again` says: whether sending it once more does no harm.
 */
export async function callOnce<T>(
  call: Promise<T>,
  { howToCheck, again }: { readonly howToCheck: string; readonly again: boolean },
): Promise<T> {
  try {
    return await call;
  } catch (error) {
    if (!(error instanceof ApiError) || error.unsent || !unclear.has(error.code)) throw error;
    const { message, name: _, stack: __, ...details } = error;
    throw new ApiError(`${message} It may have taken effect all the same: ${howToCheck}`, {
      ...details,
      retryable: error.retryable && again,
    });
  }
}
