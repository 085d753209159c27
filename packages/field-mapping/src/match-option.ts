import { parseBoolean } from './booleans.ts';

/**
 * Finds the option that a text means: the same text, else the same without letter case and outer blanks.
 *
 * A Boolean field's `true` or `false` also finds the one option that says so in another word, such as Yes or No: it is
 * the way back for what was read into a Boolean field from such a list.
 */
export function matchOption(text: string, options: readonly string[]): string | undefined {
  if (options.includes(text)) return text;
  const key = optionKey(text);
  const same = options.find((option) => optionKey(option) === key);
  if (same !== undefined || (text !== 'true' && text !== 'false')) return same;
  const meant = options.filter((option) => parseBoolean(option) === (text === 'true'));
  return meant.length === 1 ? meant[0] : undefined;
}

function optionKey(option: string): string {
  return option.trim().toLowerCase();
}
