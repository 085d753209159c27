import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  isPlainText,
  isVisibleText,
  plainJson,
  plainLines,
  plainText,
  quoted,
  trimInvisible,
  visibleText,
} from './plain-text.ts';

const anyText = fc.string({ unit: 'binary', maxLength: 40 });

test.each([
  ['plain – text, Ünïcödé 漢字 👩‍👩‍👧', 'plain – text, Ünïcödé 漢字 👩‍👩‍👧'],
  ['a\r\nb', 'a\\r\\nb'],
  ['a\u2028b\u2029c\u0085d', 'a\\u2028b\\u2029c\\u0085d'],
  ['\u001b[2J\u009b2J', '\\u001b[2J\\u009b2J'],
  ['\u202egpj.exe\u2066', '\\u202egpj.exe\\u2066'],
  ['a\u200bb\u{e0041}', 'a\\u200bb\\udb40\\udc41'],
  ['\ud800', '\\ud800'],
])('%j is shown as %s', (text, shown) => {
  expect(plainText(text)).toBe(shown);
});

test.each([
  ['Ünïcödé 漢字', 'Ünïcödé 漢字'],
  ['a\u00a0b\u1680c\u3000', 'a\\u00a0b\\u1680c\\u3000'],
  ['a\u200db\u2028\n', 'a\\u200db\\u2028\\n'],
])('of the name %j all is seen: %s', (text, shown) => {
  expect(visibleText(text)).toBe(shown);
  expect(isVisibleText(shown)).toBe(true);
  expect(visibleText(`${text}${text}`, { maxLength: 6 })).toHaveLength(6);
});

test('a text of the greatest length stays and a longer one is cut, but not through a character', () => {
  expect(plainText('x'.repeat(10), { maxLength: 10 })).toBe('x'.repeat(10));
  expect(plainText('x'.repeat(11), { maxLength: 10 })).toBe(`${'x'.repeat(9)}…`);
  expect(plainText(`${'x'.repeat(8)}👍yy`, { maxLength: 10 })).toBe(`${'x'.repeat(8)}…`);
});

test('whatever a text holds, it becomes one line of plain text', () => {
  fc.assert(
    fc.property(
      anyText,
      fc.option(fc.integer({ min: 2, max: 20 }), { nil: undefined }),
      (text, maxLength) => {
        const plain = plainText(text, maxLength === undefined ? {} : { maxLength });
        expect(isPlainText(plain)).toBe(true);
        if (maxLength !== undefined) expect(plain.length).toBeLessThanOrEqual(maxLength);
      },
    ),
  );
});

test('JSON in plain text is the same value', () => {
  fc.assert(
    fc.property(fc.record({ '\u2028': anyText, list: fc.array(anyText) }), (value) => {
      expect(isPlainText(plainJson(value))).toBe(true);
      expect(JSON.parse(plainJson(value))).toEqual(value);
      const indented = plainJson(value, 2);
      expect(indented.split('\n').every(isPlainText)).toBe(true);
      expect(JSON.parse(indented)).toEqual(value);
      expect(JSON.parse(quoted(value.list[0] ?? ''))).toBe(value.list[0] ?? '');
    }),
  );
});

test('lines are kept where they are wanted, and none passes for another', () => {
  expect(plainLines('a\r\nb\u2028c\td\u001b', '    ')).toBe('a\n    b\n    c    d\\u001b');
});

test('whitespace and invisible characters are trimmed at both ends only', () => {
  expect(trimInvisible('\ufeff\u00a0 a\u200bb c\u200b\u202c\r\n')).toBe('a\u200bb c');
  expect(trimInvisible(' \u200b ')).toBe('');
});

test.each(['', 'a b', 'Zürich', 'ACME-1', '株式会社', '😀'])('%j is visible', (text) => {
  expect(isVisibleText(text)).toBe(true);
});

test.each([
  '\u00a0',
  '\u2003',
  '\u3000',
  '\u200b',
  '\u200c',
  '\u200d',
  '\ufeff',
  '\u202e',
  '\n',
  '\t',
  '\u0007',
  '\ud800',
])('%j is not visible', (character) => {
  expect(isVisibleText(`a${character}b`)).toBe(false);
});
