import { X509Certificate } from 'node:crypto';
import { isDate } from 'node:util/types';
import { offerAwait } from '@certbridge/plain-text';
import { ApiError } from '@certbridge/rest-client';

/** Creates the error for an argument that is refused before anything is done; `problem` must not contain a value. */
export function invalidArgument(problem: string): ApiError {
  return new ApiError(problem, { code: 'invalid-argument' });
}

// In each of these, `name` begins the sentence.

/** Throws an `ApiError` 'invalid-argument' unless a value is text. */
export function checkText(value: unknown, name: string): void {
  if (typeof value !== 'string') throw invalidArgument(`${name} must be text.`);
}

/** Throws an `ApiError` 'invalid-argument' unless a value is a list of texts. */
export function checkTexts(value: unknown, name: string): void {
  if (!isTexts(value)) throw invalidArgument(`${name} must be a list of texts.${offerAwait(value)}`);
}

/** Returns whether a value is a list of texts. */
export function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

/** Throws an `ApiError` 'invalid-argument' unless a value is a time. */
export function checkDate(value: unknown, name: string): void {
  if (isDate(value) && !Number.isNaN(value.getTime())) return;
  throw invalidArgument(`${name} must be a valid Date.`);
}

/** Throws an `ApiError` 'invalid-argument' unless a value is a whole number within its limits. */
export function checkWhole(
  value: unknown,
  name: string,
  { least, most = Number.MAX_SAFE_INTEGER }: { readonly least: number; readonly most?: number },
): void {
  if (Number.isSafeInteger(value) && Number(value) >= least && Number(value) <= most) return;
  const limit = most === Number.MAX_SAFE_INTEGER ? '' : ` to ${most}`;
  throw invalidArgument(`${name} must be a whole number from ${least}${limit}.`);
}

/** Throws an `ApiError` 'invalid-argument' unless a value is a certificate. */
export function checkCertificate(value: unknown, name: string): void {
  if (!(value instanceof X509Certificate)) throw invalidArgument(`${name} must be an X509Certificate.`);
}

/** Throws an `ApiError` 'invalid-argument' unless a value is a function. */
export function checkFunction(value: unknown, name: string): void {
  if (typeof value !== 'function') throw invalidArgument(`${name} must be a function.`);
}

/** Throws an `ApiError` 'invalid-argument' unless an object has some functions. It may have more than are called. */
export function checkFunctions(value: unknown, name: string, functions: readonly string[]): void {
  const lacking = functions.find(
    (member) =>
      typeof (value as Readonly<Record<string, unknown>> | null | undefined)?.[member] !== 'function',
  );
  if (lacking === undefined) return;
  throw invalidArgument(`${name} must have the function ${lacking}.${offerAwait(value)}`);
}
