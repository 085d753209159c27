import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CalendarDateTime } from './calendar-date.ts';
import { compileDateFormat } from './date-format.ts';
import { DateFormatError } from './date-format-error.ts';

/** `2021-07-23 14:05:09.12 +05:30` for short: the parts that the text has. */
function show(value: CalendarDateTime | undefined): string | undefined {
  if (!value) return undefined;
  const { year, month, day, hour, minute, second, ticks, offsetMinutes } = value;
  const zone = offsetMinutes === undefined ? '' : ` ${offsetMinutes}`;
  return `${year}-${month}-${day} ${hour}:${minute}:${second}.${ticks}${zone}`;
}

describe('compileDateFormat: parse', () => {
  test.each([
    ['M/d/yyyy h:mm:ss tt', '7/23/2021 12:00:00 AM', '2021-7-23 0:0:0.0'],
    ['M/d/yyyy h:mm:ss tt', '7/23/2021 12:00:00 PM', '2021-7-23 12:0:0.0'],
    ['M/d/yyyy h:mm:ss tt', '12/1/2021 01:05:09 pm', '2021-12-1 13:5:9.0'],
    ['M/d/yyyy h:mm:ss tt', '7/23/2021 12:00:00\u202fAM', '2021-7-23 0:0:0.0'],
    ['M/d/yyyy h:mm:ss tt', '7/23/2021 12:00:00\u00a0AM', '2021-7-23 0:0:0.0'],
    ['yyyy-MM-dd', '2025-06-05', '2025-6-5 0:0:0.0'],
    ['yyyyMMdd', '20250605', '2025-6-5 0:0:0.0'],
    ['ddMMyyHHmmss', '050625235959', '2025-6-5 23:59:59.0'],
    ['dd.MM.yyyy', '05.06.2025', '2025-6-5 0:0:0.0'],
    ['d.M.yy', '5.6.49', '2049-6-5 0:0:0.0'],
    ['d.M.yy', '5.6.50', '1950-6-5 0:0:0.0'],
    ['d.M.yy', '5.6.00', '2000-6-5 0:0:0.0'],
    ['d.M.yy', '5.6.99', '1999-6-5 0:0:0.0'],
    ['d.M.y', '5.6.7', '2007-6-5 0:0:0.0'],
    ['d MMM yyyy', '5 jun 2025', '2025-6-5 0:0:0.0'],
    ['d MMM yyyy', '5 MAY 2025', '2025-5-5 0:0:0.0'],
    ['MMMM d, yyyy', 'September 5, 2025', '2025-9-5 0:0:0.0'],
    ['MMMMMM d, yyyy', 'September 5, 2025', '2025-9-5 0:0:0.0'],
    ['ddd, dd MMM yyyy', 'Thu, 05 Jun 2025', '2025-6-5 0:0:0.0'],
    ['dddd d MMMM yyyy', 'thursday 5 June 2025', '2025-6-5 0:0:0.0'],
    ['ddddd d MMMM yyyy', 'Thursday 5 June 2025', '2025-6-5 0:0:0.0'],
    ['M/d/yyyy H:mm', '6/5/2025 7:08', '2025-6-5 7:8:0.0'],
    ['M/d/yyyy HHH:mmm:sss', '6/5/2025 07:08:09', '2025-6-5 7:8:9.0'],
    ['M/d/yyyy h:m:s t', '6/5/2025 3:4:5 P', '2025-6-5 15:4:5.0'],
    ['M/d/yyyy hh tt', '6/5/2025 12 AM', '2025-6-5 0:0:0.0'],
    ['M/d/yyyy ttt h', '6/5/2025 PM 12', '2025-6-5 12:0:0.0'],
    ['M/d/yyyy h:mm', '6/5/2025 12:30', '2025-6-5 0:30:0.0'],
    ['M/d/yyyy HH:mm tt', '6/5/2025 13:30 PM', '2025-6-5 13:30:0.0'],
    ['M/d/yyyy HH:mm (h tt)', '6/5/2025 13:30 (1 PM)', '2025-6-5 13:30:0.0'],
    ["yyyy-MM-dd'T'HH:mm:ss.f", '2025-06-05T01:02:03.4', '2025-6-5 1:2:3.4000000'],
    ["yyyy-MM-dd'T'HH:mm:ss.fff", '2025-06-05T01:02:03.004', '2025-6-5 1:2:3.40000'],
    ['yyyy-MM-ddTHH:mm:ss.fffffff', '2025-06-05T01:02:03.0000001', '2025-6-5 1:2:3.1'],
    ['yyyy-MM-dd HH:mm:ss.FFF', '2025-06-05 01:02:03.4', '2025-6-5 1:2:3.4000000'],
    ['yyyy-MM-dd HH:mm:ss.FFF', '2025-06-05 01:02:03', '2025-6-5 1:2:3.0'],
    ['yyyy-MM-dd HH:mm:ss.FFF K', '2025-06-05 01:02:03 Z', '2025-6-5 1:2:3.0 0'],
    ['yyyy-MM-dd HH:mm:ssK', '2025-06-05 01:02:03Z', '2025-6-5 1:2:3.0 0'],
    ['yyyy-MM-dd HH:mm:ssK', '2025-06-05 01:02:03-07:00', '2025-6-5 1:2:3.0 -420'],
    ['yyyy-MM-dd HH:mm:ssK', '2025-06-05 01:02:03', '2025-6-5 1:2:3.0'],
    ['yyyy-MM-dd HH:mm zzz', '2025-06-05 01:02 +05:30', '2025-6-5 1:2:0.0 330'],
    ['yyyy-MM-dd HH:mm zzzz', '2025-06-05 01:02 +0530', '2025-6-5 1:2:0.0 330'],
    ['yyyy-MM-dd HH:mm zz', '2025-06-05 01:02 -05', '2025-6-5 1:2:0.0 -300'],
    ['yyyy-MM-dd HH:mm z', '2025-06-05 01:02 +5', '2025-6-5 1:2:0.0 300'],
    ['yyyy-MM-dd HH:mm zzz', '2025-06-05 01:02 -00:00', '2025-6-5 1:2:0.0 0'],
    ['yyyy-MM-dd HH:mm zzz', '2025-06-05 01:02 +14:00', '2025-6-5 1:2:0.0 840'],
    ['d \'de\' MMMM "de" yyyy', '5 de June de 2025', '2025-6-5 0:0:0.0'],
    ["'day' d', month 'M', year 'yyyy", 'day 5, month 6, year 2025', '2025-6-5 0:0:0.0'],
    ["'it\\'s' yyyy-MM-dd", "it's 2025-06-05", '2025-6-5 0:0:0.0'],
    ['\\dd/MM/yyyy', 'd5/06/2025', '2025-6-5 0:0:0.0'],
    ['%d/%M/yyyy', '5/6/2025', '2025-6-5 0:0:0.0'],
    ['\\%yyyy-MM-dd', '%2025-06-05', '2025-6-5 0:0:0.0'],
    ["''yyyy-MM-dd''", '2025-06-05', '2025-6-5 0:0:0.0'],
    ['yyyy年MM月dd日', '2025年06月05日', '2025-6-5 0:0:0.0'],
    ['yyyy/MM/dd (M)', '2025/06/05 (6)', '2025-6-5 0:0:0.0'],
    ['yyyy-MM-dd', '2024-02-29', '2024-2-29 0:0:0.0'],
    ['yyyy-MM-dd', '0001-01-01', '1-1-1 0:0:0.0'],
  ])('%s reads %j', (pattern, text, expected) => {
    expect(show(compileDateFormat(pattern).parse(text))).toBe(expected);
  });

  test.each([
    ['yyyy-MM-dd', ''],
    ['yyyy-MM-dd', ' 2025-06-05'],
    ['yyyy-MM-dd', '2025-06-05 '],
    ['yyyy-MM-dd', '2025-6-5'],
    ['yyyy-MM-dd', '25-06-05'],
    ['yyyy-MM-dd', '2025-06-05T00:00:00'],
    ['yyyy-MM-dd', '2025/06/05'],
    ['yyyy-MM-dd', '２０２５-06-05'],
    ['yyyy-MM-dd', '2025-02-29'],
    ['yyyy-MM-dd', '2024-02-30'],
    ['yyyy-MM-dd', '2025-04-31'],
    ['yyyy-MM-dd', '2025-13-01'],
    ['yyyy-MM-dd', '2025-00-01'],
    ['yyyy-MM-dd', '2025-01-00'],
    ['yyyy-MM-dd', '0000-01-01'],
    ['yyyyMMdd', '2025065'],
    ['M/d/yyyy', '13/1/2025'],
    ['M/d/yyyy', '001/1/2025'],
    ['M/d/yyyy', '-1/1/2025'],
    ['M/d/yy', '1/1/5'],
    ['M/d/y', '1/1/2025'],
    ['M/d/yyyy h:mm:ss tt', '7/23/2021'],
    ['M/d/yyyy h:mm:ss tt', '7/23/2021 12:00:00'],
    ['M/d/yyyy h:mm:ss tt', '7/23/2021 12:00:00 A'],
    ['M/d/yyyy h:mm:ss tt', '7/23/2021 0:00:00 AM'],
    ['M/d/yyyy h:mm:ss tt', '7/23/2021 13:00:00 PM'],
    ['M/d/yyyy h:mm:ss tt', '7/23/2021 1:60:00 PM'],
    ['M/d/yyyy h:mm:ss tt', '7/23/2021 1:00:60 PM'],
    ['M/d/yyyy h:mm t', '7/23/2021 1:00 X'],
    ['M/d/yyyy H:mm', '7/23/2021 24:00'],
    ['M/d/yyyy HH:mm tt', '7/23/2021 13:00 AM'],
    ['M/d/yyyy HH:mm tt', '7/23/2021 11:00 PM'],
    ['M/d/yyyy HH:mm (h tt)', '6/5/2025 13:30 (2 PM)'],
    ['d MMM yyyy', '5 June 2025'],
    ['d MMMM yyyy', '5 Jun 2025'],
    ['d MMM yyyy', '5 Okt 2025'],
    ['ddd, dd MMM yyyy', 'Fri, 05 Jun 2025'],
    ['yyyy/MM/dd (M)', '2025/06/05 (7)'],
    ['yyyy-MM-dd HH:mm:ss.fff', '2025-06-05 01:02:03.04'],
    ['yyyy-MM-dd HH:mm:ss.fff', '2025-06-05 01:02:03'],
    ['yyyy-MM-dd HH:mm:ss.FFF', '2025-06-05 01:02:03.0004'],
    ["yyyy-MM-dd HH:mm:ss'.'FFF", '2025-06-05 01:02:03'],
    ['yyyy-MM-dd HH:mm zzz', '2025-06-05 01:02 05:30'],
    ['yyyy-MM-dd HH:mm zzz', '2025-06-05 01:02 +05'],
    ['yyyy-MM-dd HH:mm zzz', '2025-06-05 01:02 +05:60'],
    ['yyyy-MM-dd HH:mm zzz', '2025-06-05 01:02 +14:01'],
    ['yyyy-MM-dd HH:mm zz', '2025-06-05 01:02 +5'],
    ['yyyy-MM-dd HH:mm:ssK', '2025-06-05 01:02:03 Z'],
    ['yyyy-MM-dd HH:mm:ssK', '2025-06-05 01:02:03z'],
    ["yyyy-MM-dd'T'HH", '2025-06-05t01'],
  ])('%s does not read %j', (pattern, text) => {
    expect(compileDateFormat(pattern).parse(text)).toBeUndefined();
  });
});

