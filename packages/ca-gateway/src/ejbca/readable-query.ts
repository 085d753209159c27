import type { CertificateQuery } from '@certbridge/ca-host';
import type { Caller } from '../access/caller.ts';
import type { EjbcaServices } from './ejbca-services.ts';
import { readableScopes } from './rights.ts';
import { type CertificateCriterion, readCertificateCriteria } from './wire/certificate-criteria.ts';

/** Reads criteria as a query for what the caller may read, names of CAs and profiles included; undefined where nothing can match. */
export function readableQuery(
  { host }: EjbcaServices,
  { caller, criteria }: { readonly caller: Caller; readonly criteria: readonly CertificateCriterion[] },
): CertificateQuery | undefined {
  const within = readableScopes(host, caller);
  const profiles = within.flatMap(
    ({ ca, productNames }) => productNames ?? host.certificates.productsOf(ca).map(({ name }) => name),
  );
  const query = readCertificateCriteria(criteria, { cas: within.map(({ ca }) => ca), profiles });
  return query && { ...query, within };
}
