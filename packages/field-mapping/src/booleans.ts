const words = new Map([
  ['true', true],
  ['yes', true],
  ['1', true],
  ['false', false],
  ['no', false],
  ['0', false],
]);

/**
 * Reads true, yes or 1, and false, no or 0, in any letter case; undefined for anything else.
 *
 * Sectigo has no boolean custom fields: a list of Yes and No, or a number, is how one is kept there.
 */
export function parseBoolean(text: string): boolean | undefined {
  return words.get(text.trim().toLowerCase());
}
