import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { isRecord, offerRecord } from './index.ts';

const importedModule: unknown = await import('./count-noun.ts');

class Options {
  readonly size = 5;
}

test.each([
  {},
  { size: 5 },
  Object.create(null),
  new Options(),
  process.env,
  new Proxy({}, {}),
  runInNewContext('({ size: 5 })'),
  importedModule,
])('what holds properties by name is a record (%#)', (value) => {
  expect(isRecord(value)).toBe(true);
  expect(offerRecord(value)).toBe('');
});

test.each([undefined, null, 5, 'pl4nted', true, () => {}, Symbol('a'), 5n])(
  'what is no object is no record (%#)',
  (value) => {
    expect(isRecord(value)).toBe(false);
    expect(offerRecord(value)).toBe('');
  },
);

test.each<[unknown, string]>([
  [new Map([['size', 5]]), ' It is a Map: pass Object.fromEntries(map).'],
  [new (class extends Map {})(), ' It is a Map: pass Object.fromEntries(map).'],
  [new Proxy(new Map(), {}), ' It is a Map: pass Object.fromEntries(map).'],
  [runInNewContext('new Map()'), ' It is a Map: pass Object.fromEntries(map).'],
  [new URLSearchParams('a=b'), ' It is a URLSearchParams: pass Object.fromEntries(params).'],
  [new Headers(), ' It is a Headers: pass Object.fromEntries(headers).'],
  [new FormData(), ' It is a FormData: pass Object.fromEntries(form).'],
  [Promise.resolve({}), ' It is a Promise: await it first.'],
  [new AbortController().signal, ' It is an AbortSignal: pass it as { signal }.'],
  [new Set(), ' It is a Set.'],
  [new Date(), ' It is a Date.'],
  [[], ' It is an Array.'],
  [new Uint8Array(), ' It is a Uint8Array.'],
  [Buffer.from('a'), ' It is a Uint8Array.'],
  [new WeakMap(), ' It is a WeakMap.'],
  [new Error('pl4nted'), ' It is an Error.'],
  [new URL('https://scm.invalid'), ' It is a URL.'],
  [new Map().entries(), ''],
  [{ [Symbol.toStringTag]: 'pl4nted' }, ''],
])('an object without properties by name is no record, and it is said which it is (%#)', (value, offer) => {
  expect(isRecord(value)).toBe(false);
  expect(offerRecord(value)).toBe(offer);
});
