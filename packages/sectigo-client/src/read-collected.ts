import { X509Certificate } from 'node:crypto';
import { accountForPem, beginsPem, beginsSequence, readPkcs7, writePem } from '@certbridge/certificate';
import { orderChain } from './order-chain.ts';

/** A collected certificate. */
export interface CollectedCertificate {
  readonly x509: X509Certificate;
  /** With `\n` line ends, including the last line. */
  readonly pem: string;
}

/**
 * Reads the certificates in a collected file, leaf first: certificates in PEM or DER, PKCS#7 in PEM or DER, bare base64. The
 * form is detected, because the documentation is inconsistent about what a format returns.
 *
 * Undefined unless the whole file can be read.
 */
export function readCollected(bytes: Uint8Array): CollectedCertificate[] | undefined {
  const ders = findCertificates(bytes);
  if (ders === undefined || ders.length === 0) return undefined;
  try {
    return orderChain(ders.map((der) => new X509Certificate(der))).map((x509) => ({
      x509,
      pem: writePem('CERTIFICATE', x509.raw),
    }));
  } catch {
    return undefined;
  }
}

function findCertificates(bytes: Uint8Array): Uint8Array[] | undefined {
  if (beginsSequence(bytes)) return readPkcs7(bytes) ?? [bytes];
  const text = Buffer.from(bytes).toString('latin1');
  if (!beginsPem(text)) {
    const bare = text.replace(/\s/g, '');
    const decoded = Buffer.from(bare, 'base64');
    return /^[A-Za-z0-9+/]+=*$/.test(bare) && beginsSequence(decoded) ? findCertificates(decoded) : undefined;
  }
  const found: Uint8Array[] = [];
  for (const block of accountForPem(text, { marksAnywhere: true })) {
    if ('problem' in block || !/^[A-Za-z0-9+/=\s]+$/.test(block.content)) return undefined;
    const der = Buffer.from(block.content, 'base64');
    found.push(...(readPkcs7(der) ?? [der]));
  }
  return found;
}
