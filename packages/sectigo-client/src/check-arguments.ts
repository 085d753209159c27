import { ApiError } from '@certbridge/rest-client';
import { system } from './system.ts';

/** The largest id, term or position that SCM's API takes: 32 bits with a sign. [Admin Operations API 25.9.2] */
const largestInteger = 2_147_483_647;
const largestPage = 200;

/** Builds the error of an argument that is refused before anything is sent; `problem` must not repeat a value. */
export function invalidArgument(problem: string): ApiError {
  return new ApiError(problem, { code: 'invalid-argument', system });
}

/** Returns an id, or throws where it is no positive 32-bit integer. */
export function checkId(value: number, name: string): number {
  return checkInteger(value, { name, least: 1, most: largestInteger });
}

/** Returns an id that may be left out. */
export function checkOptionalId(value: number | undefined, name: string): number | undefined {
  return value === undefined ? undefined : checkId(value, name);
}

/** Returns the index of a first row, or throws where it is no 32-bit integer from 0. */
export function checkPosition(value: number): number {
  return checkInteger(value, { name: 'position', least: 0, most: largestInteger });
}

/** Returns a page size, or throws where it is not from 1 to 200. */
export function checkPageSize(value: number): number {
  return checkInteger(value, { name: 'pageSize', least: 1, most: largestPage });
}

/** Returns a whole number within limits, or throws. */
export function checkInteger(
  value: number,
  { name, least, most }: { readonly name: string; readonly least: number; readonly most: number },
): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw invalidArgument(`${name} must be a whole number from ${least} to ${most}.`);
}

/** Returns a text, or throws where it is shorter or longer than the API allows. */
export function checkText(
  value: string,
  { name, least = 1, most }: { readonly name: string; readonly least?: number; readonly most: number },
): string {
  if (typeof value === 'string' && value.length >= least && value.length <= most) return value;
  throw invalidArgument(`${name} must have ${least} to ${most} characters.`);
}

/** Returns one of the listed values, or throws. */
export function checkOneOf<const T extends string | number>(
  value: T,
  { name, allowed }: { readonly name: string; readonly allowed: readonly T[] },
): T {
  if (allowed.includes(value)) return value;
  throw invalidArgument(`${name} must be one of ${allowed.join(', ')}.`);
}
