const words = new Map([
  ['true', true],
  ['yes', true],
  ['1', true],
  ['false', false],
  ['no', false],
  ['0', false],
]);

/**
 * Parses true, yes or 1, and false, no or 0, ignoring case; undefined for anything else.
 *
 * Sectigo has no boolean custom fields; people use a Yes/No list or a number instead.
 */
export function parseBoolean(text: string): boolean | undefined {
  return words.get(text.trim().toLowerCase());
}
