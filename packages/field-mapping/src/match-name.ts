import { trimInvisible } from '@certbridge/plain-text';

/** The name that was meant, the names that may have been meant, or none. */
export type NameMatch =
  | { readonly kind: 'found'; readonly name: string }
  | { readonly kind: 'ambiguous'; readonly names: readonly string[] }
  | { readonly kind: 'unknown' };

/**
 * Finds a name among those that are known: the one that is spelt exactly so, else the only one that differs in nothing but
 * letter case, and blanks and invisible characters at its ends.
 */
export function matchName(name: string, known: Iterable<string>): NameMatch {
  const wanted = looseForm(name);
  const names = new Set<string>();
  for (const candidate of known) {
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
