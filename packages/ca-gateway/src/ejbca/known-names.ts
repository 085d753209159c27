import type { HostedCa } from '@certbridge/ca-host';
import type { Caller, Role } from '../access/caller.ts';
import { listOffers } from '../list-offers.ts';
import { Patience } from '../patience.ts';
import type { EjbcaServices } from './ejbca-services.ts';
import { hasRole } from './rights.ts';
import type { CertificateCriterion, KnownNames } from './wire/certificate-criteria.ts';

/**
 * Finds the names that criteria may give: those for which the caller has one of the roles. Throws a GatewayError where a profile is not known, and a CA can't
 * be asked whether it has it.
 */
export async function knownNames(
  { host, settings }: EjbcaServices,
  {
    caller,
    roles,
    criteria,
  }: {
    readonly caller: Caller;
    readonly roles: readonly Role[];
    readonly criteria: readonly CertificateCriterion[];
  },
): Promise<KnownNames> {
  const isKnown = ({ name: ca }: Pick<HostedCa, 'name'>, profile?: string) =>
    hasRole(caller, roles, { ca, profile });
  const cas = host.cas.filter((ca) => isKnown(ca));
  const profiles = cas.flatMap((ca) =>
    host.certificates
      .productsOf(ca.name)
      .map(({ name }) => name)
      .filter((profile) => isKnown(ca, profile)),
  );
  const asked = criteria.filter(({ property }) => property.toUpperCase() === 'CERTIFICATE_PROFILE');
  const options = new Patience(settings).options();
  const { retryAfterSeconds } = settings;
  for (const { value } of asked) {
    if (profiles.includes(value)) continue;
    const having = cas.filter((ca) => isKnown(ca, value));
    const wanted = ({ name }: { readonly name: string }) => name === value;
    const offers = await listOffers(having, { ...options, wanted, retryAfterSeconds });
    // The first name that no CA has ends the search.
    if (offers.length === 0) break;
    profiles.push(value);
  }
  return { cas: cas.map(({ name }) => name), profiles };
}
