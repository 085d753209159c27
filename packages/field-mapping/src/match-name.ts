import { trimInvisible } from '@certbridge/plain-text';
import { checkIterable, checkText, wrongArgument } from './check-arguments.ts';

/** Result of {@link matchName}: the name, several candidates, or none. */
export type MatchNameResult =
  | { readonly kind: 'found'; readonly name: string }
  | { readonly kind: 'ambiguous'; readonly names: readonly string[] }
  | { readonly kind: 'unknown' };

/**
 * Finds a name among known ones: the exact match, else the only one that differs just in case or in whitespace and invisible
 * characters at its ends.
 */
export function matchName(name: string, known: Iterable<string>): MatchNameResult {
  checkText(name, { of: 'matchName' });
  checkIterable(known, { of: 'matchName', argument: 2 });
  const wanted = looseForm(name);
  const names = new Set<string>();
  for (const candidate of known) {
    if (typeof candidate !== 'string')
      throw wrongArgument({ of: 'matchName', argument: 2 }, 'a list of texts');
    if (candidate === name) return { kind: 'found', name };
    if (looseForm(candidate) === wanted) names.add(candidate);
  }
  const [only, ...others] = names;
  if (only === undefined) return { kind: 'unknown' };
  return others.length === 0 ? { kind: 'found', name: only } : { kind: 'ambiguous', names: [...names] };
}

function looseForm(name: string): string {
  return trimInvisible(name).toLowerCase();
}
