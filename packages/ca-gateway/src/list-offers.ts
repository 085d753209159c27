import type { CaProfile, HostedCa, ProfileOptions } from '@certbridge/ca-host';
import { caUnavailable, isCaError } from './use-ca.ts';

/** A profile of a CA. */
export interface Offer {
  readonly ca: HostedCa;
  readonly profile: CaProfile;
}

/** How to list offers. */
export interface OfferSearch extends ProfileOptions {
  readonly retryAfterSeconds: number;
}

/**
 * Lists the profiles of CAs, or those that are wanted. A CA that can't tell its own is left out as long as others have some; else throws a GatewayError, since
 * nothing is known then. The host logs why a CA can't.
 */
export async function listOffers(
  cas: readonly HostedCa[],
  { retryAfterSeconds, ...options }: OfferSearch,
): Promise<readonly Offer[]> {
  const { wanted = () => true } = options;
  const lists = await Promise.all(cas.map((ca) => profilesOf(ca, options)));
  const offers = lists.flatMap((list) => ('offers' in list ? list.offers : []));
  const found = offers.filter(({ profile }) => wanted(profile));
  const [failure] = lists.flatMap((list) => ('failure' in list ? [list.failure] : []));
  if (found.length === 0 && failure !== undefined) throw caUnavailable(failure, retryAfterSeconds);
  return found;
}

async function profilesOf(
  ca: HostedCa,
  options: ProfileOptions,
): Promise<{ readonly offers: readonly Offer[] } | { readonly failure: Error }> {
  try {
    return { offers: (await ca.profiles(options)).map((profile) => ({ ca, profile })) };
  } catch (error) {
    if (!isCaError(error)) throw error;
    return { failure: error };
  }
}
