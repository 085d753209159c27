import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findRegularExpressionProblem } from './regular-expression.ts';

test.each([
  '',
  '.*',
  '^[A-Z]{2}-\\d+$',
  '(?i)abc',
  '(?i:abc)(?-i)d',
  '(?<year>\\d{4})-(?<year>\\d{2})',
  "(?'quoted'a)\\k'quoted'",
  '(?>atomic)+',
  '(?<open-close>x)',
  '(a)?(?(1)b|c)',
  '(?#a comment with ( and [)x',
  '(?x) a ( # an ( in a comment\n b )',
  '\\A[\\w.]+@\\w+\\z',
  '^*$*\\b*',
  '(?<=a)*b(?<!c)',
  '[]a(]',
  '[^](]',
  '[a-z-[aeiou]]',
  '[abc-[b]]',
  '[\\p{L}-z]+\\p{Lu}{2}',
  '[\\a-\\r\\e]',
  '{literal}',
  '\\[not a class',
  '(?n)(a)',
])('%j may be one', (pattern) => {
  expect(findRegularExpressionProblem(pattern)).toBeUndefined();
});

test.each([
  '(',
  'a)',
  '(?<name',
  '[a-z',
  '[z-a]',
  '*.example.com',
  'a|+',
  'a**',
  'a++',
  'x{3,1}',
  'C:\\',
  '(?z)',
])('%j is none', (pattern) => {
  expect(findRegularExpressionProblem(pattern)).toBeTruthy();
});

test('the text of anything, escaped, is one', () => {
  const escaped = fc
    .string({ unit: 'binary-ascii' })
    .map((text) => text.replace(/[\\*+?|{[()^$.#\s\]}]/g, '\\$&'));
  fc.assert(fc.property(escaped, (pattern) => findRegularExpressionProblem(pattern) === undefined));
});

test('one group too many is never one', () => {
  const inner = fc.stringMatching(/^[a-z0-9 .,-]{0,20}$/);
  fc.assert(fc.property(inner, (text) => findRegularExpressionProblem(`(${text}`) !== undefined));
});
