import { parseBoolean } from './booleans.ts';

/**
 * Finds the option for a text: the exact match, else one that differs only in case and surrounding whitespace.
 *
 * `true` and `false` also find the only option with the same meaning, such as Yes or No. This is the way back for a
 * Boolean metadata field that was filled from such a list.
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
