import { isRecord, mustBeOneOf, offerRecord } from '@certbridge/plain-text';
import { ApiError } from '@certbridge/rest-client';
import { system } from './system.ts';

/** The largest id, term or position that SCM's API accepts: signed 32 bits. [Admin Operations API 25.9.2] */
const largestInteger = 2_147_483_647;
const largestPage = 200;

/** Creates the error for an argument that is refused before anything is sent; `problem` must not contain a value. */
export function invalidArgument(problem: string): ApiError {
  return new ApiError(problem, { code: 'invalid-argument', system });
}

/** Returns an id, or throws unless it is a positive 32-bit integer. */
export function checkId(value: number, name: string): number {
  return checkInteger(value, { name, least: 1, most: largestInteger });
}

/** Like {@link checkId}, for an optional id. */
export function checkOptionalId(value: number | undefined, name: string): number | undefined {
  return value === undefined ? undefined : checkId(value, name);
}

/** Returns the index of a first row, or throws unless it is a non-negative 32-bit integer. */
export function checkPosition(value: number): number {
  return checkInteger(value, { name: 'position', least: 0, most: largestInteger });
}

/** Returns a page size, or throws unless it is from 1 to 200. */
export function checkPageSize(value: number): number {
  return checkInteger(value, { name: 'pageSize', least: 1, most: largestPage });
}

/** Returns a whole number, or throws unless it is within the limits. */
export function checkInteger(
  value: number,
  { name, least, most }: { readonly name: string; readonly least: number; readonly most: number },
): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw invalidArgument(`${name} must be a whole number from ${least} to ${most}.`);
}

/** Returns a text, or throws if it is shorter or longer than the API allows. */
export function checkText(
  value: string,
  { name, least = 1, most }: { readonly name: string; readonly least?: number; readonly most: number },
): string {
  if (typeof value === 'string' && value.length >= least && value.length <= most) return value;
  throw invalidArgument(`${name} must have ${least} to ${most} characters.`);
}

/** Returns a list, or throws unless each item is text that isn't blank. */
export function checkTexts(list: readonly string[] | undefined, name: string): readonly string[] | undefined {
  // A hole is an item, too.
  const isText = (item: unknown) => typeof item === 'string' && item.trim() !== '';
  if (list === undefined || [...list].every(isText)) return list;
  throw invalidArgument(`Each of ${name} must be text that isn't blank.`);
}

/** Throws unless a value is an object of values by name; `name` begins the sentence, and `what` names the values: `an object of texts by name`. */
export function checkRecordOf(value: unknown, { name, what }: { name: string; what: string }): void {
  if (!isRecord(value)) throw invalidArgument(`${name} must be ${what}.${offerRecord(value)}`);
}

/** Returns a value, or throws an error that offers the nearest one unless it is one of those listed. */
export function checkOneOf<const T extends string | number>(
  value: T,
  { name, allowed }: { readonly name: string; readonly allowed: readonly T[] },
): T {
  if (allowed.includes(value)) return value;
  throw invalidArgument(`${name} ${mustBeOneOf(value, allowed)}`);
}
