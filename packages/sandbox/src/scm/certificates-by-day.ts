import type { ScmCertificate, ScmState } from './scm-state.ts';

/** A half-open range of days from `from` to `end`, in milliseconds since 1970; either may be infinite. */
export interface DayRange {
  from: number;
  end: number;
}

/** The dates to select certificates by. */
export type DateAttribute = 'revokedAt' | 'expiresAt' | 'requestedAt' | 'issuedAt';

const dayMs = 24 * 60 * 60 * 1000;

/** Selects the certificates whose date is in a range of days, by ascending id. Scans all certificates once, not per range. */
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
