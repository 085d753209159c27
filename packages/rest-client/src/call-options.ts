/** Options of every call. */
export interface CallOptions {
  /** Aborts the call, even while it waits, with an `ApiError` 'aborted'; a list gives no row after it. */
  readonly signal?: AbortSignal | undefined;
}

/** What can be read of a row that otherwise can't be. */
export interface RowIdentity {
  readonly id: number | undefined;
  readonly name: string | undefined;
}
