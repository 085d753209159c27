import type { Query } from '@certbridge/rest-client';

/** Returns the number of the page with the row at this position; Command counts pages from 1. */
export function pageAt(position: number, pageSize: number): number {
  return Math.floor(position / pageSize) + 1;
}

/** Returns the position at which the page after that one begins. */
export function nextPage(position: number, pageSize: number): number {
  return pageAt(position, pageSize) * pageSize;
}

/**
 * Adds the parameter names of Command 9 and 10 to those of Command 11 and later: `pq.pageReturned` to `PageReturned`.
 *
 * Both are sent to every server, with the same value: each version ignores the names it doesn't know, official clients
 * send `pq.*` to all versions, and a filter under the wrong name would be silently ignored.
 */
export function withOldNames(query: Query): Query {
  const old = Object.entries(query).map(([name, value]) => [
    `pq.${name.charAt(0).toLowerCase()}${name.slice(1)}`,
    value,
  ]);
  return { ...query, ...Object.fromEntries(old) };
}
