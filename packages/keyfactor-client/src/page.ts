import type { Query } from '@certbridge/rest-client';

/** The number of the page that holds the row at this position; Command counts pages from 1. */
export function pageAt(position: number, pageSize: number): number {
  return Math.floor(position / pageSize) + 1;
}

/** The position at which the page after that one begins. */
export function nextPage(position: number, pageSize: number): number {
  return pageAt(position, pageSize) * pageSize;
}

/**
 * Gives list parameters their names of Command 9 and 10 beside those of Command 11 and later: `pq.pageReturned`,
 * `PageReturned`.
 *
 * Both are sent, with the same value, whatever the server: each version ignores the names it doesn't know, official
 * clients send `pq.*` to all versions, and a filter under a wrong name would be ignored silently.
 */
export function withOldNames(query: Query): Query {
  const old = Object.entries(query).map(([name, value]) => [
    `pq.${name.charAt(0).toLowerCase()}${name.slice(1)}`,
    value,
  ]);
  return { ...query, ...Object.fromEntries(old) };
}
