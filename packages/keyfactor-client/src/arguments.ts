import { ApiError } from '@certbridge/rest-client';
import { system } from './system.ts';

const largestId = 2_147_483_647;

/**
 * Largest page that may be asked for. Command publishes no bound; its scripts use 1000 and its documents warn that large
 * ones are slow, while a response is held in memory whole (some kilobytes a certificate).
 */
export const largestPageSize = 10_000;

/** The error of an argument that can't be used; nothing has been sent. */
export function invalidArgument(message: string): ApiError {
  return new ApiError(message, { code: 'invalid-argument', system });
}

/** Refuses what is no positive 32-bit integer, the form of every id in Command's documents. */
export function requireId(id: number, label: string): number {
  if (Number.isInteger(id) && id >= 1 && id <= largestId) return id;
  throw invalidArgument(`The ${label} must be a whole number from 1 to ${largestId}.`);
}

/** Refuses an empty list too: some calls take it for "all". */
export function requireIds(ids: readonly number[], label: string): readonly number[] {
  if (!Array.isArray(ids) || ids.length === 0) {
    throw invalidArgument(`The list of ${label}s is empty; name at least one ${label}.`);
  }
  return ids.map((id) => requireId(id, label));
}

/** Refuses what is no whole number from 1 to {@link largestPageSize}. */
export function requirePageSize(pageSize: number): number {
  if (Number.isInteger(pageSize) && pageSize >= 1 && pageSize <= largestPageSize) return pageSize;
  throw invalidArgument(`The page size must be a whole number from 1 to ${largestPageSize}.`);
}

/** Checks an id that may be left out. */
export function optionalId(id: number | undefined, label: string): number | undefined {
  return id === undefined ? undefined : requireId(id, label);
}
