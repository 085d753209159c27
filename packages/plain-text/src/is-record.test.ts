import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { isRecord, offerRecord, recordNoun } from './index.ts';

const importedModule: unknown = await import('./count-noun.ts');

class Options {
  readonly size = 5;
}

class MoreOptions extends Options {
  readonly #secret = 'pl4nted';
  readonly read = () => this.#secret;
}

class Getters {
  get size() {
    return 5;
  }
}

class Methods {
  readonly size = 5;
  trace() {}
}

test.each([
  {},
  { size: 5 },
  Object.create(null),
  new Options(),
  new MoreOptions(),
  Object.create({}),
  Object.create(Object.create(null)),
  runInNewContext('new (class { size = 5; })()'),
  process.env,
  new Proxy({}, {}),
  runInNewContext('({ size: 5 })'),
  importedModule,
])('what holds properties by name is a record (%#)', (value) => {
  expect(isRecord(value)).toBe(true);
  expect(offerRecord(value)).toBe('');
});

test.each([undefined, null, 5, 'pl4nted', true, () => {}, Symbol('a'), 5n])(
  'what is not an object is not a record (%#)',
  (value) => {
    expect(isRecord(value)).toBe(false);
    expect(offerRecord(value)).toBe('');
  },
);

const inherited = ' It takes values from its class or prototype: pass a plain object with them.';
const named = ' It has a name of its own, by Symbol.toStringTag: pass a plain object.';

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
  [new Map().entries(), named],
  [{ [Symbol.toStringTag]: 'pl4nted' }, named],
  [new Getters(), inherited],
  [new (class extends Getters {})(), inherited],
  [new Proxy(new Getters(), {}), inherited],
  [runInNewContext('new (class { get size() { return 5; } })()'), inherited],
  [new Methods(), inherited],
  [Object.create({ size: 5 }), inherited],
  [Object.create(Object.assign(Object.create(null), { size: 5 })), inherited],
  [Object.create(Object.create({ size: 5 })), inherited],
  [Object.create({ [Symbol('size')]: 5 }), inherited],
])(
  'an object without properties by name is not a record, and it is said which it is (%#)',
  (value, offer) => {
    expect(isRecord(value)).toBe(false);
    expect(offerRecord(value)).toBe(offer);
  },
);

test('only what takes its values from elsewhere must be a plain object', () => {
  expect(recordNoun(new Getters())).toBe('a plain object');
  expect(recordNoun(Object.create({ size: 5 }))).toBe('a plain object');
  for (const other of [undefined, 5, [], new Map(), {}]) expect(recordNoun(other)).toBe('an object');
});
