import { expect, test } from 'vitest';
import { csvRow } from '../csv.ts';

test.each([
  ['plain', 'plain'],
  ['a,b', '"a,b"'],
  ['say "a"', '"say ""a"""'],
  ['two\nlines', '"two\nlines"'],
  ['', ''],
  [null, ''],
  [undefined, ''],
])('the cell %j is written as %s', (cell, written) => {
  expect(csvRow([cell])).toBe(`${written}\r\n`);
});

test.each(['=1+1', '+1', '-1', '@A1', '\t=1'])('the cell %j is no formula', (cell) => {
  expect(csvRow([cell])).toBe(`'${cell}\r\n`);
});

test('a formula with a comma is quoted after it was made safe', () => {
  expect(csvRow(['=HYPERLINK("a","b")', 'c'])).toBe('"\'=HYPERLINK(""a"",""b"")",c\r\n');
});
