import type {
  CertificateSort,
  CertificateStatus,
  StoredCertificateQuery,
  TimeSpan,
} from '../../src/contract/certificate-search.ts';
import type { IssuedCertificate } from '../../src/contract/issued-certificate.ts';

/** What a search must find, in its order: by a look at every certificate. */
export function searchByLooking(
  certificates: readonly IssuedCertificate[],
  query: StoredCertificateQuery,
  { by, descending }: CertificateSort,
): IssuedCertificate[] {
  const found = certificates.filter((certificate) => fits(certificate, query));
  const place = (certificate: IssuedCertificate) =>
    [sortedBy(certificate, by), certificate.sha256, certificate.ca] as const;
  const order = (a: IssuedCertificate, b: IssuedCertificate) => compare(place(a), place(b));
  return found.sort((a, b) => (descending ? order(b, a) : order(a, b)));
}

function fits(certificate: IssuedCertificate, query: StoredCertificateQuery): boolean {
  const { revocation, productName, ca } = certificate;
  return (
    (query.text === undefined || hasText(certificate, query.text)) &&
    (query.cas?.includes(ca) ?? true) &&
    (query.productNames === undefined ||
      (productName !== null && query.productNames.includes(productName))) &&
    (query.statuses?.some((status) => hasStatus(certificate, status)) ?? true) &&
    isWithin(certificate.notBefore, query.issued) &&
    isWithin(certificate.notAfter, query.expires) &&
    isWithin(certificate.changedAt, query.changed) &&
    (query.revoked === undefined || (revocation !== null && isWithin(revocation.at, query.revoked))) &&
    (query.within?.some(
      (scope) =>
        scope.ca === ca &&
        (scope.productNames === undefined ||
          (productName !== null && scope.productNames.includes(productName))),
    ) ??
      true)
  );
}

function hasStatus({ revocation }: IssuedCertificate, status: CertificateStatus): boolean {
  if (status === 'active') return revocation === null;
  if (status === 'revoked') return revocation !== null;
  return revocation !== null && (revocation.reason ?? 0) === status.revokedFor;
}

function isWithin(time: Date, span: TimeSpan | undefined): boolean {
  return (
    (span?.after === undefined || time > span.after) && (span?.before === undefined || time < span.before)
  );
}

function hasText(
  certificate: IssuedCertificate,
  { value, match }: NonNullable<StoredCertificateQuery['text']>,
): boolean {
  const pattern = value
    .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    .replaceAll('%', '[^]*')
    .replaceAll('_', '[^]');
  const source = match === 'whole' ? `^${pattern}$` : pattern;
  const { subject, userName, subjectAlternativeNames, serialNumber } = certificate;
  // Certificates of these tests have no others.
  const names = subjectAlternativeNames.map((name) => name.replace(/^dns=/, 'dNSName=')).join(', ');
  return (
    [subject, userName ?? ''].some((text) => new RegExp(source, 'iu').test(text)) ||
    new RegExp(source, 'u').test(names) ||
    (/^[0-9a-f]+$/i.test(value) && value.toUpperCase().replace(/^0+(?=.)/, '') === serialNumber) ||
    (/^\d+$/.test(value) && BigInt(value) === BigInt(`0x${serialNumber}`))
  );
}

function sortedBy(certificate: IssuedCertificate, by: CertificateSort['by']): string | number {
  switch (by) {
    case 'user-name':
      return (certificate.userName ?? '').toLowerCase();
    case 'issuer':
      return certificate.issuer;
    case 'subject':
      return certificate.subject.toLowerCase();
    case 'product':
      // In the order of their CAs and ids, in which the tests make them known.
      return certificate.productId === null ? '' : `${certificate.ca} ${certificate.productId}`;
    case 'status':
      return Number(certificate.revocation !== null);
    case 'changed':
      return certificate.changedAt.getTime();
    case 'issued':
      return certificate.notBefore.getTime();
    case 'expires':
      return certificate.notAfter.getTime();
    case 'revoked':
      return certificate.revocation?.at.getTime() ?? 0;
  }
}

function compare(a: readonly (string | number)[], b: readonly (string | number)[]): number {
  for (const [index, value] of a.entries()) {
    const other = b[index] ?? '';
    if (value < other) return -1;
    if (value > other) return 1;
  }
  return 0;
}
