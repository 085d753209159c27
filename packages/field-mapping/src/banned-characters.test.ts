import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findBannedCharacters, replaceBannedCharacters } from './banned-characters.ts';
import { isAllowedMetadataName } from './metadata-name.ts';

describe('findBannedCharacters', () => {
  test('finds each banned character once, in order of appearance', () => {
    expect(findBannedCharacters('Cost center / owner (EU) / x')).toEqual([' ', '/', '(', ')']);
  });

  test('allows letters, digits, dash and underscore', () => {
    expect(findBannedCharacters('AZaz09-_')).toEqual([]);
    expect(findBannedCharacters('')).toEqual([]);
  });

  test('takes an emoji for one character and bans letters outside A-Z', () => {
    expect(findBannedCharacters('a😀b😀ÄßКcafe\u0301')).toEqual(['😀', 'Ä', 'ß', 'К', '\u0301']);
  });

  test('bans the neighbours of the allowed ranges', () => {
    expect(findBannedCharacters('@[`{/:,.^')).toEqual(['@', '[', '`', '{', '/', ':', ',', '.', '^']);
  });

  test('bans a line break at the end', () => {
    expect(findBannedCharacters('name\n')).toEqual(['\n']);
  });
});

describe('replaceBannedCharacters', () => {
  test('replaces what has a replacement and leaves the rest', () => {
    expect(
      replaceBannedCharacters(
        'a b/c😀',
        new Map([
          [' ', '_'],
          ['😀', 'smile'],
        ]),
      ),
    ).toBe('a_b/csmile');
  });

  test('never replaces an allowed character or a replacement', () => {
    expect(
      replaceBannedCharacters(
        'a b',
        new Map([
          [' ', 'a'],
          ['a', 'X'],
        ]),
      ),
    ).toBe('aab');
  });

  test('an empty replacement removes the character', () => {
    expect(
      replaceBannedCharacters(
        'a (b)',
        new Map([
          [' ', ''],
          ['(', ''],
          [')', ''],
        ]),
      ),
    ).toBe('ab');
  });

  const character = fc.constantFrom('a', 'Z', '9', '-', '_', ' ', '/', 'ä', '😀', '\n', '\u0301', '\ud83d');

  test('replacing every banned character by an allowed one makes an allowed name', () => {
    fc.assert(
      fc.property(fc.string({ unit: character, minLength: 1 }), (name) => {
        const replacements = new Map(findBannedCharacters(name).map((character) => [character, '_']));
        const replaced = replaceBannedCharacters(name, replacements);
        expect(isAllowedMetadataName(replaced)).toBe(true);
        expect(replaced).toHaveLength([...name].length);
      }),
    );
  });
});