describe('compileDateFormat: format', () => {
  const morning: CalendarDateTime = {
    year: 2025,
    month: 6,
    day: 5,
    hour: 0,
    minute: 4,
    second: 9,
    ticks: 120_000,
  };
  const evening = { ...morning, hour: 23, ticks: 0, offsetMinutes: -210 };

  test.each([
    ['M/d/yyyy h:mm:ss tt', morning, '6/5/2025 12:04:09 AM'],
    ['M/d/yyyy h:mm:ss tt', evening, '6/5/2025 11:04:09 PM'],
    ['dddd, dd MMMM yyyy', morning, 'Thursday, 05 June 2025'],
    ['ddd d MMM yy y', { year: 2005, month: 5, day: 1 }, 'Sun 1 May 05 5'],
    ['yyyy-M-d H:m:s', { year: 12, month: 5, day: 1 }, '0012-5-1 0:0:0'],
    ['yyyy-MM-dd HH:mm:ss.fff', morning, '2025-06-05 00:04:09.012'],
    ['yyyy-MM-dd HH:mm:ss.FFF', morning, '2025-06-05 00:04:09.012'],
    ['yyyy-MM-dd HH:mm:ss.F', morning, '2025-06-05 00:04:09'],
    ['yyyy-MM-dd HH:mm:ss.FFF', evening, '2025-06-05 23:04:09'],
    ["yyyy-MM-dd HH:mm:ss'.'FFF", evening, '2025-06-05 23:04:09.'],
    ['yyyy-MM-dd HH:mm:ss.ffK', evening, '2025-06-05 23:04:09.00-03:30'],
    ['yyyy-MM-ddK', { ...morning, offsetMinutes: 0 }, '2025-06-05Z'],
    ['yyyy-MM-ddK', morning, '2025-06-05'],
    ['yyyy-MM-dd z zz zzz', evening, '2025-06-05 -3 -03 -03:30'],
    ['yyyy-MM-dd zzz', morning, '2025-06-05 +00:00'],
    ['yyyy-MM-dd t', evening, '2025-06-05 P'],
    ["'at' \\d d/M/yyyy", morning, 'at d 5/6/2025'],
  ])('%s writes its value', (pattern, value, expected) => {
    expect(compileDateFormat(pattern).format(value)).toBe(expected);
  });

  test('refuses a day that does not exist', () => {
    expect(() => compileDateFormat('yyyy-MM-dd').format({ year: 2025, month: 2, day: 29 })).toThrow(
      RangeError,
    );
  });

  test('names of the pattern and which of day and month comes first are there', () => {
    expect(compileDateFormat('M/d/yyyy')).toMatchObject({ pattern: 'M/d/yyyy', dayFirst: false });
    expect(compileDateFormat('dd/MM/yyyy').dayFirst).toBe(true);
    expect(compileDateFormat('dddd M/d/yyyy').dayFirst).toBe(false);
    expect(compileDateFormat('d MMM yyyy').dayFirst).toBe(false);
    expect(compileDateFormat('yyyy-MM-dd').dayFirst).toBe(false);
  });
});

