import { ArgumentError } from './argument-error.ts';

const remedies = {
  Map: 'pass Object.fromEntries(map)',
  URLSearchParams: 'pass Object.fromEntries(params)',
  Headers: 'pass Object.fromEntries(headers)',
  FormData: 'pass Object.fromEntries(form)',
  Promise: 'await it first',
} as const;

/**
 * Throws an `ArgumentError` unless all objects in an argument hold properties by name, or are lists: what a `Map` holds would be
 * passed over silently. Nor may one be in itself. `name` begins the sentence; `within` are the objects around the value.
 */
export function checkRecords(value: unknown, name: string, within: readonly object[] = []): void {
  if (typeof value !== 'object' || value === null) return;
  const subject = within.length === 0 ? name : `${name},`;
  if (!Array.isArray(value) && !isRecord(value)) {
    throw new ArgumentError(`${subject} must be an object of values by name.${offerRecord(value)}`);
  }
  if (within.includes(value))
    throw new ArgumentError(`${subject} refers back to an object that contains it.`);
  for (const [key, each] of Object.entries(value)) {
    checkRecords(each, `${name}, under ${key}`, [...within, value]);
  }
}

/**
 * Returns whether a value is an object that holds its values by name, as own properties. A `Map` or a `Date` has no keys, and what comes
 * from a class or a prototype is lost where an object is copied.
 */
export function isRecord(value: unknown): value is object {
  return isNamedValues(value) && !inherits(value);
}

/** Says what an object is that is not a record, and what to pass in its place; begins with a blank, and is empty for what is not an object. */
export function offerRecord(value: unknown): string {
  if (typeof value !== 'object' || value === null || isRecord(value)) return '';
  if (isNamedValues(value)) {
    return ' It takes values from its class or prototype: pass a plain object with them.';
  }
  const name = Object.prototype.toString.call(value).slice('[object '.length, -1);
  if (typeof Reflect.get(globalThis, name) !== 'function') {
    return ' It has a name of its own, by Symbol.toStringTag: pass a plain object.';
  }
  const remedy = Object.hasOwn(remedies, name) ? `: ${remedies[name as keyof typeof remedies]}` : '';
  return ` It is ${/^[AEIO]/.test(name) ? 'an' : 'a'} ${name}${remedy}.`;
}

/** Says what to pass in place of a module; begins with a blank, and is empty unless the name is one that only modules have. */
export function offerExports(object: { readonly default?: unknown }, name: string): string {
  const hasDefault = typeof object.default === 'object' && object.default !== null;
  if (name === 'default' && !hasDefault) return '';
  if (!['default', '__esModule', 'module.exports'].includes(name)) return '';
  return ` It is a module: pass ${hasDefault ? 'its default' : 'a plain object of its exports'}.`;
}

function isNamedValues(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  return ['[object Object]', '[object Module]'].includes(Object.prototype.toString.call(value));
}

/** Returns whether a prototype of an object has more than a constructor; the last may be the `Object.prototype` of another realm. */
function inherits(value: object): boolean {
  const prototype: object | null = Object.getPrototypeOf(value);
  if (prototype === null || prototype === Object.prototype) return false;
  const isRoot = Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype, 'isPrototypeOf');
  if (isRoot) return false;
  return Reflect.ownKeys(prototype).some((key) => key !== 'constructor') || inherits(prototype);
}
