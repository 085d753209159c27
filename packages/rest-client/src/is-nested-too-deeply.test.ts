import { expect, test } from 'vitest';
import { isNestedTooDeeply } from './is-nested-too-deeply.ts';

const long = 60_000;

test.each([
  ['arrays', '['.repeat(long) + ']'.repeat(long)],
  ['objects', `${'{"a":'.repeat(long)}1${'}'.repeat(long)}`],
  ['brackets that are never closed', '[{"a":'.repeat(long)],
  ['brackets after text that ends with a backslash', `["\\\\",${'['.repeat(2 * long)}`],
])('%s of many levels are nested too deeply', (_, text) => {
  expect(isNestedTooDeeply(text)).toBe(true);
});

test.each([
  ['a long list', `[${'{"a":[]},'.repeat(long)}{}]`],
  ['brackets in a text', JSON.stringify({ text: '[{'.repeat(long) })],
  [
    'brackets in a text with quotation marks and backslashes',
    JSON.stringify({ text: '"[\\"{\\\\'.repeat(long) }),
  ],
  ['a text without an end', `["${'['.repeat(2 * long)}`],
  ['a short document, whatever its levels', '['.repeat(1000)],
])('%s is not', (_, text) => {
  expect(isNestedTooDeeply(text)).toBe(false);
});
