import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isSameName, listNames, suggestName } from './names.ts';

test('names are the same whatever their letter case, blanks and form of umlauts', () => {
  expect(isSameName('Köln  AG ', 'KO\u0308LN ag')).toBe(true);
  expect(isSameName('Corp', 'Corp.')).toBe(false);
});

test('every name is the same as itself in other letter case', () => {
  fc.assert(fc.property(fc.string(), (name) => isSameName(name, ` ${name.toLowerCase()} `)));
});

test('twenty names are listed, of more the first twenty', () => {
  const names = Array.from({ length: 21 }, (_, index) => `n${index}`);
  expect(listNames(names.slice(0, 20))).toBe(names.slice(0, 20).join(', '));
  expect(listNames(names)).toBe(`${names.slice(0, 20).join(', ')} and 1 more`);
});

test('the nearest name is suggested, and all where none is near', () => {
  expect(suggestName('corp holdin', ['Corp Holding', 'Corp Lab'])).toBe('Did you mean Corp Holding?');
  expect(suggestName('Elsewhere', ['Corp Holding', 'Corp Lab'])).toBe('There are Corp Holding, Corp Lab.');
  expect(suggestName('Elsewhere', ['Corp Lab'])).toBe('There is only Corp Lab.');
});
