import { expect, test } from 'vitest';
import { isVisibleText, trimInvisible } from './visible-text.ts';

test('blanks and invisible characters are taken off both ends, and left inside', () => {
  expect(trimInvisible('\ufeff\u00a0 a\u200bb c\u200b\u202c\r\n')).toBe('a\u200bb c');
  expect(trimInvisible(' \u200b ')).toBe('');
});

test.each(['', 'a b', 'Zürich', 'ACME-1', '株式会社', '😀'])('%j can be seen', (text) => {
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
])('%j can not be seen', (character) => {
  expect(isVisibleText(`a${character}b`)).toBe(false);
});
