import { describe, expect, it } from 'vitest';
import { findDateWriter, parseIsoDate, writeDefaultDate } from './dates.ts';

const instant = new Date('2026-02-03T04:05:06.007Z');

describe('findDateWriter', () => {
  it.each([
    ['ISO', '2026-02-03'],
    ['iso_hms', '2026-02-03T04:05:06.007Z'],
    ['EU', '03.02.2026'],
    ['EU_HMS', '03.02.2026 04:05:06'],
    ['US', '02/03/2026'],
    ['US_HMS', '02/03/2026 04:05:06'],
    ['Uk', '03/02/2026'],
    ['UK_HMS', '03/02/2026 04:05:06'],
    ['JP', '2026/02/03'],
    ['JP_HMS', '2026/02/03 04:05:06'],
    ['yyyy-mm-DD', '2026-02-03'],
    ["yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", '2026-02-03T04:05:06.007Z'],
    ['dd.MM.yyyy HH:mm:ss', '03.02.2026 04:05:06'],
  ])('writes %s as %s', (name, text) => {
    expect(findDateWriter(name)?.(instant)).toBe(text);
  });

  it('knows no other names', () => {
    expect(findDateWriter('RFC')).toBeUndefined();
  });
});

it('writes month, day and year by default', () => {
  expect(writeDefaultDate(instant)).toBe('02/03/2026');
});

it('reads only days that exist', () => {
  expect(parseIsoDate('2024-02-29')?.toISOString()).toBe('2024-02-29T00:00:00.000Z');
  for (const text of ['2026-02-29', '2026-13-01', '2026-1-1', '01/02/2026', ''])
    expect(parseIsoDate(text)).toBeUndefined();
});
