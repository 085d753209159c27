import type { OrganizationDetails, SectigoClient } from '@certbridge/sectigo-client';
import type { Logger } from '@logtape/logtape';
import type { Catalog, Clock } from '../plugin-context.ts';
import { type CachedRead, cached } from './cached.ts';
import { readCatalogList } from './catalog-list.ts';

/** How long an administrator waits at most until a change in SCM is seen. */
const lifetimeMs = 5 * 60_000;

/** Creates the catalog of an account; nothing is read yet. Of a row that can't be read it warns once. */
export function createCatalog(
  client: Pick<SectigoClient, 'profiles' | 'organizations' | 'customFields'>,
  { clock, logger }: { readonly clock: Clock; readonly logger: Logger },
): Catalog {
  const options = { lifetimeMs, clock };
  const details = new Map<number, CachedRead<OrganizationDetails>>();
  const detailsOf = (id: number): CachedRead<OrganizationDetails> => {
    const known = details.get(id) ?? cached(() => client.organizations.get(id), options);
    details.set(id, known);
    return known;
  };
  const told = new Set<string>();
  const tell = (warning: string) => {
    if (!told.has(warning)) logger.warn('{warning}', { warning });
    told.add(warning);
  };
  return {
    profiles: cached(() => readCatalogList((rows) => client.profiles.list(rows), tell), options),
    organizations: cached(() => readCatalogList((rows) => client.organizations.list(rows), tell), options),
    customFields: (signal) =>
      readCatalogList((rows) => client.customFields.list({ certType: 'SSL', signal, ...rows }), tell),
    organization: (id, signal) => detailsOf(id)(signal),
  };
}
