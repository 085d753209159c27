import type { X509Certificate } from 'node:crypto';

/** Returns whether an authority has issued a certificate: by its signature, and by its name. */
export function isIssuedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  try {
    // First, since OpenSSL reads all extensions for the other check.
    return certificate.verify(issuer.publicKey) && certificate.checkIssued(issuer);
  } catch {
    // OpenSSL does not know this kind of key or signature.
    return false;
  }
}

/** Returns whether all of a chain, in any order, are authorities above a certificate. */
export function isChainOf(certificate: X509Certificate, chain: readonly X509Certificate[]): boolean {
  const above = new Set([certificate]);
  // The set grows while the loop runs over it.
  for (const below of above) {
    for (const each of chain) if (!above.has(each) && isIssuedBy(below, each)) above.add(each);
  }
  return above.size === chain.length + 1;
}