describe('compileDateFormat: refused patterns', () => {
  function failureOf(pattern: string): DateFormatError {
    try {
      compileDateFormat(pattern);
    } catch (error) {
      if (error instanceof DateFormatError) return error;
    }
    throw new Error(`${pattern} was taken`);
  }

  test.each([
    ['', 0, /year is missing/],
    ['d', 0, /MM\/dd\/yyyy/],
    ['G', 0, /MM\/dd\/yyyy HH:mm:ss/],
    ['x', 0, /standard formats/],
    ['MM/dd', 5, /Add the year as yyyy/],
    ['MM/dd/YYYY', 10, /capital and small letters differ/],
    ['yyyy-dd', 7, /Add the month as MM/],
    ['yyyy-mm-dd', 10, /Add the month as MM/],
    ['yyyy-MM', 7, /Add the day as dd/],
    ['dddd, MMMM yyyy', 15, /Add the day as dd/],
    ["yyyy-MM-dd 'at", 11, /not closed/],
    ['yyyy-MM-dd "at', 11, /not closed/],
    ["yyyy-MM-dd 'at\\", 14, /escapes nothing/],
    ['yyyy-MM-dd\\', 10, /escapes nothing/],
    ['yyyy-MM-dd%', 10, /% must be followed/],
    ['%%d-yyyy-MM', 0, /% must be followed/],
    ['yyyy-MM-dd ffffffff', 11, /at most 7/],
    ['yyyy-MM-dd FFFFFFFF', 11, /at most 7/],
    ['yyy-MM-dd', 0, /yyyy for a year of four digits/],
    ['MM-dd-yyyyy', 6, /yyyy for a year of four digits/],
    ['yyyy-MM-dd g', 11, /era/],
    ['dMyyyy', 1, /separator/],
    ['yyyyMd', 5, /separator/],
    ["d''M/yyyy", 3, /separator/],
    ["yyyy-MM-d'1'", 9, /separator/],
    ['yyyy-MM-dd hmm', 12, /separator/],
    ['yyyy-MM-dd s.FFFf', 16, /separator/],
  ])('refuses %j at %i', (pattern, position, message) => {
    const failure = failureOf(pattern);
    expect(failure).toMatchObject({ name: 'DateFormatError', pattern, position });
    expect(failure.message).toMatch(message);
    expect(failure.message).toContain(`character ${position + 1}`);
    expect(failure.message.endsWith(failure.remedy)).toBe(true);
  });
});

