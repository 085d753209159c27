import { isDate, isUint8Array } from 'node:util/types';
import { mustBeOneOf, offerAwait } from '@certbridge/plain-text';
import { type ArgumentPlace, checkArgument, type ObjectArgument } from '@certbridge/rest-client';
import type { CertificateKey } from '../contract/issued-certificate.ts';
import { invalidArgument } from './invalid-argument.ts';

/** The longest time that a timer can wait; a longer one would fire at once. */
const longestTimerMs = 2_147_483_647;

/** Throws a `CaPluginError` 'invalid-argument' unless an argument of a function is an object of the properties that it takes. */
export function checkObject(
  value: unknown,
  argument: ObjectArgument<object>,
  {
    of,
    position = 1,
    inside,
  }: { readonly of: string; readonly position?: number } & Pick<ArgumentPlace, 'inside'>,
): void {
  const name = `Argument ${position} of ${of}`;
  checkArgument(value, argument, { of, name, inside, refuse: invalidArgument });
}

// In each of these, `name` begins the sentence.

/** Throws a `CaPluginError` 'invalid-argument' unless a value is text. */
export function checkText(value: unknown, name: string): void {
  if (typeof value !== 'string') throw invalidArgument(`${name} must be text.`);
}

/** Throws a `CaPluginError` 'invalid-argument' unless a value is the path of a database. SQLite would open a file that is gone with its connection for an empty one. */
export function checkFile(value: unknown, name: string): void {
  checkText(value, name);
  if (value === '') throw invalidArgument(`${name} must be the path of a file, or :memory:; it is empty.`);
}

/**
 * Returns the value that a function of the embedding program returned; `name` is the function. Throws a `CaPluginError` 'invalid-argument' unless it is true or
 * false: a promise would count as a yes.
 */
export function checkReturned(value: unknown, name: string): boolean {
  if (typeof value === 'boolean') return value;
  throw invalidArgument(`${name} must return true or false, and not be async.`);
}

/** Throws a `CaPluginError` 'invalid-argument' unless a value is a list of texts. */
export function checkTexts(value: unknown, name: string): void {
  checkList(value, { name, kind: 'texts', is: (item) => typeof item === 'string' });
}

/** Throws a `CaPluginError` 'invalid-argument' unless a value is a list, of nothing but what `is` takes. */
export function checkList(
  value: unknown,
  {
    name,
    kind,
    is,
  }: { readonly name: string; readonly kind: string; readonly is: (item: unknown) => boolean },
): void {
  if (!Array.isArray(value) || !value.every(is)) throw invalidArgument(`${name} must be a list of ${kind}.`);
}

/** Throws a `CaPluginError` 'invalid-argument' unless a value is a time. */
export function checkDate(value: unknown, name: string): void {
  if (isDate(value) && !Number.isNaN(value.getTime())) return;
  throw invalidArgument(`${name} must be a valid Date.`);
}

/** Throws a `CaPluginError` 'invalid-argument' unless a value is a whole number that is not too small. */
export function checkWhole(value: unknown, name: string, least = 0): void {
  if (Number.isSafeInteger(value) && Number(value) >= least) return;
  throw invalidArgument(`${name} must be a whole number from ${least}.`);
}

/** Throws a `CaPluginError` 'invalid-argument' unless a value is a number, whichever. */
export function checkNumber(value: unknown, name: string): void {
  if (typeof value !== 'number') throw invalidArgument(`${name} must be a number.`);
}

/** Throws a `CaPluginError` 'invalid-argument' unless a value is a number of milliseconds that a timer can wait. */
export function checkDuration(value: unknown, name: string): void {
  if (typeof value === 'number' && value >= 0 && value <= longestTimerMs) return;
  throw invalidArgument(`${name} must be a number of milliseconds from 0 to ${longestTimerMs}.`);
}

/** Throws a `CaPluginError` 'invalid-argument' unless a value is bytes, such as the DER of a certificate. */
export function checkBytes(value: unknown, name: string): void {
  if (!isUint8Array(value)) throw invalidArgument(`${name} must be a Uint8Array.`);
}

/** Throws a `CaPluginError` 'invalid-argument' unless a value has the properties that identify a certificate; the caller may have added others. */
export function checkCertificate(value: CertificateKey, name: string): void {
  const isOne = (['ca', 'requestId', 'serialNumber'] as const).every(
    (property) => typeof value?.[property] === 'string',
  );
  if (!isOne) throw invalidArgument(`${name} must be a certificate, as a search finds it.`);
}

/** Throws a `CaPluginError` 'invalid-argument' that offers the nearest one unless a value is one of some names. */
export function checkName(value: unknown, name: string, names: readonly string[]): void {
  if (typeof value === 'string' && names.includes(value)) return;
  throw invalidArgument(`${name} ${mustBeOneOf(value, names)}`);
}

/** Throws a `CaPluginError` 'invalid-argument' unless an object has some functions. It may have more than are called. */
export function checkFunctions(value: unknown, name: string, functions: readonly string[]): void {
  const lacking = functions.find(
    (member) =>
      typeof (value as Readonly<Record<string, unknown>> | null | undefined)?.[member] !== 'function',
  );
  if (lacking === undefined) return;
  throw invalidArgument(`${name} must have the function ${lacking}.${offerAwait(value)}`);
}
