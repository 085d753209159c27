import type { CertificateSort } from '@certbridge/ca-host';
import { GatewayError } from '../../gateway-error.ts';

/** How the order of a search is asked for. */
export interface SortRequest {
  readonly property?: string | null | undefined;
  readonly operation?: string | null | undefined;
}

/** Properties that are equal for all certificates of a gateway sort them by time of issue. */
const keys: Readonly<Record<string, CertificateSort['by']>> = {
  USERNAME: 'user-name',
  ISSUER_DN: 'issuer',
  SUBJECT_DN: 'subject',
  EXTERNAL_ACCOUNT_BINDING_ID: 'issued',
  END_ENTITY_PROFILE: 'issued',
  CERTIFICATE_PROFILE: 'product',
  STATUS: 'status',
  TAG: 'issued',
  TYPE: 'issued',
  UPDATE_TIME: 'changed',
  ISSUED_DATE: 'issued',
  EXPIRE_DATE: 'expires',
  REVOCATION_DATE: 'revoked',
};

/** Reads the order of a search; by default that of issuance, which never changes. */
export function readCertificateSort(sort: SortRequest | null | undefined): CertificateSort {
  const by = keys[(sort?.property ?? 'ISSUED_DATE').toUpperCase()];
  const operation = (sort?.operation ?? 'ASC').toUpperCase();
  if (by === undefined) throw new GatewayError(400, "Invalid search sort's property, unrecognized.");
  if (operation !== 'ASC' && operation !== 'DESC') {
    throw new GatewayError(400, "Invalid search sort's operation, should be ASC or DESC.");
  }
  return { by, descending: operation === 'DESC' };
}
