import { ApiError } from './api-error.ts';

/** Throws an `ApiError` 'aborted' if the caller has aborted the call, or closed the client whose signal it is. */
export function throwIfAborted(signal: AbortSignal | undefined, system: string): void {
  if (!signal?.aborted) return;
  const reason: unknown = signal.reason;
  const isOwn = reason instanceof ApiError && reason.code === 'aborted';
  const message = isOwn ? reason.message : `The call to ${system} was aborted.`;
  throw new ApiError(message, { code: 'aborted', system });
}
