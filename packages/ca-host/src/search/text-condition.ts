import { parseSerialNumber } from '@certbridge/certificate';
import { anyOf, type Condition, type Source } from './condition.ts';
import { globPattern, hasWildcards, likePattern, type TextPattern, trigramsOf } from './text-pattern.ts';
import type { TrigramRarity } from './trigram-rarity.ts';

/** SQLite takes no longer pattern, and no name or user name is as long. */
const LONGEST = 10_000;

/** So many groups of characters tell texts apart; what they find is compared with the whole pattern. */
const MOST_TRIGRAMS = 4;

const numbersOfSerial = `SELECT issued.number FROM certificate
  JOIN issued ON issued.sha256 = unhex(certificate.sha256) AND issued.ca = certificate.ca WHERE serial = ?`;

/**
 * Finds text in a subject, an alternative name or a user name, or a whole serial number. Case counts in alternative names alone,
 * which fit with their kind as `dns=www.example.org` and without it.
 */
export function textCondition(pattern: TextPattern): Condition {
  if (fitsNothing(pattern)) return { sql: 'FALSE', values: [] };
  const like = likePattern(pattern);
  const glob = globPattern(pattern);
  const conditions: Condition[] = [
    { sql: 'subject LIKE ?', values: [like] },
    { sql: 'user_name LIKE ?', values: [like] },
    // Names are JSON, which is quicker to look at than to read.
    {
      sql: `names GLOB ? AND ${nameFits(pattern)}`,
      values: [quickGlob(pattern), glob, ...(pattern.match === 'whole' ? [glob] : [])],
    },
    ...serialNumbersOf(pattern).map((serial) => ({
      sql: `number IN (${numbersOfSerial})`,
      values: [serial],
    })),
  ];
  return anyOf(conditions);
}

/** Finds what may have the text by the full-text index; undefined where the text is too short for it. */
export function textSource(pattern: TextPattern, rarity: TrigramRarity): Source | undefined {
  if (fitsNothing(pattern)) return undefined;
  const ends = pattern.match === 'whole' ? ['\n', '='] : ['\n'];
  const groups = ends.map((before) =>
    rarity.rarest(trigramsOf(pattern, { before, after: '\n' }), MOST_TRIGRAMS),
  );
  if (groups.some((group) => group.length === 0)) return undefined;
  const match = groups
    .map((group) => `(${group.map((trigram) => `"${trigram.replaceAll('"', '""')}"`).join(' AND ')})`)
    .join(' OR ');
  const serials = serialNumbersOf(pattern);
  const finders = [
    'SELECT rowid FROM issued_text WHERE issued_text MATCH ?',
    ...serials.map(() => numbersOfSerial),
  ];
  const rows = { sql: finders.join(' UNION ALL '), values: [match, ...serials] };
  const condition = { sql: `number IN (${rows.sql})`, values: rows.values };
  // By the numbers alone: SQLite would take the index of the scope, and go through all of a CA.
  return { from: 'issued NOT INDEXED', condition, rows, isWide: false };
}

/** SQLite ends a pattern at NUL, which no name has. */
function fitsNothing({ value }: TextPattern): boolean {
  return value.length > LONGEST || value.includes('\0');
}

/** A serial number in hexadecimal or decimal may be both. */
function serialNumbersOf(pattern: TextPattern): string[] {
  if (hasWildcards(pattern)) return [];
  const hexadecimal = parseSerialNumber(pattern.value);
  const decimal = /^\s*(\d{1,60})\s*$/.exec(pattern.value)?.[1];
  const numbers = [
    hexadecimal,
    decimal === undefined ? undefined : BigInt(decimal).toString(16).toUpperCase(),
  ];
  return [...new Set(numbers.filter((number) => number !== undefined))];
}

function nameFits({ match }: TextPattern): string {
  const fits =
    match === 'part' ? 'value GLOB ?' : "value GLOB ? OR substr(value, 1 + instr(value, '=')) GLOB ?";
  return `EXISTS (SELECT 1 FROM json_each(names) WHERE ${fits})`;
}

/** Fits the JSON of every name that the pattern fits. */
function quickGlob({ value }: TextPattern): string {
  const glob = JSON.stringify(value).slice(1, -1).replace(/[*?[]/g, '[$&]').replace(/[%_]/g, '*');
  return `*${glob}*`;
}
