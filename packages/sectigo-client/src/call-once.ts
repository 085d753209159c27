import { ApiError, type ApiErrorCode } from '@certbridge/rest-client';

/** Failures that leave open whether the server acted, whoever reported them. */
const unclear: ReadonlySet<ApiErrorCode> = new Set([
  'unreachable',
  'timeout',
  'server-error',
  'invalid-response',
  'too-large',
  'aborted',
]);

/**
 * Awaits a call that is never retried. If its response was lost, `howToCheck` is appended to the message of the error, and
 * `retryable` is set to `again`: whether sending the call once more does no harm.
 */
export async function callOnce<T>(
  call: Promise<T>,
  { howToCheck, again }: { readonly howToCheck: string; readonly again: boolean },
): Promise<T> {
  try {
    return await call;
  } catch (error) {
    if (!(error instanceof ApiError) || error.unsent || isCertain(error)) throw error;
    const { message, name: _, stack: __, ...details } = error;
    throw new ApiError(`${message} It may have taken effect all the same: ${howToCheck}`, {
      ...details,
      retryable: error.retryable && again,
    });
  }
}

/** A refusal that isn't SCM's own may come from a proxy, after SCM acted. */
function isCertain({ code, status, ownDocument }: ApiError): boolean {
  return !unclear.has(code) && (status === undefined || ownDocument === true);
}
