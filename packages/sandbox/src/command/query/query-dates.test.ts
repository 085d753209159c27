import { expect, it } from 'vitest';
import { parseQueryDate } from './query-dates.ts';

const now = new Date('2026-03-15T10:00:00Z');
const read = (text: string) => {
  const date = parseQueryDate(text, now);
  return date && `${new Date(date.instant).toISOString()}${date.dayOnly ? ' day' : ''}`;
};

it.each([
  ['%TODAY%', '2026-03-15T00:00:00.000Z day'],
  ['%today-15%', '2026-02-28T00:00:00.000Z day'],
  ['%TODAY+1%', '2026-03-16T00:00:00.000Z day'],
  ['03-09-2026', '2026-03-09T00:00:00.000Z day'],
  ['3/9/2026', '2026-03-09T00:00:00.000Z day'],
  ['2026-03-09', '2026-03-09T00:00:00.000Z day'],
  ['2026-03-09T01:02:03Z', '2026-03-09T01:02:03.000Z'],
  ['2026-03-09T01:02:03', '2026-03-09T01:02:03.000Z'],
  ['2026-03-09T01:02', '2026-03-09T01:02:00.000Z'],
])('reads %s', (text, expected) => {
  expect(read(text)).toBe(expected);
});

it.each(['', 'tomorrow', '13-01-2026', '2026-02-30', '%TODAY+%', '2026-03-09T25:00:00Z'])(
  'does not read "%s"',
  (text) => {
    expect(read(text)).toBeUndefined();
  },
);
