import { expect, test } from 'vitest';
import { findWords } from './find-words.ts';

const hide = (text: string) => text.replaceAll('pl4nted <secret>', '***');

test.each([
  ['a text that is cut', { message: `${'x'.repeat(595)}pl4nted <secret>` }, ''],
  ['a name of a field that is cut', { errors: { [`${'x'.repeat(95)}pl4nted <secret>`]: 'wrong' } }, ''],
  ['a text whose tags are taken away', undefined, 'refused: pl4nted <secret>'],
  ['a text without a document that is cut', undefined, `${'x'.repeat(195)}pl4nted <secret>`],
])('a secret is hidden before anything is taken from %s', (_, document, text) => {
  expect(findWords(document, { text, hide }).join()).not.toContain('pl4');
});
