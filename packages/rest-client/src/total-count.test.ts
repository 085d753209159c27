import { expect, test } from 'vitest';
import { totalCount } from './total-count.ts';

test.each([
  ['42', 42],
  [' 0 ', 0],
  ['', undefined],
  ['many', undefined],
  ['-1', undefined],
  ['1.5', undefined],
])('X-Total-Count %j is %s', (value, expected) => {
  expect(totalCount(new Headers({ 'X-Total-Count': value }))).toBe(expected);
});

test('an absent header is undefined', () => {
  expect(totalCount(new Headers())).toBeUndefined();
});
