import type { X509Certificate } from 'node:crypto';
import { fromNodeName } from '@certbridge/certificate';
import { plainText, visibleText } from '@certbridge/plain-text';

/** Names are shorter. What a stranger sends need not be. */
const longest = 200;

/** Writes whose a certificate is for the log, safe to print and of bounded length, without decoding it: it may not be verified yet. */
export function certificateLabel({ subject, serialNumber, issuer }: X509Certificate): string {
  const serial = plainText(serialNumber, { maxLength: 64 });
  return `${nameForLog(subject)}, serial ${serial}, issued by ${nameForLog(issuer)}`;
}

/** Writes a name that Node gives for the log. */
export function nameForLog(name: string | undefined): string {
  const text = fromNodeName(name);
  return text === '' ? 'no name' : visibleText(text, { maxLength: longest });
}
