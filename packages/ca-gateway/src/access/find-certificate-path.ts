import type { X509Certificate } from 'node:crypto';

/** Where issuers may be found. */
export interface IssuerSources {
  /** Certificates that came with the one to verify; whoever sends them is not trusted. */
  readonly sent: readonly X509Certificate[];
  readonly authorities: readonly X509Certificate[];
}

/** Longer paths are nobody's, and each certificate that is sent may cost a look at each other one. */
const MOST_SENT = 10;

/**
 * Finds the path from a certificate up to an authority, itself first. Certificates are told apart by their keys: several may have one
 * name. Undefined where there is none.
 */
export function findCertificatePath(
  certificate: X509Certificate,
  { sent, authorities }: IssuerSources,
): X509Certificate[] | undefined {
  const left = new Set(sent.slice(0, MOST_SENT));
  const above = (current: X509Certificate): X509Certificate[] | undefined => {
    const authority = authorities.find((each) => isIssued(current, each));
    if (authority !== undefined) return [authority];
    for (const next of left) {
      if (!isIssued(current, next)) continue;
      left.delete(next);
      const rest = above(next);
      if (rest !== undefined) return [next, ...rest];
    }
    return undefined;
  };
  const issuers = above(certificate);
  return issuers && [certificate, ...issuers];
}

function isIssued(certificate: X509Certificate, issuer: X509Certificate): boolean {
  try {
    return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
  } catch {
    // A key of a kind that is not known.
    return false;
  }
}
