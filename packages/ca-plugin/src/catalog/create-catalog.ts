import type { OrganizationDetails, SectigoClient } from '@certbridge/sectigo-client';
import type { Catalog, Clock } from '../plugin-context.ts';
import type { WarnOnce } from '../warn-once.ts';
import { type CachedRead, cached } from './cached.ts';
import { readCatalogList, tellUnreadable } from './catalog-list.ts';

/** How long an administrator waits at most until a change in SCM is seen. */
const lifetimeMs = 5 * 60_000;

/** Creates the catalog of an account; nothing is read yet. `warn` is told of each row that can't be read, whenever the list is asked for. */
export function createCatalog(
  client: Pick<SectigoClient, 'profiles' | 'organizations' | 'customFields'>,
  { clock, warn }: { readonly clock: Clock; readonly warn: WarnOnce },
): Catalog {
  const options = { lifetimeMs, clock };
  const details = new Map<number, CachedRead<OrganizationDetails>>();
  const detailsOf = (id: number): CachedRead<OrganizationDetails> => {
    const known = details.get(id) ?? cached(() => client.organizations.get(id), options);
    details.set(id, known);
    return known;
  };
  const profiles = cached(() => readCatalogList((rows) => client.profiles.list(rows)), options);
  const organizations = cached(() => readCatalogList((rows) => client.organizations.list(rows)), options);
  return {
    profiles: async (signal, tell = warn) => tellUnreadable(await profiles(signal), tell),
    warn,
    organizations: async (signal) => tellUnreadable(await organizations(signal), warn),
    customFields: async (signal) =>
      tellUnreadable(
        await readCatalogList((rows) => client.customFields.list({ certType: 'ssl', signal, ...rows })),
        warn,
      ),
    organization: (id, signal) => detailsOf(id)(signal),
  };
}
