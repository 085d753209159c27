import { X509Certificate } from 'node:crypto';
import { pemBlocks } from '@certbridge/certificate';

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
  const blocks = pemBlocks(pem).filter(({ label }) => label === 'CERTIFICATE');
  return blocks.flatMap(({ content }) => {
    try {
      return [new X509Certificate(Buffer.from(content, 'base64'))];
    } catch {
      return [];
    }
  });
}
