import type { X509Certificate } from 'node:crypto';
import { isIssuedBy } from './is-issued-by.ts';

/** Returns whether all of a chain, in any order, are authorities above a certificate. */
export function isChainOf(certificate: X509Certificate, chain: readonly X509Certificate[]): boolean {
  const above = new Set([certificate]);
  // Grows while it is gone through.
  for (const below of above) {
    for (const each of chain) if (!above.has(each) && isIssuedBy(below, each)) above.add(each);
  }
  return above.size === chain.length + 1;
}
