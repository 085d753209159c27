const dayMs = 24 * 60 * 60 * 1000;
/** Requesters count from their own now, which is some time before an order, and by a clock of their own. */
const toleranceMs = 60 * 60 * 1000;

/**
 * Finds the longest term, in days, that does not end after a time, or the shortest one where all do: `isLonger` says that it ends later. Undefined without
 * terms.
 */
export function termUntil(
  terms: readonly number[],
  { notAfter, now }: { readonly notAfter: Date; readonly now: Date },
): { readonly term: number; readonly isLonger: boolean } | undefined {
  const days = (notAfter.getTime() - now.getTime() + toleranceMs) / dayMs;
  const ascending = terms.toSorted((a, b) => a - b);
  const longest = ascending.findLast((term) => term <= days);
  const [shortest] = ascending;
  if (longest !== undefined) return { term: longest, isLonger: false };
  return shortest === undefined ? undefined : { term: shortest, isLonger: true };
}
