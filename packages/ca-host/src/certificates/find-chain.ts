import { X509Certificate } from 'node:crypto';
import { checkList } from '../arguments/check-values.ts';
import { invalidArgument } from '../arguments/invalid-argument.ts';

/** Finds the issuers of a certificate among others, its own issuer first, up to a root. */
export function findChain(
  leaf: X509Certificate,
  among: readonly X509Certificate[],
): readonly X509Certificate[] {
  if (!(leaf instanceof X509Certificate)) {
    throw invalidArgument('Argument 1 of findChain must be an X509Certificate.');
  }
  const is = (other: unknown) => other instanceof X509Certificate;
  checkList(among, { name: 'Argument 2 of findChain', kind: 'X509Certificates', is });
  let candidates = among;
  const chain: X509Certificate[] = [];
  for (let current = leaf; current.subject !== current.issuer; ) {
    const { issuer } = current;
    const next = candidates.find(
      (other) => other.subject === issuer && current.checkIssued(other) && current.verify(other.publicKey),
    );
    if (next === undefined) return chain;
    candidates = candidates.filter((other) => other !== next);
    chain.push(next);
    current = next;
  }
  return chain;
}
