import type { OrganizationDetails, SectigoClient } from '@certbridge/sectigo-client';
import type { Catalog, Clock } from '../plugin-context.ts';
import type { WarnOnce } from '../warn-once.ts';
import { readCatalogList, tellUnreadable } from './catalog-list.ts';

/** How long an administrator waits at most until a change in SCM is seen. */
const lifetimeMs = 5 * 60_000;

/** Creates the catalog of an account; nothing is read yet. `warn` is called for each row that can't be read, whenever the list is asked for. */
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

/** Reads a value, from the cache while it is fresh. The signal ends the caller's own wait only. */
type CachedRead<T> = (signal?: AbortSignal) => Promise<T>;

/**
 * Keeps what a read gave for a while. Callers that need it at the same time share one read, and a read that failed is
 * forgotten.
 */
export function cached<T>(
  read: () => Promise<T>,
  { lifetimeMs, clock }: { readonly lifetimeMs: number; readonly clock: Clock },
): CachedRead<T> {
  let kept: { readonly value: Promise<T>; readonly since: number } | undefined;
  return async (signal) => {
    signal?.throwIfAborted();
    const now = clock.now().getTime();
    if (kept === undefined || now - kept.since >= lifetimeMs) {
      const entry = { value: read(), since: now };
      kept = entry;
      entry.value.catch(() => {
        if (kept === entry) kept = undefined;
      });
    }
    return untilAborted(kept.value, signal);
  };
}

/** Waits for a value; rejects with the signal's reason where that comes first. */
function untilAborted<T>(value: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return value;
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    value.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
