import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readMetadataDate, readTimestamp } from './dates.ts';

test.each([
  ['2025-02-11T08:14:22.517', '2025-02-11T08:14:22.517Z'],
  ['2025-02-11T08:14:22.5171234Z', '2025-02-11T08:14:22.517Z'],
  ['2025-02-11T08:14:22+02:00', '2025-02-11T06:14:22.000Z'],
  [' 2025-02-11T08:14 ', '2025-02-11T08:14:00.000Z'],
])('the time stamp %s is read as UTC where no zone is given', (text, expected) => {
  expect(readTimestamp(text)?.toISOString()).toBe(expected);
});

test.each([
  undefined,
  null,
  '',
  '2025-02-11',
  '2/11/2025',
  '2025-13-11T00:00:00',
  '2025-02-30T00:00:00Z',
  'Tuesday',
])('%j is not a time stamp', (text) => {
  expect(readTimestamp(text)).toBeUndefined();
});

test.each([
  ['2026-03-01', '2026-03-01'],
  ['2026-03-01T00:00:00', '2026-03-01'],
  ['2026-03-01T23:30:00-05:00', '2026-03-01'],
  ['3/1/2026 12:00:00 AM', '2026-03-01'],
  ['3/1/2026', '2026-03-01'],
  ['03-01-2026', '2026-03-01'],
])('the metadata date %s is read in every form', (text, expected) => {
  expect(readMetadataDate(text)).toBe(expected);
});

test('the caller says whether the server puts the day first', () => {
  expect(readMetadataDate('03/04/2026 00:00:00')).toBe('2026-03-04');
  expect(readMetadataDate('03/04/2026 00:00:00', { dayFirst: true })).toBe('2026-04-03');
  expect(readMetadataDate('2026-03-04', { dayFirst: true })).toBe('2026-03-04');
});

test.each([undefined, null, '', '2026-02-29', '31/1/2026', '2/30/2026', '3/1/26', 'soon', '3/1-2026'])(
  '%j is no metadata date',
  (text) => {
    expect(readMetadataDate(text)).toBeUndefined();
  },
);

test('every day is read back from both forms', () => {
  const days = fc.date({ min: new Date(0), max: new Date('9999-12-31'), noInvalidDate: true });
  fc.assert(
    fc.property(days, (day) => {
      const expected = day.toISOString().slice(0, 10);
      const [year, month, date] = expected.split('-').map(Number);
      expect(readMetadataDate(expected)).toBe(expected);
      expect(readMetadataDate(`${month}/${date}/${String(year).padStart(4, '0')} 12:00:00 AM`)).toBe(
        expected,
      );
    }),
  );
});
