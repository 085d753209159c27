import { expect, test } from 'vitest';
import { longestTermUntil } from './longest-term-until.ts';

const now = new Date('2026-03-01T00:00:00Z');

test.each([
  ['2027-03-01T00:00:00Z', 199],
  ['2026-09-16T00:00:00Z', 199],
  ['2026-09-15T22:59:00Z', 90],
  ['2026-05-30T00:00:00Z', 90],
  // A requester counted from a minute before.
  ['2026-05-29T23:59:00Z', 90],
  ['2026-05-29T00:00:00Z', 47],
  ['2026-04-16T00:00:00Z', undefined],
  ['2026-03-01T00:00:00Z', undefined],
  ['2020-01-01T00:00:00Z', undefined],
])('the longest term that does not end after %s is %s', (notAfter, term) => {
  expect(longestTermUntil([90, 199, 47], { notAfter: new Date(notAfter), now })).toBe(term);
});

test('there is none without terms', () => {
  expect(longestTermUntil([], { notAfter: new Date('2027-03-01'), now })).toBeUndefined();
});
