import { checkSortKeys } from '../arguments/check-search.ts';
import type { CertificateSort, SortKey } from '../contract/certificate-search.ts';

/**
 * Compares two places of a sorted list: negative if the first comes first.
 *
 * @example
 * const sort = { by: 'issued', descending: true } as const;
 * const [earliest] = ends.toSorted((one, other) => compareSortKeys(one, other, sort));
 */
export function compareSortKeys(one: SortKey, other: SortKey, sort: CertificateSort): number {
  checkSortKeys(one, other, sort);
  const { by, descending } = sort;
  const ignoresCase = by === 'subject' || by === 'user-name';
  const [first, second] = descending ? [other, one] : [one, other];
  return compareValues(first[0], second[0], ignoresCase) || comparePlaces(first[1], second[1]);
}

/** Compares as SQLite does: null first, text by its bytes in UTF-8. */
function compareValues(one: SortKey[0], other: SortKey[0], ignoresCase: boolean): number {
  if (typeof one === 'string' && typeof other === 'string') {
    const bytes = (text: string) => Buffer.from(ignoresCase ? lowerAscii(text) : text);
    return Buffer.compare(bytes(one), bytes(other));
  }
  return Number(one ?? Number.NEGATIVE_INFINITY) < Number(other ?? Number.NEGATIVE_INFINITY)
    ? -1
    : Number(one !== other);
}

function comparePlaces(one: string, other: string): number {
  const [hash = '', ca = ''] = one.split('/');
  const [otherHash = '', otherCa = ''] = other.split('/');
  if (hash.toLowerCase() !== otherHash.toLowerCase()) {
    return hash.toLowerCase() < otherHash.toLowerCase() ? -1 : 1;
  }
  return Number(ca) - Number(otherCa);
}

function lowerAscii(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}
