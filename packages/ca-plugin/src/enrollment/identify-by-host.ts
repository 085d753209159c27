import { createHash } from 'node:crypto';
import { checkText, checkTexts } from '../arguments/check-texts.ts';

// Apart from the other identities, whose types come from a private package: the index exports this one.

/** Returns the identity of an order by what its host gives, and by its CSR alone. */
export function identifyByHost(parts: readonly string[], csrFingerprint: string): string {
  checkTexts(parts, 'Argument 1 of identifyByHost');
  checkText(csrFingerprint, 'Argument 2 of identifyByHost');
  return createHash('sha256')
    .update(JSON.stringify(['host', csrFingerprint, ...parts]))
    .digest('hex');
}
