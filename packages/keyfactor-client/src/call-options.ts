/** Options of every call. */
export interface CallOptions {
  /** Aborts the call, even while it waits, with an `ApiError` 'aborted'. */
  readonly signal?: AbortSignal | undefined;
}

/** Options of a call that carries metadata. */
export interface MetadataCallOptions extends CallOptions {
  /** Metadata fields whose values are redacted from errors, in case the server echoes them. */
  readonly sensitiveFields?: readonly string[] | undefined;
  /** Other texts to redact from errors. */
  readonly secrets?: readonly string[] | undefined;
}
