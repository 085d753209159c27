import { ApiError } from './api-error.ts';

/** Reads an `X-Total-Count` header; undefined where it is absent or no whole number. */
export function totalCount(headers: Headers): number | undefined {
  if (typeof headers?.get !== 'function') {
    throw new ApiError('Argument 1 of totalCount must be a Headers.', { code: 'invalid-argument' });
  }
  const text = headers.get('x-total-count')?.trim() ?? '';
  return /^\d+$/.test(text) ? Number(text) : undefined;
}
