import { createHash, X509Certificate } from 'node:crypto';
import { fromNodeName, parseSerialNumber } from '@certbridge/certificate';

/** A certificate with what is looked for in the database. */
export interface StoredCertificate {
  readonly der: Uint8Array;
  /** Upper-case hexadecimal, without leading zeros. */
  readonly serialNumber: string;
  /** RFC 4514. */
  readonly subject: string;
  readonly issuer: string;
  /** Such as `dns=www.example.org`. */
  readonly subjectAlternativeNames: readonly string[];
  /** ISO 8601, UTC. */
  readonly notBefore: string;
  readonly notAfter: string;
  /** Thumbprints, upper-case hexadecimal. */
  readonly sha1: string;
  readonly sha256: string;
}

/** Reads a certificate in base64 of its DER. Throws an Error if it is not a valid one. */
export function readStoredCertificate(base64: string): StoredCertificate {
  const certificate = new X509Certificate(Buffer.from(base64, 'base64'));
  const der = new Uint8Array(certificate.raw);
  return {
    der,
    serialNumber: parseSerialNumber(certificate.serialNumber) ?? certificate.serialNumber,
    subject: fromNodeName(certificate.subject),
    issuer: fromNodeName(certificate.issuer),
    subjectAlternativeNames: readAlternativeNames(certificate.subjectAltName),
    notBefore: certificate.validFromDate.toISOString(),
    notAfter: certificate.validToDate.toISOString(),
    sha1: thumbprint('sha1', der),
    sha256: thumbprint('sha256', der),
  };
}

function thumbprint(algorithm: 'sha1' | 'sha256', der: Uint8Array): string {
  return createHash(algorithm).update(der).digest('hex').toUpperCase();
}

const kinds: Readonly<Record<string, string>> = {
  DNS: 'dns',
  'IP Address': 'ip',
  email: 'email',
  URI: 'uri',
  DirName: 'dirname',
};

/**
 * Node gives `DNS:a, IP Address:b`; a value that could be misread is a JSON text. Its text has names of every kind, such as those of directories, for which the
 * reader of DER has none.
 */
function readAlternativeNames(text: string | undefined): string[] {
  const names = (text ?? '').matchAll(/(?:^|, )([A-Za-z ]+):("(?:[^"\\]|\\.)*"|[^,]*)/g);
  return [...names].map(([, kind = '', value = '']) => {
    return `${kinds[kind] ?? kind.toLowerCase()}=${value.startsWith('"') ? JSON.parse(value) : value}`;
  });
}
