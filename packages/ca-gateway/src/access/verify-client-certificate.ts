import { X509Certificate } from 'node:crypto';
import { pemBlocks } from '@certbridge/certificate';
import { checkCertificatePath } from './check-certificate-path.ts';
import { findCertificatePath } from './find-certificate-path.ts';

/**
 * Verifies a certificate that a client presents: a path to an authority, in its time, and for clients. `authorities` is PEM text,
 * which may hold those in between; those that came with it in a handshake are looked at, too.
 */
export async function verifyClientCertificate(
  certificate: X509Certificate,
  { authorities, now }: { readonly authorities: readonly string[]; readonly now: Date },
): Promise<boolean> {
  const trusted = authorities.flatMap(readCertificates);
  const inTime = (each: X509Certificate) => each.validFromDate <= now && now <= each.validToDate;
  const sources = { authorities: trusted.filter(inTime), sent: issuersOf(certificate).filter(inTime) };
  const path = findCertificatePath(certificate, sources);
  return path !== undefined && checkCertificatePath(path, now);
}

function readCertificates(pem: string): X509Certificate[] {
  return pemBlocks(pem).flatMap(({ content }) => {
    try {
      return [new X509Certificate(Buffer.from(content, 'base64'))];
    } catch {
      return [];
    }
  });
}

/** Those that were sent behind it, in their order; a root is its own issuer. */
function issuersOf({ issuerCertificate: issuer, fingerprint256 }: X509Certificate): X509Certificate[] {
  if (issuer === undefined || issuer.fingerprint256 === fingerprint256) return [];
  return [issuer, ...issuersOf(issuer)];
}
