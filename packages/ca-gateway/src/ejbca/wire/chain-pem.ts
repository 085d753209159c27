import { X509Certificate } from 'node:crypto';
import { nameOfNode } from '@certbridge/certificate';
import { base64 } from './base64.ts';

/** Writes a chain as EJBCA does: each certificate behind two lines that name it, its base64 on one line. Readers of PEM pass over the names. */
export function chainPem(chain: readonly Uint8Array[]): string {
  return chain
    .map((der) => {
      const { subject, issuer } = new X509Certificate(der);
      return [
        `Subject: ${nameOfNode(subject)}`,
        `Issuer: ${nameOfNode(issuer)}`,
        '-----BEGIN CERTIFICATE-----',
        base64(der),
        '-----END CERTIFICATE-----',
        '',
      ].join('\n');
    })
    .join('');
}
