import type { CallOptions } from './call-options.ts';

/** How a list is read. */
export interface ListOptions extends CallOptions {
  /** Rows a page, 1 to 200 (200). Anything else throws an `ApiError` 'invalid-argument'. */
  readonly pageSize?: number | undefined;
  /**
   * Is told of each row that can't be read, in a sentence that names the rows beside it; the others come all the same. Without
   * it such a row ends the list with an `ApiError` 'invalid-response'.
   */
  readonly onUnreadableRow?: ((problem: string) => void) | undefined;
}
