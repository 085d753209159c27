import { EndEntityStatus } from '../contract/end-entity-status.ts';
import type { PluginContext } from '../plugin-context.ts';
import { mapStatus } from '../records/map-status.ts';
import { type Listing, list } from './list-certificates.ts';
import { listFilters } from './list-filters.ts';
import type { ListedCertificate } from './listed-certificate.ts';

/** States whose certificates come with what the list tells of them, and with the download. */
const settled: ReadonlySet<EndEntityStatus> = new Set([EndEntityStatus.Generated, EndEntityStatus.Failed]);

/**
 * Returns whether the details of a certificate must be read whatever its profile is. SCM lists neither date nor reason of a
 * revocation; and a request that was pending when it was listed may be issued now, which the host may know already.
 */
export function needsDetails({ status }: Pick<ListedCertificate, 'status'>): boolean {
  const mapped = status === undefined ? undefined : mapStatus(status);
  return mapped === undefined || !settled.has(mapped.status);
}

/**
 * Finds the profiles of certificates whose list did not tell: by listing each profile where that takes fewer calls than the
 * details of each certificate; `total` certificates are listed in all. Those it does not find are given back as they are.
 */
export async function learnProfiles(
  certificates: readonly ListedCertificate[],
  total: number,
  { catalog, ...listing }: Listing & Pick<PluginContext, 'catalog'>,
): Promise<readonly ListedCertificate[]> {
  const { settings, signal } = listing;
  const unknown = new Set(
    certificates
      .filter((certificate) => certificate.profileId === undefined && !needsDetails(certificate))
      .map(({ sslId }) => sslId),
  );
  const pages = Math.ceil(total / settings.pageSize);
  if (unknown.size <= pages) return certificates;
  const { items: profiles } = await catalog.profiles(signal);
  if (unknown.size <= pages + profiles.length) return certificates;
  const found = new Map<number, number>();
  const lists = profiles.flatMap(({ id }) =>
    listFilters(settings).map((filter) => ({ ...filter, sslTypeId: id })),
  );
  await Promise.all(
    lists.map(async (filter) => {
      // Rows that can't be read were reported by the list that the certificates come from.
      for await (const { sslId } of list(filter, listing, () => undefined)) {
        if (unknown.has(sslId)) found.set(sslId, filter.sslTypeId);
      }
    }),
  );
  return certificates.map((certificate) => ({
    ...certificate,
    profileId: certificate.profileId ?? found.get(certificate.sslId),
  }));
}
