import { checkText, wrongArgument } from './check-arguments.ts';

const allowedCharacter = /^[A-Za-z0-9_-]$/;

/**
 * Lists the characters of a name that Command doesn't allow in the name of a metadata field, each once, in order of appearance.
 *
 * Works on code points, so an emoji is one entry. Letters outside A-Z are banned too: `findBannedCharacters('Größe m²')`
 * returns `['ö', 'ß', ' ', '²']`.
 */
export function findBannedCharacters(name: string): string[] {
  checkText(name, { of: 'findBannedCharacters' });
  return [...new Set(name)].filter((character) => !allowedCharacter.test(character));
}

/**
 * Replaces the banned characters of a name.
 *
 * Replacements are not scanned again. A banned character without an entry stays; an entry for an allowed character is
 * ignored.
 */
export function replaceBannedCharacters(name: string, replacements: ReadonlyMap<string, string>): string {
  checkText(name, { of: 'replaceBannedCharacters' });
  if (typeof replacements?.get !== 'function') {
    throw wrongArgument(
      { of: 'replaceBannedCharacters', argument: 2 },
      'a Map of characters and their replacements',
    );
  }
  let replaced = '';
  for (const character of name) {
    replaced += allowedCharacter.test(character) ? character : (replacements.get(character) ?? character);
  }
  return replaced;
}
