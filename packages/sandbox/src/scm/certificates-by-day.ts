import type { ScmCertificate, ScmState } from './scm-state.ts';

/** Days from the one that begins at `from` to before `end`, in milliseconds since 1970; either may be infinite. */
export interface DayRange {
  from: number;
  end: number;
}

/** Dates by which certificates can be chosen. */
export type DateAttribute = 'revokedAt' | 'expiresAt' | 'requestedAt' | 'issuedAt';

const dayMs = 24 * 60 * 60 * 1000;

/** Selects the certificates whose date lies in a range of days, by ascending id. The estate is scanned once, not for each range. */
export function selectByDay(
  attribute: DateAttribute,
  { from, end }: DayRange,
  { certificates }: ScmState,
): ScmCertificate[] {
  const days = certificates.select(`days of ${attribute}`, (all) => groupByDay(all, attribute));
  return [...days]
    .filter(([day]) => day >= from && day < end)
    .flatMap(([, items]) => items)
    .sort((a, b) => a.id - b.id);
}

function groupByDay(
  all: readonly ScmCertificate[],
  attribute: DateAttribute,
): ReadonlyMap<number, ScmCertificate[]> {
  const days = new Map<number, ScmCertificate[]>();
  for (const certificate of all) {
    const instant = certificate[attribute];
    if (instant === null) continue;
    const day = instant - (instant % dayMs);
    const items = days.get(day);
    if (items === undefined) days.set(day, [certificate]);
    else items.push(certificate);
  }
  return days;
}
