import { expect, test } from 'vitest';
import { withoutEmptyValues } from './without-empty-values.ts';

test('null and "" are left out at any depth, and nothing else', () => {
  const document = {
    a: null,
    b: '',
    c: 0,
    d: false,
    e: ' ',
    f: { g: null, h: [1, null, '', { i: '', j: [] }] },
  };
  expect(withoutEmptyValues(document)).toEqual({ c: 0, d: false, e: ' ', f: { h: [1, { j: [] }] } });
});

test('a key named __proto__ is a key like any other', () => {
  const result = withoutEmptyValues(JSON.parse('{"__proto__":{"polluted":true}}'));
  expect(Object.getPrototypeOf(result)).toBe(Object.prototype);
  expect(Object.keys(result as object)).toEqual(['__proto__']);
});

test.each([1, 'text', true, null, undefined])('%j is given back', (value) => {
  expect(withoutEmptyValues(value)).toBe(value);
});
