import { ApiError } from './api-error.ts';
import { optional, type Shape } from './argument-shape.ts';
import { checkArgument } from './check-argument.ts';

/** Options of {@link PagedList.toArray}. */
export interface ToArrayOptions {
  /** Most items to read, at least 1 (all). No page is requested after the one that has the last of them, but those ahead were. */
  readonly limit?: number | undefined;
}

/** A list that the server gives in pages, which are requested while it is iterated. Each iteration reads it anew. */
export interface PagedList<T> extends AsyncIterable<T> {
  /** Reads the list from its beginning. */
  [Symbol.asyncIterator](): AsyncGenerator<T, void, undefined>;
  /** Reads the items into an array. Throws an `ApiError` 'invalid-argument' for a limit that is not a whole number from 1. */
  toArray(options?: ToArrayOptions): Promise<T[]>;
}

const shape: Shape<ToArrayOptions> = { limit: 'number?' };

/** Wraps an async generator. Throws an `ApiError` 'invalid-argument' if `read` is not a function. */
export function pagedList<T>(read: () => AsyncGenerator<T, void, undefined>): PagedList<T> {
  if (typeof read !== 'function') {
    throw new ApiError('Argument 1 of pagedList must be a function.', { code: 'invalid-argument' });
  }
  return {
    [Symbol.asyncIterator]: read,
    async toArray(options = {}) {
      checkArgument(options, optional('option', shape), { of: 'toArray', name: 'Argument 1 of toArray' });
      const { limit = Number.POSITIVE_INFINITY } = options;
      if (limit !== Number.POSITIVE_INFINITY && !(Number.isInteger(limit) && limit >= 1)) {
        throw new ApiError('The option limit of toArray must be a whole number from 1.', {
          code: 'invalid-argument',
        });
      }
      const items: T[] = [];
      for await (const item of read()) {
        items.push(item);
        if (items.length >= limit) break;
      }
      return items;
    },
  };
}
