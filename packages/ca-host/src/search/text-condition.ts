import { parseSerialNumber } from '@certbridge/certificate';
import { anyOf, type Condition, type Source } from './condition.ts';
import { globPattern, hasWildcards, likePattern, type TextPattern, trigramsOf } from './text-pattern.ts';
import type { TrigramRarity } from './trigram-rarity.ts';

/** SQLite takes no longer pattern, in bytes. */
const LONGEST = 50_000;

/** So many groups of characters tell texts apart; what they find is compared with the whole pattern. */
const MOST_TRIGRAMS = 4;

const numbersOfSerial = `SELECT issued.number FROM certificate
  JOIN issued ON issued.sha256 = unhex(certificate.sha256) AND issued.ca = certificate.ca WHERE serial = ?`;

/** Finds text in a subject, the text of alternative names, or a user name, or a whole serial number. Case counts only in alternative names. */
export function textCondition(pattern: TextPattern): Condition {
  if (fitsNothing(pattern)) return { sql: 'FALSE', values: [] };
  const like = likePattern(pattern);
  const conditions: Condition[] = [
    { sql: 'subject LIKE ?', values: [like] },
    { sql: 'user_name LIKE ?', values: [like] },
    { sql: 'alternative_name GLOB ?', values: [globPattern(pattern)] },
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
  const trigrams = rarity.rarest(trigramsOf(pattern, '\n'), MOST_TRIGRAMS);
  if (trigrams.length === 0) return undefined;
  const match = trigrams.map((trigram) => `"${trigram.replaceAll('"', '""')}"`).join(' AND ');
  const serials = serialNumbersOf(pattern);
  const finders = [
    'SELECT rowid FROM issued_text WHERE issued_text MATCH ?',
    ...serials.map(() => numbersOfSerial),
  ];
  const rows = { sql: finders.join(' UNION ALL '), values: [match, ...serials] };
  const condition = { sql: `number IN (${rows.sql})`, values: rows.values };
  // Not indexed: SQLite would choose the index of the scope, and read all rows of a CA.
  return { from: 'issued NOT INDEXED', condition, rows, isWide: false };
}

/** SQLite ends a pattern at NUL, which no name has. */
function fitsNothing(pattern: TextPattern): boolean {
  return pattern.value.includes('\0') || Buffer.byteLength(globPattern(pattern)) > LONGEST;
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
