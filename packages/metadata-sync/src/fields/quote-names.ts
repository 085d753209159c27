import { quoted } from '@certbridge/plain-text';

/** Names one after the other, as a sentence has them: `"A", "B" and "C"`. */
export function quoteNames(names: readonly string[]): string {
  const all = names.map((name) => quoted(name));
  return all.length < 2 ? all.join('') : `${all.slice(0, -1).join(', ')} and ${all.at(-1)}`;
}
