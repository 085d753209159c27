import type { Query, Shape } from '@certbridge/rest-client';
import { checkOneOf, checkOptionalId } from './check-arguments.ts';
import type { Dialect } from './dialect.ts';
import {
  type InstallStatus,
  installStatusLabels,
  type RenewalStatus,
  type RequestedVia,
  readSslStatus,
  renewalStatusLabels,
  requestedViaLabels,
  type SslStatus,
  sslStatuses,
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
  readonly status?: SslStatus | undefined;
  /** Id of the certificate profile. */
  readonly sslTypeId?: number | undefined;
  /** @deprecated Superseded by `requestedVia`. */
  readonly discoveryStatus?: 'NotDeployed' | 'Deployed' | undefined;
  /** Who issues it, as records have it: `Sectigo Limited`. */
  readonly vendor?: string | undefined;
  /** Id of the organization or department. Whether an organization includes its departments isn't documented. */
  readonly orgId?: number | undefined;
  /** Label or code. */
  readonly installStatus?: InstallStatus | keyof typeof installStatusLabels | undefined;
  /** Label or code. */
  readonly renewalStatus?: RenewalStatus | keyof typeof renewalStatusLabels | undefined;
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
  /** Label or code. */
  readonly requestedVia?: RequestedVia | keyof typeof requestedViaLabels | undefined;
}

/** What each filter may be. */
export const filterShape: Shape<CertificateFilter> = {
  commonName: 'text?',
  subjectAlternativeName: 'text?',
  status: 'text?',
  sslTypeId: 'number?',
  discoveryStatus: 'text?',
  vendor: 'text?',
  orgId: 'number?',
  installStatus: 'text?',
  renewalStatus: 'text?',
  issuer: 'text?',
  serialNumber: 'text?',
  requester: 'text?',
  externalRequester: 'text?',
  signatureAlgorithm: 'text?',
  keyAlgorithm: 'text?',
  keySize: 'number?',
  keyParam: 'text?',
  sha1Hash: 'text?',
  md5Hash: 'text?',
  sha256Hash: 'text?',
  keyUsage: 'text?',
  extendedKeyUsage: 'text?',
  requestedVia: 'text?',
};

const codesAndLabels = (labels: Readonly<Record<string, string>>) => [
  ...Object.values(labels),
  ...Object.keys(labels),
];

/** What the filters that take a label can be: labels and codes. */
export const certificateFilterLabels: Readonly<
  Record<'status' | 'discoveryStatus' | 'installStatus' | 'renewalStatus' | 'requestedVia', readonly string[]>
> = {
  status: sslStatuses,
  discoveryStatus: ['NotDeployed', 'Deployed'],
  installStatus: codesAndLabels(installStatusLabels),
  renewalStatus: codesAndLabels(renewalStatusLabels),
  requestedVia: codesAndLabels(requestedViaLabels),
};

/** Converts a filter to query parameters for the API flavour. Throws an `ApiError` 'invalid-argument' for an invalid id or serial number, and for a status or label that SCM doesn't have. */
export function certificateQuery(filter: CertificateFilter, { filtersByCode: byCode }: Dialect): Query {
  const { serialNumber } = filter;
  return {
    commonName: filter.commonName,
    subjectAlternativeName: filter.subjectAlternativeName,
    status: filterStatus(filter.status, byCode),
    sslTypeId: checkOptionalId(filter.sslTypeId, 'sslTypeId'),
    discoveryStatus:
      filter.discoveryStatus === undefined
        ? undefined
        : checkOneOf(filter.discoveryStatus, {
            name: 'discoveryStatus',
            allowed: ['NotDeployed', 'Deployed'],
          }),
    vendor: filter.vendor,
    orgId: checkOptionalId(filter.orgId, 'orgId'),
    installStatus: filterLabel(filter.installStatus, {
      name: 'installStatus',
      labels: installStatusLabels,
      byCode,
    }),
    renewalStatus: filterLabel(filter.renewalStatus, {
      name: 'renewalStatus',
      labels: renewalStatusLabels,
      byCode,
    }),
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
    requestedVia: filterLabel(filter.requestedVia, {
      name: 'requestedVia',
      labels: requestedViaLabels,
      byCode,
    }),
  };
}

/** In any case, as responses are read. */
function filterStatus(status: string | undefined, byCode: boolean): string | undefined {
  if (status === undefined) return undefined;
  checkOneOf<string>(readSslStatus(status), { name: 'The filter status', allowed: sslStatuses });
  return writeSslStatus(status, byCode);
}

function filterLabel(
  value: string | undefined,
  {
    name,
    labels,
    byCode,
  }: {
    readonly name: 'installStatus' | 'renewalStatus' | 'requestedVia';
    readonly labels: Readonly<Record<string, string>>;
    readonly byCode: boolean;
  },
): string | undefined {
  if (value === undefined) return undefined;
  const allowed = certificateFilterLabels[name];
  return writeFilterValue(checkOneOf(value, { name: `The filter ${name}`, allowed }), labels, byCode);
}
