/** Options of every call. */
export interface CallOptions {
  /** Aborts the call, even while it waits, with an `ApiError` 'aborted'. */
  readonly signal?: AbortSignal | undefined;
}

/** Options for reading a list. */
export interface ListOptions extends CallOptions {
  /** Rows per page, 1 to 200; otherwise throws an `ApiError` 'invalid-argument'. Default: 200. */
  readonly pageSize?: number | undefined;
  /**
   * Called for each unreadable row with a sentence that names the rows next to it; the list continues. Without it an
   * unreadable row ends the list with an `ApiError` 'invalid-response'.
   */
  readonly onUnreadableRow?: ((problem: string) => void) | undefined;
}
