const dayMs = 24 * 60 * 60 * 1000;
/** Requesters count from their own now, which is some time before an order, and by a clock of their own. */
const toleranceMs = 60 * 60 * 1000;

/** Finds the longest term, in days, that does not end after a time; undefined where all do. */
export function longestTermUntil(
  terms: readonly number[],
  { notAfter, now }: { readonly notAfter: Date; readonly now: Date },
): number | undefined {
  const days = (notAfter.getTime() - now.getTime() + toleranceMs) / dayMs;
  return terms.filter((term) => term <= days).toSorted((a, b) => b - a)[0];
}
