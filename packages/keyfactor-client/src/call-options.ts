import type { CallOptions, RowIdentity } from '@certbridge/rest-client';

/** Options for listing metadata fields. */
export interface RowOptions extends CallOptions {
  /**
   * Called for each unreadable row with a sentence that identifies it, or the rows next to it; the list continues. Without it
   * an unreadable row ends the list with an `ApiError` 'invalid-response'. An async one is awaited; what it throws ends the list.
   */
  readonly onUnreadableRow?: ((problem: string, row: RowIdentity) => void) | undefined;
}

/** Options of a call that carries metadata. */
export interface MetadataCallOptions extends CallOptions {
  /** Metadata fields whose values are redacted from errors, in case the server echoes them. */
  readonly sensitiveFields?: readonly string[] | undefined;
  /** Other texts to redact from errors. */
  readonly secrets?: readonly string[] | undefined;
}
