import { X509Certificate } from 'node:crypto';
import { examinePem } from '@certbridge/certificate';
import { checkText } from '../arguments/check-values.ts';

/** Reads the certificates of PEM text. What can't be read there is passed over, and so are blocks that OpenSSL would pass over, such as indented ones. */
export function readCertificates(pem: string): X509Certificate[] {
  checkText(pem, 'Argument 1 of readCertificates');
  return examinePem(pem, 'chain').blocks.map((block) => new X509Certificate(block.pem));
}
