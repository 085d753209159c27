import { isPlainText, plainText } from '@certbridge/plain-text';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { renderCsvLine } from './csv.ts';

/** Reads one line as RFC 4180 says, independently of what wrote it. */
function parse(line: string): string[] {
  const cells: string[] = [];
  const pattern = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n$)/gy;
  for (let match = pattern.exec(line); match !== null; match = pattern.exec(line)) {
    cells.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
    if (match[3] !== ',') return cells;
  }
  throw new Error('This is not CSV.');
}

const risky = fc.tuple(
  fc.constantFrom('=', '+', '-', '@', '\t', '\r', '\n', "'", '＝', ''),
  fc.string({ unit: 'binary' }),
);
const cell = risky.map(([first, rest]) => first + rest);

test('every value comes back, in plain text, when one apostrophe at its beginning is taken away', () => {
  fc.assert(
    fc.property(fc.array(cell, { minLength: 1 }), (cells) => {
      expect(parse(renderCsvLine(cells)).map((text) => text.replace(/^'/, ''))).toEqual(
        cells.map((text) => plainText(text)),
      );
      expect(isPlainText(renderCsvLine(cells).slice(0, -2))).toBe(true);
    }),
  );
});

test('no cell begins as a formula does, unless it is a number', () => {
  fc.assert(
    fc.property(cell, (text) => {
      const [written = ''] = parse(renderCsvLine([text]));
      expect(/^\s*[=+\-@\t\r\n＝＋－＠]/.test(written)).toBe(/^[+-]\d+(\.\d+)?$/.test(text));
    }),
  );
});

test('cells are quoted only where they must be', () => {
  expect(renderCsvLine(['a b', 7, null, 'x,y', 'say "no"', '-5', '-5+cmd', "'"])).toBe(
    `a b,7,,"x,y","say ""no""",-5,'-5+cmd,''\r\n`,
  );
});
