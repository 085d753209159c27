import type { OrganizationDetails, SectigoClient } from '@certbridge/sectigo-client';
import type { Catalog, Clock } from '../plugin-context.ts';
import { type CachedRead, cached } from './cached.ts';

/** How long an administrator waits at most until a change in SCM is seen. */
const lifetimeMs = 5 * 60_000;

/** Creates the catalog of an account; nothing is read yet. */
export function createCatalog(
  client: Pick<SectigoClient, 'profiles' | 'organizations'>,
  { clock }: { readonly clock: Clock },
): Catalog {
  const options = { lifetimeMs, clock };
  const details = new Map<number, CachedRead<OrganizationDetails>>();
  const detailsOf = (id: number): CachedRead<OrganizationDetails> => {
    const known = details.get(id) ?? cached(() => client.organizations.get(id), options);
    details.set(id, known);
    return known;
  };
  return {
    profiles: cached(() => client.profiles.list(), options),
    organizations: cached(() => client.organizations.list(), options),
    organization: (id, signal) => detailsOf(id)(signal),
  };
}
