import { isRecord } from '../src/index.ts';

class Getters {
  get a(): string {
    return 'b';
  }
}

class Named {
  readonly a = 'b';
  readonly [Symbol.toStringTag] = 'Named';
}

const inherited = ' It takes values from its class or prototype: pass a plain object with them.';

/** Objects that hold no properties of their own by name, and what is said of each. */
export const noRecords: readonly (readonly [object, string])[] = [
  [new Map([['a', 'b']]), ' It is a Map: pass Object.fromEntries(map).'],
  [new URLSearchParams('a=b'), ' It is a URLSearchParams: pass Object.fromEntries(params).'],
  [new Headers({ a: 'b' }), ' It is a Headers: pass Object.fromEntries(headers).'],
  [new FormData(), ' It is a FormData: pass Object.fromEntries(form).'],
  [new Set(['a']), ' It is a Set.'],
  [new Date(), ' It is a Date.'],
  [Promise.resolve({}), ' It is a Promise: await it first.'],
  [['a'], ' It is an Array.'],
  [new Uint8Array(1), ' It is a Uint8Array.'],
  [AbortSignal.abort(), ' It is an AbortSignal: pass it as { signal }.'],
  [new Getters(), inherited],
  [Object.create({ a: 'b' }), inherited],
  [new Named(), ' It has a name of its own, by Symbol.toStringTag: pass a plain object.'],
];

/**
 * Returns arguments of a function as often as there are objects of named values in them, each time with another one of these replaced,
 * and where that is: `0.customFields`.
 */
export function replaceRecords(given: readonly unknown[], by: object): [string, readonly unknown[]][] {
  return given.flatMap((value, index) =>
    replacedIn(value, by).map(([path, replaced]): [string, readonly unknown[]] => [
      [index, ...path].join('.'),
      given.with(index, replaced),
    ]),
  );
}

function replacedIn(value: unknown, by: object): [readonly string[], unknown][] {
  if (Array.isArray(value)) {
    return value.flatMap((each, index) =>
      replacedIn(each, by).map(([path, replaced]): [readonly string[], unknown] => [
        [String(index), ...path],
        value.with(index, replaced),
      ]),
    );
  }
  if (!isRecord(value)) return [];
  const inside = Object.entries(value).flatMap(([key, each]) =>
    replacedIn(each, by).map(([path, replaced]): [readonly string[], unknown] => [
      [key, ...path],
      { ...value, [key]: replaced },
    ]),
  );
  return [[[], by], ...inside];
}

/** What the message of a refusal looks like that ends with what is said of such an object. */
export function refusalWith(offer: string): RegExp {
  return new RegExp(`must be (?:an|a plain) object[^.]*\\.${offer.replace(/[.(){}]/g, '\\$&')}$`);
}
