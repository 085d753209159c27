import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatCalendarDate } from './calendar-date.ts';
import { compileDateFormat } from './date-format.ts';
import { parseKnownDate } from './known-date.ts';

const read = (text: string, pattern?: string): string | undefined => {
  const date = parseKnownDate(text, pattern === undefined ? undefined : compileDateFormat(pattern));
  return date && formatCalendarDate(date);
};

describe('parseKnownDate', () => {
  test.each([
    '2025-05-06',
    '2025-05-06T00:00',
    '2025-05-06T23:59:59',
    '2025-05-06 23:59:59',
    '2025-05-06T23:59:59.1Z',
    '2025-05-06T23:59:59.123456789Z',
    '2025-05-06T23:59:59.999-11:00',
    '2025-05-06T00:00:00+0000',
    '2025-05-06T00:00Z',
    '5/6/2025',
    '05/06/2025',
    '05/06/2025 00:00:00',
    '5/6/2025 12:00:00 AM',
    '5/6/2025 12:00:00\u202fAM',
    '5/6/2025 11:59 pm',
    '5/6/2025 23:59:59',
    '5/6/2025 0:00',
    '06.05.2025',
    '06.05.2025 13:14:15',
    '2025/05/06',
    '2025/05/06 13:14:15',
  ])('reads %j as the day that it shows', (text) => {
    expect(read(text)).toBe('2025-05-06');
  });

  test.each([
    '',
    ' 2025-05-06',
    '2025-5-6',
    '20250506',
    '2025-02-30',
    '2025-05-06T24:00',
    '2025-05-06T12:60',
    '2025-05-06T12:00:60',
    '2025-05-06T12',
    '2025-05-06Z',
    '2025-05-06T12:00:00.Z',
    '13/13/2025',
    '23/7/2021',
    '5/6/25',
    '5/6/2025 13:00:00 PM',
    '6.5.2025',
    '6.5.25',
    '6 May 2025',
    'tomorrow',
    '1748700000000',
  ])('does not read %j', (text) => {
    expect(read(text)).toBeUndefined();
  });

  test('the configured format counts first', () => {
    expect(read('2025-06-05', 'yyyy-dd-MM')).toBe('2025-05-06');
    expect(read('6 May 2025', 'd MMM yyyy')).toBe('2025-05-06');
  });

  test('a configured format that puts the day first decides how dates with slashes are meant', () => {
    for (const pattern of ['dd/MM/yyyy HH:mm:ss', 'd/M/yyyy h:mm:ss tt', 'dd.MM.yyyy']) {
      expect(read('05/06/2025', pattern)).toBe('2025-06-05');
      expect(read('5/6/2025 12:00:00 AM', pattern)).toBe('2025-06-05');
      expect(read('7/23/2021', pattern)).toBeUndefined();
    }
  });

  test('forms other than the configured one are still read', () => {
    expect(read('2025-05-06', 'M/d/yyyy h:mm:ss tt')).toBe('2025-05-06');
    expect(read('05/06/2025', 'yyyy-MM-dd')).toBe('2025-05-06');
  });

  test('the time and the zone never move the day', () => {
    const day = fc.record({
      year: fc.integer({ min: 1, max: 9999 }),
      month: fc.integer({ min: 1, max: 12 }),
      day: fc.integer({ min: 1, max: 28 }),
    });
    const time = fc.constantFrom(
      '',
      'T00:00:00Z',
      'T23:59:59.999Z',
      'T00:00+14:00',
      'T23:59:59-12:00',
      ' 23:59:59',
    );
    fc.assert(
      fc.property(day, time, (date, suffix) => {
        expect(parseKnownDate(formatCalendarDate(date) + suffix)).toEqual(date);
      }),
    );
  });
});
