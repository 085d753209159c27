import { X509Certificate } from 'node:crypto';
import { pemBlocks } from '@certbridge/certificate';

/** Reads the certificates of PEM text. What can't be read there is passed over. */
export function readCertificates(pem: string): X509Certificate[] {
  const blocks = pemBlocks(pem).filter(({ label }) => label === 'CERTIFICATE');
  return blocks.flatMap(({ content }) => {
    try {
      return [new X509Certificate(Buffer.from(content, 'base64'))];
    } catch {
      return [];
    }
  });
}
