import type { X509Certificate } from 'node:crypto';
import { isIssuedBy } from './is-issued-by.ts';

/** Where the issuers of a certificate are looked for. */
export interface IssuerSearch {
  /** Those that are trusted. */
  readonly authorities: readonly X509Certificate[];
  /** Those that came with it, and are trusted as far as an authority vouches for them. */
  readonly chain: readonly X509Certificate[];
}

/** Certificates, each issued by the next one: from that of a client to a trusted authority. */
export type CertificatePath = readonly [X509Certificate, ...X509Certificate[]];

/**
 * Finds the paths from a certificate to authorities, as far as signatures go.
 *
 * The authorities are where it begins: so nothing of a stranger's certificates is looked at but whether a trusted key has signed them, and that costs
 * little, whatever they hold.
 */
export function* findPaths(certificate: X509Certificate, search: IssuerSearch): Generator<CertificatePath> {
  for (const authority of search.authorities) yield* pathsBelow([authority], { certificate, ...search });
}

function* pathsBelow(
  path: CertificatePath,
  search: IssuerSearch & { readonly certificate: X509Certificate },
): Generator<CertificatePath> {
  const { certificate, chain } = search;
  if (isNext(certificate, path)) yield [certificate, ...path];
  for (const each of chain) if (isNext(each, path)) yield* pathsBelow([each, ...path], search);
}

function isNext(certificate: X509Certificate, path: CertificatePath): boolean {
  // A key appears at most once in a path, so paths have no cycles, and no certificate vouches for itself.
  return (
    isIssuedBy(certificate, path[0]) &&
    path.every(({ publicKey }) => !publicKey.equals(certificate.publicKey))
  );
}
