import type { X509Certificate } from 'node:crypto';

/** Returns whether an authority has issued a certificate: by its signature, and by its name. */
export function isIssuedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  try {
    // First, since OpenSSL reads all extensions for the other check.
    return certificate.verify(issuer.publicKey) && certificate.checkIssued(issuer);
  } catch {
    // Of a kind that OpenSSL does not know.
    return false;
  }
}
