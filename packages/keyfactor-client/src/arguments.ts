import { didYouMean, isRecord, offerRecord } from '@certbridge/plain-text';
import { ApiError } from '@certbridge/rest-client';
import { system } from './system.ts';

const largestId = 2_147_483_647;

/**
 * Largest page size. Command documents no limit; its scripts use 1000, and its documentation warns that large pages are slow.
 * A response is held in memory as a whole, at some kilobytes per certificate.
 */
export const largestPageSize = 10_000;

/** Creates the error for an argument that can't be used; nothing has been sent. */
export function invalidArgument(message: string): ApiError {
  return new ApiError(message, { code: 'invalid-argument', system });
}

/** Requires text; `name` begins the sentence. */
export function requireText(value: unknown, name: string): void {
  if (typeof value !== 'string') throw invalidArgument(`${name} must be text.`);
}

/** Requires an object of values by name; `what` names the values. */
export function requireObject(value: unknown, { name, what }: { name: string; what: string }): void {
  if (!isRecord(value)) throw invalidArgument(`${name} must be ${what}.${offerRecord(value)}`);
}

/** Requires a positive 32-bit integer, the type of every id in Command's documentation. */
export function requireId(id: number, label: string): number {
  if (Number.isInteger(id) && id >= 1 && id <= largestId) return id;
  throw invalidArgument(`The ${label} must be a whole number from 1 to ${largestId}.`);
}

/** Requires a non-empty list of ids: some calls treat an empty one as "all". */
export function requireIds(ids: readonly number[], label: string): readonly number[] {
  if (!Array.isArray(ids) || ids.length === 0) {
    throw invalidArgument(`The list of ${label}s is empty; name at least one ${label}.`);
  }
  // A hole is passed over by `map`, and written as null by JSON.
  return Array.from(ids, (id) => requireId(id, label));
}

/** Requires a whole number from 1 to {@link largestPageSize}. */
export function requirePageSize(pageSize: number): number {
  if (Number.isInteger(pageSize) && pageSize >= 1 && pageSize <= largestPageSize) return pageSize;
  throw invalidArgument(`The page size must be a whole number from 1 to ${largestPageSize}.`);
}

/** Checks an optional id. */
export function optionalId(id: number | undefined, label: string): number | undefined {
  return id === undefined ? undefined : requireId(id, label);
}

/** Requires one of the numbers that have a name. */
export function requireOneOf(value: number, names: Readonly<Record<string, number>>, label: string): void {
  if (Object.values(names).includes(value)) return;
  const show = (name: string) => `${names[name]} (${name})`;
  const known = Object.keys(names);
  const offer = didYouMean(value, known, show);
  throw invalidArgument(`The ${label} must be one of ${known.map(show).join(', ')}.${offer}`);
}
