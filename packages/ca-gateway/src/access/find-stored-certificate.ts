import type { X509Certificate } from 'node:crypto';
import type { CertificateIndex, IssuedCertificate } from '@certbridge/ca-host';
import { certificateIdentity } from './certificate-identity.ts';

/** Finds a certificate that somebody presents among those of the host: this very one, not just one of the same number. */
export function findStoredCertificate(
  certificate: X509Certificate,
  certificates: Pick<CertificateIndex, 'find'>,
): IssuedCertificate | undefined {
  const identity = certificateIdentity(certificate);
  if (identity === undefined) return undefined;
  const stored = certificates.find(identity.serialNumber, [identity.issuerName]);
  return stored !== undefined && certificate.raw.equals(stored.der) ? stored : undefined;
}
