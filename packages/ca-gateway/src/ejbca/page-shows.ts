import { type CertificateSort, compareSortKeys, type PageShow, type SortKey } from '@certbridge/ca-host';

/** Whether only one reader saw the page and has moved on: a request for the next page again means that its response was lost. */
export function isPassed(shows: readonly PageShow[]): boolean {
  return shows.length === 1 && shows[0]?.state === 'left';
}

/** Marks that a reader has moved on from a page that ended there. */
export function leavePage(shows: readonly PageShow[], behind: SortKey): readonly PageShow[] {
  const left = shows.find(({ end, state }) => state === 'open' && isSameKey(end, behind));
  return shows.map((show) => (show === left ? { ...show, state: 'left' } : show));
}

/**
 * Adds that a page was shown. One that a single reader has left counts no more: whoever is shown it now begins again, or comes later. Nor does
 * the last page of a list, since its reader has seen all. A page that is shown again to a reader who has lost the response is still the page of one
 * reader; where it ends elsewhere by now, its first end counts.
 */
export function addShow(
  shows: readonly PageShow[],
  {
    show,
    isRepeated,
    sort,
  }: { readonly show: PageShow; readonly isRepeated: boolean; readonly sort: CertificateSort },
): readonly PageShow[] {
  const others = shows.filter(({ state }) => state !== 'last');
  const [only] = others;
  if (only === undefined || others.length > 1) return [...others, show];
  if (isRepeated) {
    return [{ ...show, end: compareSortKeys(only.end, show.end, sort) < 0 ? only.end : show.end }];
  }
  return only.state === 'left' ? [show] : [only, show];
}

function isSameKey(one: SortKey, other: SortKey): boolean {
  return one[0] === other[0] && one[1] === other[1];
}
