import { X509Certificate } from 'node:crypto';
import { isCertificateBlock, pemBlocks } from '@certbridge/certificate';
import { checkText } from '../arguments/check-values.ts';

/** Reads the certificates of PEM text. What can't be read there is passed over. */
export function readCertificates(pem: string): X509Certificate[] {
  checkText(pem, 'Argument 1 of readCertificates');
  const blocks = pemBlocks(pem).filter(isCertificateBlock);
  return blocks.flatMap(({ content }) => {
    try {
      return [new X509Certificate(Buffer.from(content, 'base64'))];
    } catch {
      return [];
    }
  });
}
