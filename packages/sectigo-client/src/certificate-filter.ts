import type { Query } from '@certbridge/rest-client';
import { checkOptionalId } from './check-arguments.ts';
import type { Dialect } from './dialect.ts';
import {
  type InstallStatus,
  installStatusLabels,
  type Open,
  type RenewalStatus,
  type RequestedVia,
  renewalStatusLabels,
  requestedViaLabels,
  type SslStatus,
  writeFilterValue,
  writeSslStatus,
} from './labels.ts';
import { writeSerialFilter } from './serial-number.ts';

/**
 * Filters of the certificate list; an absent one matches everything. Whether text must match exactly or in part isn't
 * documented. There is no filter by date.
 */
export interface CertificateFilter {
  readonly commonName?: string | undefined;
  readonly subjectAlternativeName?: string | undefined;
  /** One status. */
  readonly status?: Open<SslStatus> | undefined;
  /** Id of the certificate profile. */
  readonly sslTypeId?: number | undefined;
  /** @deprecated Superseded by `requestedVia`. */
  readonly discoveryStatus?: 'NotDeployed' | 'Deployed' | undefined;
  readonly vendor?: string | undefined;
  /** Id of the organization or department. Whether an organization includes its departments isn't documented. */
  readonly orgId?: number | undefined;
  readonly installStatus?: Open<InstallStatus> | undefined;
  readonly renewalStatus?: Open<RenewalStatus> | undefined;
  readonly issuer?: string | undefined;
  /** In any notation; sent in the only one known to work. */
  readonly serialNumber?: string | undefined;
  readonly requester?: string | undefined;
  readonly externalRequester?: string | undefined;
  readonly signatureAlgorithm?: string | undefined;
  readonly keyAlgorithm?: string | undefined;
  /** @deprecated Superseded by `keyParam`. */
  readonly keySize?: number | undefined;
  /** Key size or name of the curve. */
  readonly keyParam?: string | undefined;
  readonly sha1Hash?: string | undefined;
  readonly md5Hash?: string | undefined;
  /** Documented in the Admin Operations API 25.9; older servers may ignore it and list everything. */
  readonly sha256Hash?: string | undefined;
  readonly keyUsage?: string | undefined;
  readonly extendedKeyUsage?: string | undefined;
  readonly requestedVia?: Open<RequestedVia> | undefined;
}

/** Converts a filter to query parameters for the API flavour. Throws an `ApiError` 'invalid-argument' for an invalid id or serial number. */
export function certificateQuery(filter: CertificateFilter, { filtersByCode: byCode }: Dialect): Query {
  const { status, installStatus, renewalStatus, requestedVia, serialNumber } = filter;
  return {
    commonName: filter.commonName,
    subjectAlternativeName: filter.subjectAlternativeName,
    status: status && writeSslStatus(status, byCode),
    sslTypeId: checkOptionalId(filter.sslTypeId, 'sslTypeId'),
    discoveryStatus: filter.discoveryStatus,
    vendor: filter.vendor,
    orgId: checkOptionalId(filter.orgId, 'orgId'),
    installStatus: installStatus && writeFilterValue(installStatus, installStatusLabels, byCode),
    renewalStatus: renewalStatus && writeFilterValue(renewalStatus, renewalStatusLabels, byCode),
    issuer: filter.issuer,
    serialNumber: serialNumber === undefined ? undefined : writeSerialFilter(serialNumber),
    requester: filter.requester,
    externalRequester: filter.externalRequester,
    signatureAlgorithm: filter.signatureAlgorithm,
    keyAlgorithm: filter.keyAlgorithm,
    keySize: checkOptionalId(filter.keySize, 'keySize'),
    keyParam: filter.keyParam,
    sha1Hash: filter.sha1Hash,
    md5Hash: filter.md5Hash,
    sha256Hash: filter.sha256Hash,
    keyUsage: filter.keyUsage,
    extendedKeyUsage: filter.extendedKeyUsage,
    requestedVia: requestedVia && writeFilterValue(requestedVia, requestedViaLabels, byCode),
  };
}
