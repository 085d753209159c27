import { X509Certificate } from 'node:crypto';

/** Reads a certificate, base64 of DER. Undefined if it is not a valid one. */
export function readCertificate(base64: string): X509Certificate | undefined {
  try {
    return new X509Certificate(Buffer.from(base64, 'base64'));
  } catch {
    return undefined;
  }
}
