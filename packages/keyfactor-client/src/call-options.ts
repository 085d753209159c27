/** Options that every call takes. */
export interface CallOptions {
  /** Ends the call with an `ApiError` 'aborted', also while it waits. */
  readonly signal?: AbortSignal | undefined;
}

/** Options of a call that carries metadata. */
export interface MetadataCallOptions extends CallOptions {
  /** Metadata fields whose values are kept out of errors, should the server repeat them. */
  readonly sensitiveFields?: readonly string[] | undefined;
  /** Further texts that must not be in an error. */
  readonly secrets?: readonly string[] | undefined;
}
