/** Text to be found, with `%` for any text and `_` for any character. */
export interface TextPattern {
  readonly value: string;
  /** The whole text, or anywhere in it. */
  readonly match: 'whole' | 'part';
}

/** The pattern for LIKE, in which only the case of letters of ASCII does not count. */
export function likePattern({ value, match }: TextPattern): string {
  return match === 'whole' ? value : `%${value}%`;
}

/** The pattern for GLOB, in which case counts. */
export function globPattern({ value, match }: TextPattern): string {
  const glob = value.replace(/[*?[]/g, '[$&]').replaceAll('%', '*').replaceAll('_', '?');
  return match === 'whole' ? glob : `*${glob}*`;
}

/** Whether a pattern fits any text, as a lone `%` does. */
export function fitsAnything({ value, match }: TextPattern): boolean {
  return /^%+$/.test(value) || (match === 'part' && value === '');
}

/** Whether a pattern has `%` or `_`. */
export function hasWildcards({ value }: TextPattern): boolean {
  return /[%_]/.test(value);
}

/**
 * Lists the groups of three characters that any text has that the pattern fits, each once. `end` is the character
 * that stands before and after whole text.
 */
export function trigramsOf({ value, match }: TextPattern, end: string): string[] {
  const whole = match === 'whole' ? `${end}${value}${end}` : value;
  const groups = whole.split(/[%_]+/).flatMap((literal) => {
    const characters = [...literal];
    return characters.slice(2).map((_, index) => characters.slice(index, index + 3).join(''));
  });
  return [...new Set(groups)];
}
