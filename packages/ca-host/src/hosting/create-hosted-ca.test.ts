import { expect, test } from 'vitest';
import { hasBegunSince } from './create-hosted-ca.ts';

const at = (minute: number) => new Date(Date.UTC(2026, 5, 1, 12, minute));
const times = { since: at(10), now: at(20) };

test.each([
  ['never', null, false],
  ['before', at(9), false],
  ['at that time', at(10), true],
  ['after it', at(15), true],
  ['now', at(20), true],
  ['in the future, by a clock that was set back', at(21), false],
])('what began %s counts as done since a time: %#', (_, began, expected) => {
  expect(hasBegunSince(began, times)).toBe(expected);
});
