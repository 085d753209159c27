import type { X509Certificate } from 'node:crypto';
import type { CertificateIndex, IssuedCertificate } from '@certbridge/ca-host';
import { fromNodeName } from '@certbridge/certificate';
import { checkFound } from '../arguments/check-found.ts';

/**
 * Finds a certificate that somebody presents among those of the host: this very one, not just one of the same number. Its extensions are not decoded:
 * they may hold thousands of names, and it isn't verified yet.
 */
export function findStoredCertificate(
  certificate: X509Certificate,
  certificates: Pick<CertificateIndex, 'find'>,
): IssuedCertificate | undefined {
  const stored = checkFound(certificates.find(certificate.serialNumber, [fromNodeName(certificate.issuer)]), [
    'der',
    'revocation',
  ]);
  return stored !== undefined && certificate.raw.equals(stored.der) ? stored : undefined;
}
