import { createHash } from 'node:crypto';
import { checkText, checkTexts } from '../arguments/check-texts.ts';

// Apart from the other identities, whose types come from a private package: the index exports this one.

/**
 * Returns the identity of an order that was placed with `identity: parts`: it depends only on these parts and the CSR. A host finds
 * its own orders in the ledger by it.
 *
 * @example
 * const parts = ['Sectigo', 'tls', 'device-17'];
 * await plugin.enroll(request, { identity: parts });
 * const order = await ledger.newest(identifyByHost(parts, csrFingerprint));
 */
export function identifyByHost(parts: readonly string[], csrFingerprint: string): string {
  checkTexts(parts, 'Argument 1 of identifyByHost');
  checkText(csrFingerprint, 'Argument 2 of identifyByHost');
  return createHash('sha256')
    .update(JSON.stringify(['host', csrFingerprint, ...parts]))
    .digest('hex');
}
