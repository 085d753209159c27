import { findBannedCharacters } from '@certbridge/field-mapping';
import { isRecord, quoted } from '@certbridge/plain-text';
import type { ConfigurationProblem, DocumentResult, SourceDocument } from './document.ts';
import { canonicalizeKeys, joinPath } from './known-keys.ts';

/** Replacement of each banned character, empty to delete it; null where the operator has not filled it in yet. */
export type Replacements = ReadonlyMap<string, string | null>;

/**
 * Reads `bannedcharacters.json` in either shape found in the wild: the documented array, or the shipped object
 * with `BannedCharacters` inside, where the text "null" means not filled in.
 */
export function readBannedCharacters(document: SourceDocument): DocumentResult<Replacements> {
  const { file } = document;
  const problems: ConfigurationProblem[] = [];
  const list = findList(document, problems);
  const replacements = new Map<string, string | null>();
  for (const [index, item] of list.entries.entries()) {
    const place = { file, path: joinPath(list.path, index) };
    if (!isRecord(item)) {
      const remedy = 'Write it as { "character": " ", "replacementCharacter": "_" }.';
      problems.push({ ...place, message: 'must be an object', remedy });
      continue;
    }
    const keyed = canonicalizeKeys(item, { keys: ['id', 'character', 'replacementCharacter'] }, place);
    problems.push(...keyed.problems);
    const { character } = keyed.values;
    const replacement = readReplacement(keyed.values.replacementCharacter);
    const isCharacter = typeof character === 'string' && [...character].length === 1;
    if (!isCharacter) {
      problems.push({
        file,
        path: joinPath(place.path, 'character'),
        message: 'must be a single character',
        remedy: 'Give one character an entry.',
      });
    }
    if (replacement === undefined) {
      problems.push({
        file,
        path: joinPath(place.path, 'replacementCharacter'),
        message: `the replacement ${isCharacter ? `of ${quoted(character)} ` : ''}is itself not allowed in Keyfactor`,
        remedy:
          'Use letters, digits, "-" and "_" only, or an empty text to leave the character out of names.',
      });
    }
    if (!isCharacter || replacement === undefined) continue;
    if (replacements.has(character) && replacements.get(character) !== replacement) {
      const message = `${quoted(character)} is there twice with different replacements`;
      problems.push({ ...place, message, remedy: 'Keep one of the two.' });
    } else if (findBannedCharacters(character).length > 0) {
      replacements.set(character, replacement);
    }
  }
  return problems.length > 0 ? { problems, notes: [] } : { value: replacements, problems, notes: [] };
}

function findList(
  document: SourceDocument,
  problems: ConfigurationProblem[],
): { readonly entries: readonly unknown[]; readonly path: string } {
  const { file, value } = document;
  if (Array.isArray(value)) return { entries: value, path: '' };
  if (isRecord(value)) {
    const keyed = canonicalizeKeys(value, { keys: ['BannedCharacters'] }, { file, path: '' });
    problems.push(...keyed.problems);
    const inside = keyed.values.BannedCharacters ?? [];
    if (Array.isArray(inside)) return { entries: inside, path: 'BannedCharacters' };
  }
  problems.push({
    file,
    path: '',
    message: 'must be an array of banned characters',
    remedy: 'Delete the file and run again: it is made anew.',
  });
  return { entries: [], path: '' };
}

/** Null for not filled in, an empty text to delete the character; undefined for a replacement that can't be used. */
function readReplacement(value: unknown): string | null | undefined {
  if (value === null || value === undefined || value === 'null') return null;
  return typeof value === 'string' && findBannedCharacters(value).length === 0 ? value : undefined;
}
