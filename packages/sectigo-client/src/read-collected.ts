import { X509Certificate } from 'node:crypto';
import { orderChain } from './order-chain.ts';
import { readPkcs7 } from './pkcs7.ts';

/** A collected certificate. */
export interface CollectedCertificate {
  readonly x509: X509Certificate;
  /** With `\n` line ends, including the last line. */
  readonly pem: string;
}

const pemBlock = /-----BEGIN ([A-Z0-9 #]+)-----\s*([A-Za-z0-9+/=\s]+?)\s*-----END \1-----/g;

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
      pem: writePem(x509),
    }));
  } catch {
    return undefined;
  }
}

function findCertificates(bytes: Uint8Array): Uint8Array[] | undefined {
  if (bytes[0] === 0x30) return readPkcs7(bytes) ?? [bytes];
  const text = Buffer.from(bytes).toString('latin1');
  if (!text.includes('-----BEGIN ')) {
    const bare = text.replace(/\s/g, '');
    const decoded = Buffer.from(bare, 'base64');
    return /^[A-Za-z0-9+/]+=*$/.test(bare) && decoded[0] === 0x30 ? findCertificates(decoded) : undefined;
  }
  const blocks = [...text.matchAll(pemBlock)];
  // A block without an end: the file was cut off.
  if (blocks.length !== text.split('-----BEGIN ').length - 1) return undefined;
  const found = blocks.map(([, , base64 = '']) => {
    const der = Buffer.from(base64, 'base64');
    return readPkcs7(der) ?? [der];
  });
  return found.flat();
}

function writePem({ raw }: X509Certificate): string {
  const lines = raw.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}
