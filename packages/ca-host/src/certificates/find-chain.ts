import type { X509Certificate } from 'node:crypto';

/** Finds the issuers of a certificate among others, its own issuer first. */
export function findChain(
  leaf: X509Certificate,
  among: readonly X509Certificate[],
): readonly X509Certificate[] {
  let candidates = among;
  const chain: X509Certificate[] = [];
  for (let current = leaf; ; ) {
    const { issuer } = current;
    const next = candidates.find(
      (other) => other.subject === issuer && current.checkIssued(other) && current.verify(other.publicKey),
    );
    if (next === undefined || next.raw.equals(current.raw)) return chain;
    candidates = candidates.filter((other) => other !== next);
    chain.push(next);
    current = next;
  }
}