describe('compileDateFormat: round trips', () => {
  const dateTime = fc.record({
    year: fc.integer({ min: 1950, max: 2049 }),
    month: fc.integer({ min: 1, max: 12 }),
    day: fc.integer({ min: 1, max: 28 }),
    hour: fc.integer({ min: 0, max: 23 }),
    minute: fc.integer({ min: 0, max: 59 }),
    second: fc.integer({ min: 0, max: 59 }),
    ticks: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 9_999_999 })),
  });
  const separator = fc.constantFrom(' ', '/', '.', ', ', ':', "' of '", '"d"', '\\M', 'T', '年', " '\\'' ");
  const date = [
    fc.constantFrom('y', 'yy', 'yyyy'),
    fc.constantFrom('M', 'MM', 'MMM', 'MMMM'),
    fc.constantFrom('d', 'dd'),
  ];
  const extra = fc.subarray(['ddd', 'dddd', 'h', 'hh', 'H', 'HH', 'm', 'mm', 's', 'ss', 't', 'tt']);
  const end = fc.constantFrom(
    '',
    ' f',
    '.fff',
    '.fffffff',
    '.F',
    '.FFFFFFF',
    'K',
    '.FFFK',
    ' K',
    ' z',
    ' zz',
    ' zzz',
  );
  const pattern = fc
    .tuple(fc.tuple(...date), extra, end)
    .chain(([parts, others, last]) =>
      fc
        .tuple(
          fc.shuffledSubarray([...parts, ...others], { minLength: parts.length + others.length }),
          fc.array(separator, { minLength: 20, maxLength: 20 }),
        )
        .map(
          ([fields, separators]) => fields.map((field, index) => separators[index] + field).join('') + last,
        ),
    );

  test('a written date reads back as the same day, and is written the same again', () => {
    fc.assert(
      fc.property(pattern, dateTime, (text, value) => {
        const format = compileDateFormat(text);
        const written = format.format(value);
        const read = format.parse(written);
        expect(read).toMatchObject({ year: value.year, month: value.month, day: value.day });
        expect(read && format.format(read)).toBe(written);
      }),
      { numRuns: 1000 },
    );
  });

  test('a full pattern reads back every part', () => {
    const offset = fc.option(fc.integer({ min: -840, max: 840 }), { nil: undefined });
    const year = fc.integer({ min: 1, max: 9999 });
    const full = fc.constantFrom(
      'yyyyMMddHHmmss.fffffffK',
      'K dddd d MMMM yyyy h:m:s.FFFFFFF tt',
      'HH:mm:ss.FFFFFFFK M/d/yyyy',
    );
    fc.assert(
      fc.property(full, dateTime, year, offset, (text, value, anyYear, offsetMinutes) => {
        const expected = {
          ...value,
          year: anyYear,
          ...(offsetMinutes === undefined ? {} : { offsetMinutes }),
        };
        const format = compileDateFormat(text);
        expect(format.parse(format.format(expected))).toEqual(expected);
      }),
      { numRuns: 1000 },
    );
  });

  test('any pattern is either compiled or refused with a DateFormatError, and any text is read without throwing', () => {
    const noise = fc.string({ unit: fc.constantFrom(...'dMyhHmsfFtzKg%\\\'"/:. T1Z-'), maxLength: 20 });
    fc.assert(
      fc.property(noise, noise, (start, text) => {
        try {
          compileDateFormat(`${start} yyyy-MM-dd`).parse(text);
        } catch (error) {
          expect(error).toBeInstanceOf(DateFormatError);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
