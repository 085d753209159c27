import { createHash, createPublicKey } from 'node:crypto';
import { readDer } from './der.ts';

/** What the host needs of a CSR; whether it is good enough to be ordered from is for the plugin to say. */
export interface CertificateRequest {
  readonly pem: string;
  /** SHA-256 of the DER, hexadecimal. */
  readonly hash: string;
  /** SHA-256 of the public key, hexadecimal: tells the certificate that comes of it. */
  readonly keyHash: string;
}

/**
 * Reads a CSR (PKCS#10, RFC 2986) from the bytes of a file: PEM, DER, or base64 without the PEM lines.
 *
 * Undefined where there is none.
 */
export function readCertificateRequest(bytes: Uint8Array): CertificateRequest | undefined {
  const der = toDer(bytes);
  try {
    const [request] = readDer(der);
    const [info] = readDer(request?.content ?? der);
    const [, , publicKey] = readDer(info?.content ?? der);
    if (request?.encoded.length !== der.length || publicKey === undefined) return undefined;
    return {
      pem: renderPem('CERTIFICATE REQUEST', der),
      hash: createHash('sha256').update(der).digest('hex'),
      keyHash: hashPublicKey(publicKey.encoded),
    };
  } catch {
    return undefined;
  }
}

/** Renders PEM (RFC 7468). */
export function renderPem(label: string, der: Uint8Array): string {
  const lines = Buffer.from(der)
    .toString('base64')
    .replace(/.{64}(?=.)/g, '$&\n');
  return `-----BEGIN ${label}-----\n${lines}\n-----END ${label}-----\n`;
}

/** Hashes a public key in its one encoding: others of the same key are as valid. Throws where there is none. */
export function hashPublicKey(subjectPublicKeyInfo: Uint8Array): string {
  const key = createPublicKey({ key: Buffer.from(subjectPublicKeyInfo), format: 'der', type: 'spki' });
  return createHash('sha256')
    .update(key.export({ format: 'der', type: 'spki' }))
    .digest('hex');
}

function toDer(bytes: Uint8Array): Uint8Array {
  const sequence = 0x30;
  if (bytes[0] === sequence) return bytes;
  const text = Buffer.from(bytes).toString('latin1');
  const label = /-----BEGIN (?:NEW )?CERTIFICATE REQUEST-----([^-]*)-----END/.exec(text)?.[1];
  return Buffer.from(label ?? text, 'base64');
}
