import type { X509Certificate } from 'node:crypto';
import { pemBlocks } from '@certbridge/certificate';
import * as pkijs from 'pkijs';

const clientAuthentication = '1.3.6.1.5.5.7.3.2';

/**
 * Verifies a certificate as the TLS layer does with one that a client presents: a chain to an authority, in its time, and for
 * clients. `authorities` is PEM text, which may hold those in between.
 */
export async function verifyClientCertificate(
  certificate: X509Certificate,
  { authorities, now }: { readonly authorities: readonly string[]; readonly now: Date },
): Promise<boolean> {
  const { raw, keyUsage: purposes } = certificate;
  // Absent, a certificate is for every purpose.
  if (purposes !== undefined && !purposes.includes(clientAuthentication)) return false;
  const trustedCerts = authorities
    .flatMap((text) => pemBlocks(text))
    .map(({ content }) => decode(new Uint8Array(Buffer.from(content, 'base64'))))
    .filter((certificate) => certificate !== undefined);
  const leaf = decode(new Uint8Array(raw));
  if (leaf === undefined || trustedCerts.length === 0) return false;
  const engine = new pkijs.CertificateChainValidationEngine({ trustedCerts, certs: [leaf], checkDate: now });
  const { result } = await engine.verify().catch(() => ({ result: false }));
  return result;
}

function decode(der: Uint8Array<ArrayBuffer>): pkijs.Certificate | undefined {
  try {
    return pkijs.Certificate.fromBER(der.buffer);
  } catch {
    return undefined;
  }
}
