import { expect, test } from 'vitest';
import { termUntil } from './term-until.ts';

const now = new Date('2026-03-01T00:00:00Z');

test.each([
  ['2027-03-01T00:00:00Z', 199],
  ['2026-09-16T00:00:00Z', 199],
  ['2026-09-15T22:59:00Z', 90],
  ['2026-05-30T00:00:00Z', 90],
  // A requester counted from a minute before.
  ['2026-05-29T23:59:00Z', 90],
  ['2026-05-29T00:00:00Z', 47],
  ['2026-04-17T00:00:00Z', 47],
])('the longest term that does not end after %s is %s', (notAfter, term) => {
  expect(termUntil([90, 199, 47], { notAfter: new Date(notAfter), now })).toEqual({ term, isLonger: false });
});

test.each(['2026-04-16T00:00:00Z', '2026-03-01T00:00:00Z', '2020-01-01T00:00:00Z'])(
  'before %s no term ends, and the shortest comes nearest',
  (notAfter) => {
    expect(termUntil([90, 199, 47], { notAfter: new Date(notAfter), now })).toEqual({
      term: 47,
      isLonger: true,
    });
  },
);

test('there is none without terms', () => {
  expect(termUntil([], { notAfter: new Date('2027-03-01'), now })).toBeUndefined();
});
