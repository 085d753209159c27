import type { CallOptions } from './call-options.ts';

/** How a list is read. */
export interface ListOptions extends CallOptions {
  /** Rows a page, 1 to 200 (200). Anything else throws an `ApiError` 'invalid-argument'. */
  readonly pageSize?: number | undefined;
}
