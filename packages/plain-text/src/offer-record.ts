import { isNamedValues, isRecord } from './is-record.ts';

const remedies: Readonly<Record<string, string | undefined>> = {
  Map: 'pass Object.fromEntries(map)',
  URLSearchParams: 'pass Object.fromEntries(params)',
  Headers: 'pass Object.fromEntries(headers)',
  FormData: 'pass Object.fromEntries(form)',
  Promise: 'await it first',
  AbortSignal: 'pass it as { signal }',
};

/**
 * Says what an object is that is not a record, and what to pass in its place, to append to a sentence:
 * ` It is a Map: pass Object.fromEntries(map).` Empty for any other value.
 */
export function offerRecord(value: unknown): string {
  if (typeof value !== 'object' || value === null || isRecord(value)) return '';
  if (isNamedValues(value))
    return ' It takes values from its class or prototype: pass a plain object with them.';
  const name = Object.prototype.toString.call(value).slice('[object '.length, -1);
  // Only the name of a class that the platform has: any other comes with the value.
  if (typeof Reflect.get(globalThis, name) !== 'function')
    return ' It has a name of its own, by Symbol.toStringTag: pass a plain object.';
  const article = /^[AEIO]/.test(name) ? 'an' : 'a';
  const remedy = Object.hasOwn(remedies, name) ? `: ${remedies[name]}` : '';
  return ` It is ${article} ${name}${remedy}.`;
}
