import { X509Certificate } from 'node:crypto';

/** Finds the issuers of a certificate in PEM text, its own issuer first. What can't be read there is passed over. */
export function findChain(leaf: X509Certificate, pem: string): readonly X509Certificate[] {
  let candidates = readAll(pem);
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

function readAll(pem: string): X509Certificate[] {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  return blocks.flatMap((block) => {
    try {
      return [new X509Certificate(block)];
    } catch {
      return [];
    }
  });
}
