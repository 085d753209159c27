/** Options that every call takes. */
export interface CallOptions {
  /** Ends the call with an `ApiError` 'aborted', also while it waits. */
  readonly signal?: AbortSignal | undefined;
}
