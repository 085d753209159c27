import type { StoredCertificateQuery } from '@certbridge/ca-host';
import type { Caller } from '../access/caller.ts';
import type { EjbcaServices } from './ejbca-services.ts';
import { knownNames } from './known-names.ts';
import { requireAllRead } from './require-all-read.ts';
import { readableScopes } from './rights.ts';
import { type CertificateCriterion, readCertificateCriteria } from './wire/certificate-criteria.ts';

/**
 * Reads criteria as a query for what the caller may read, names of CAs and profiles included; undefined where nothing can match. Throws a GatewayError
 * where not all that is asked for was read yet.
 */
export async function readableQuery(
  services: EjbcaServices,
  { caller, criteria }: { readonly caller: Caller; readonly criteria: readonly CertificateCriterion[] },
): Promise<StoredCertificateQuery | undefined> {
  const names = await knownNames(services, { caller, criteria, roles: ['read'] });
  const query = readCertificateCriteria(criteria, names);
  if (query === undefined) return undefined;
  const { cas = names.cas } = query;
  requireAllRead(services.host.cas.filter(({ name }) => cas.includes(name)));
  return { ...query, within: readableScopes(services.host, caller) };
}
