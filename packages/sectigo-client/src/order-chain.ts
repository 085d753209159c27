import type { X509Certificate } from 'node:crypto';

/**
 * Sorts certificates from leaf to root, each followed by its issuer. Duplicates are dropped; certificates that don't belong
 * to the chain go to the end.
 *
 * The leaf is the certificate that issued none of the others; if there are several, one that isn't a CA goes first. Issuers
 * are matched by name and signature, since a name can belong to several keys.
 */
export function orderChain(certificates: readonly X509Certificate[]): X509Certificate[] {
  const distinct = [...new Map(certificates.map((one) => [one.fingerprint256, one])).values()];
  const heads = distinct
    .filter((one) => !distinct.some((other) => other !== one && isIssuedBy(other, one)))
    .toSorted((a, b) => Number(a.ca) - Number(b.ca));
  const sorted = new Set<X509Certificate>();
  // Certificates that issued each other have no leaf.
  for (const start of [...heads, ...distinct]) {
    let next: X509Certificate | undefined = sorted.has(start) ? undefined : start;
    while (next !== undefined) {
      sorted.add(next);
      next = findIssuer(next, distinct, sorted);
    }
  }
  return [...sorted];
}

/** A CA can have several certificates for one key; prefer one with an issuer to a self-signed one. */
function findIssuer(
  certificate: X509Certificate,
  all: readonly X509Certificate[],
  used: ReadonlySet<X509Certificate>,
): X509Certificate | undefined {
  const issuers = all.filter((other) => !used.has(other) && isIssuedBy(certificate, other));
  return issuers.find((one) => one.issuer !== one.subject) ?? issuers[0];
}

function isIssuedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  if (!certificate.checkIssued(issuer)) return false;
  try {
    return certificate.verify(issuer.publicKey);
  } catch {
    // This Node doesn't support the type of key.
    return false;
  }
}
