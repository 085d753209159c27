import type { CallOptions, RowIdentity } from '@certbridge/rest-client';

/** What can be read of a row of SCM that otherwise can't be. */
export interface ScmRowIdentity extends RowIdentity {
  /** Of a department in the list of organizations: the id of its organization. */
  readonly organizationId?: number | undefined;
}

/** Options for reading a list that isn't paged, or a report. */
export interface RowOptions extends CallOptions {
  /**
   * Called for each unreadable row with a sentence that identifies it, or the rows next to it; the others are returned. Without
   * it an unreadable row fails the call with an `ApiError` 'invalid-response'. An async one is awaited; what it throws fails the call.
   */
  readonly onUnreadableRow?: ((problem: string, row: ScmRowIdentity) => void) | undefined;
}

/** Options for reading a paged list. */
export interface ListOptions extends CallOptions {
  /** Rows per page, 1 to 200; otherwise throws an `ApiError` 'invalid-argument'. Default: 200. */
  readonly pageSize?: number | undefined;
  /**
   * Called for each unreadable row with a sentence that names the rows next to it; the list continues. Without it an
   * unreadable row ends the list with an `ApiError` 'invalid-response'. An async one is awaited; what it throws ends the list.
   */
  readonly onUnreadableRow?: ((problem: string) => void) | undefined;
}
