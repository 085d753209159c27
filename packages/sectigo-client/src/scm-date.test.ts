import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readScmDate } from './scm-date.ts';

test.each([
  ['2026-05-21', '2026-05-21'],
  ['2026-05-21T23:59:59.999Z', '2026-05-21'],
  ['2026-05-21T00:30:00.000+02:00', '2026-05-21'],
  ['21.05.2026', '2026-05-21'],
  ['21.05.2026 23:59:59', '2026-05-21'],
  ['05/21/2026', '2026-05-21'],
  ['05/21/2026 23:59:59', '2026-05-21'],
  ['05/06/2026', '2026-05-06'],
  ['2026/05/21', '2026-05-21'],
  ['2026/05/21 00:00:00', '2026-05-21'],
  ['02/29/2028', '2028-02-29'],
])('%s is %s', (text, expected) => {
  expect(readScmDate(text)).toBe(expected);
});

test.each([
  '02/29/2026',
  '13/13/2026',
  '31.04.2026',
  '2026-00-10',
  '5/6/2026',
  'tomorrow',
  '20260521',
  '2026-05-211',
])('%s is given back as it came', (text) => {
  expect(readScmDate(text)).toBe(text);
});

test('a calendar date is the same in every form', () => {
  const days = fc.date({ min: new Date('1900-01-01'), max: new Date('2199-12-31'), noInvalidDate: true });
  fc.assert(
    fc.property(days, (date) => {
      const iso = date.toISOString().slice(0, 10);
      const [year, month, day] = iso.split('-');
      for (const form of [
        iso,
        `${day}.${month}.${year}`,
        `${month}/${day}/${year}`,
        `${year}/${month}/${day}`,
      ]) {
        expect(readScmDate(form)).toBe(iso);
        expect(readScmDate(`${form} 12:34:56`)).toBe(iso);
      }
    }),
  );
});
