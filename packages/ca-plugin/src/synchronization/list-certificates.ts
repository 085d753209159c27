import { ApiError, type CertificateFilter, type SslStatus } from '@certbridge/sectigo-client';
import type { PluginContext } from '../plugin-context.ts';
import { listFilters } from './list-filters.ts';
import { ListedCertificates, listed } from './listed-certificate.ts';

/** What listing works with. */
export interface Listing extends Pick<PluginContext, 'client' | 'settings' | 'logger'> {
  readonly signal: AbortSignal;
}

/** States of requests that may still be issued. */
const pendingStates: readonly SslStatus[] = ['Init', 'Requested', 'SAApproved', 'Approved', 'Applied'];
const failedStates: readonly SslStatus[] = ['Declined', 'Rejected', 'Invalid'];

/**
 * All states, in the order that a certificate passes through them, so that one which changes state while they are read shows up in a later group.
 * Unmanaged finds nothing and is left out.
 */
const allStates: readonly (readonly SslStatus[])[] = [
  pendingStates,
  ['Issued'],
  ['Expired', 'Revoked', 'Replaced', ...failedStates],
];

/**
 * Lists every certificate of the filters with its state.
 *
 * A row of SCM's list has no state, but the list can be had by state: so the states of all certificates cost as many pages as
 * the list and not a call each. What is in none of these lists, for its state is not known or has just changed, is found by the
 * list without a state. Throws the client's `ApiError` where a list can't be read whole.
 */
export async function listCertificates(listing: Listing): Promise<ListedCertificates> {
  const filters = listFilters(listing.settings);
  const found = new ListedCertificates();
  const chosen = filters[0]?.status;
  const refusals: Refusal[] = [];
  for (const states of chosen === undefined ? allStates : [[chosen]]) {
    refusals.push(...(await listByState(states, found, listing)));
  }
  if ((await countAll(filters, listing)) > found.size + found.unreadable.length) {
    // Rows that can't be read come in this list, too; each is reported once.
    const unreadable: string[] = [];
    await Promise.all(
      filters.map(async (filter) => {
        for await (const row of list(filter, listing, (problem) => unreadable.push(problem))) {
          found.addMissing(listed(row, { profileId: filter.sslTypeId }));
        }
      }),
    );
    if (unreadable.length > found.unreadable.length) found.unreadable = unreadable;
  }
  // If SCM refuses the whole list as well, that has been reported.
  warnOf(refusals, listing);
  return found;
}

/** Lists the requests without a certificate, pending and failed ones; there are few of them. */
export async function listRequests(found: ListedCertificates, listing: Listing): Promise<void> {
  warnOf(await listByState(pendingStates, found, listing), listing);
  warnOf(await listByState(failedStates, found, listing), listing);
}

/** A state that SCM does not list, in SCM's words. */
interface Refusal {
  readonly status: SslStatus;
  readonly reason: string;
}

function warnOf(refusals: readonly Refusal[], { logger }: Listing): void {
  for (const refusal of refusals) {
    logger.warn("The certificates in state {status} can't be listed: {reason}", { ...refusal });
  }
}

async function listByState(
  states: readonly SslStatus[],
  found: ListedCertificates,
  listing: Listing,
): Promise<readonly Refusal[]> {
  const lists = states.flatMap((status) =>
    listFilters(listing.settings).map((filter) => ({ ...filter, status })),
  );
  const refusals: Refusal[] = [];
  await Promise.all(
    lists.map(async (filter) => {
      const { status, sslTypeId: profileId } = filter;
      try {
        const onUnreadableRow = (problem: string) => {
          found.unreadable = [...found.unreadable, problem];
        };
        for await (const row of list(filter, listing, onUnreadableRow)) {
          found.add(listed(row, { status, profileId }));
        }
      } catch (error) {
        if (!(error instanceof ApiError) || error.code !== 'bad-request') throw error;
        // A release that doesn't know the state has no certificate in it.
        refusals.push({ status, reason: error.message });
      }
    }),
  );
  return refusals;
}

/** Counts the certificates of all filters; where that can't be had, the list without a state must tell. */
async function countAll(filters: readonly CertificateFilter[], listing: Listing): Promise<number> {
  const { client, signal } = listing;
  try {
    const counts = await Promise.all(filters.map((filter) => client.certificates.count(filter, { signal })));
    return counts.reduce((sum, count) => sum + count, 0);
  } catch (error) {
    if (!(error instanceof ApiError) || error.code === 'unauthorized') throw error;
    return Number.POSITIVE_INFINITY;
  }
}

/** Lists certificates in pages of the size that is set. */
export function list(
  filter: CertificateFilter,
  { client, settings, signal }: Listing,
  onUnreadableRow?: (problem: string) => void,
) {
  return client.certificates.list(filter, { pageSize: settings.pageSize, signal, onUnreadableRow });
}
