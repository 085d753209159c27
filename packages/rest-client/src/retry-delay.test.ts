import fc from 'fast-check';
import { expect, test } from 'vitest';
import { backOff, jitter, parseRetryAfter } from './retry-delay.ts';

const now = Date.UTC(2026, 0, 31, 23, 59, 30);

test('the wait doubles with each failure, up to 30 s', () => {
  expect([1, 2, 3, 4, 5].map(backOff)).toEqual([250, 500, 1000, 2000, 4000]);
  expect(backOff(50)).toBe(30_000);
});

test('the wait is drawn from the upper half', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (random) => {
      const delay = jitter(1000, () => random);
      expect(delay).toBeGreaterThanOrEqual(500);
      expect(delay).toBeLessThanOrEqual(1000);
    }),
  );
});

test.each([
  ['0', 0],
  ['7', 7000],
  [' 7 ', 7000],
  ['1.5', 1500],
  ['Sun, 01 Feb 2026 00:00:00 GMT', 30_000],
  ['Sunday, 01-Feb-26 00:00:00 GMT', 30_000],
  ['Sun Feb  1 00:00:00 2026 GMT', 30_000],
  ['Sat, 31 Jan 2026 23:59:00 GMT', 0],
])('Retry-After %j is %d ms', (value, expected) => {
  expect(parseRetryAfter(value, now)).toBe(expected);
});

test.each([null, '', '-1', 'soon', '2026-02-01', 'NaN', '1e3'])('Retry-After %j is passed over', (value) => {
  expect(parseRetryAfter(value, now)).toBeUndefined();
});
