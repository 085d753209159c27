import { ApiError } from './api-error.ts';

/** Throws an `ApiError` 'aborted' if the caller has aborted the call. */
export function throwIfAborted(signal: AbortSignal | undefined, system: string): void {
  if (signal?.aborted) throw new ApiError(`The call to ${system} was aborted.`, { code: 'aborted', system });
}
