import type { CertificateFilter } from '@certbridge/sectigo-client';
import type { ConnectionSettings } from '../plugin-context.ts';

/** Filters of SCM's list whose values are ids or numbers. */
const numeric: ReadonlySet<string> = new Set(['sslTypeId', 'orgId', 'keySize']);

/** The filters to list with, one after the other: one for each profile, since SCM's list takes one; else one for all. */
export function listFilters({
  syncFilter,
  syncFilterProfileIds,
}: Pick<ConnectionSettings, 'syncFilter' | 'syncFilterProfileIds'>): CertificateFilter[] {
  const common: CertificateFilter = Object.fromEntries(
    Object.entries(syncFilter).map(([name, value]) => [name, numeric.has(name) ? Number(value) : value]),
  );
  if (syncFilterProfileIds.length === 0) return [common];
  return [...new Set(syncFilterProfileIds)].map((sslTypeId) => ({ ...common, sslTypeId }));
}
