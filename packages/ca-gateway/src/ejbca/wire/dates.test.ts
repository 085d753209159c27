import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseCriterionDate, parseValidityDate, parseXmlDateTime, writeDate } from './dates.ts';

const dates = fc
  .date({ min: new Date('0001-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59Z'), noInvalidDate: true })
  .map((date) => new Date(Math.floor(date.getTime() / 1000) * 1000));
const parsers = [parseCriterionDate, parseValidityDate, parseXmlDateTime];

test('a date is written in UTC and seconds, and read back by the criteria of searches', () => {
  fc.assert(
    fc.property(dates, (date) => {
      expect(writeDate(date)).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
      expect(parseCriterionDate(writeDate(date))).toEqual(date);
      expect(parseXmlDateTime(writeDate(date))).toEqual(date);
      expect(parseValidityDate(writeDate(date).replace('T', ' ').replace('Z', ''))).toEqual(date);
    }),
  );
});

test('an offset is subtracted, whatever its sign and however its plus came', () => {
  fc.assert(
    fc.property(dates, fc.integer({ min: -14 * 60, max: 14 * 60 }), (date, minutes) => {
      const local = new Date(date.getTime() + minutes * 60_000);
      fc.pre(local.getUTCFullYear() >= 1 && local.getUTCFullYear() <= 9999);
      const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
      const digits = `${String(hours).padStart(2, '0')}:${String(rest).padStart(2, '0')}`;
      for (const sign of minutes < 0 ? ['-'] : ['+', ' ']) {
        expect(parseXmlDateTime(writeDate(local).replace('Z', `${sign}${digits}`))).toEqual(date);
      }
    }),
  );
});

test.each([
  ['2026-11-22T05:03Z', '2026-11-22T05:03:00Z'],
  ['2026-11-22T05:03:09.123456Z', '2026-11-22T05:03:09Z'],
  ['2024-02-29T00:00:00+01:00', '2024-02-28T23:00:00Z'],
])('the dateTime %s is %s', (text, date) => {
  expect(parseXmlDateTime(text)).toEqual(new Date(date));
});

describe('what is not a date', () => {
  test.each([
    '',
    '2026-02-30T00:00:00Z',
    '2025-02-29T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-00-01T00:00:00Z',
    '2026-01-01T24:00:00Z',
    '2026-01-01T00:60:00Z',
    '2026-01-01T00:00:60Z',
    '2026-01-01T00:00:00+15:00',
    '2026-01-01T00:00:00+01:60',
    '2026-01-01T00:00:00',
    '2026-01-01',
    '2026-01-01T00:00:00z',
    ' 2026-01-01T00:00:00Z',
    '2026-01-01T00:00:00Z\n',
  ])('is none: %j', (text) => {
    for (const parse of parsers) expect(parse(text)).toBeUndefined();
  });

  test('is reported without throwing, whatever it is', () => {
    const digits = fc.stringMatching(/^[\d:TZ +.-]{0,30}$/);
    fc.assert(
      fc.property(fc.oneof(fc.string(), digits), (text) => {
        for (const parse of parsers) expect(Number.isNaN(parse(text)?.getTime())).toBe(false);
      }),
    );
  });
});
