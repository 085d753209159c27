import type { X509Certificate } from 'node:crypto';
import { findPaths, type IssuerSearch } from './find-paths.ts';
import { pathProblem } from './path-problem.ts';

/**
 * Returns why a client certificate is not trusted, as a sentence about "it"; undefined if it is: one of its paths to an authority holds. Only for a
 * path whose signatures hold anything is decoded.
 */
export function certificateProblem(
  certificate: X509Certificate,
  { now, ...search }: IssuerSearch & { readonly now: Date },
): string | undefined {
  let first: string | undefined;
  for (const path of findPaths(certificate, search)) {
    const problem = pathProblem(path, now);
    if (problem === undefined) return undefined;
    first ??= problem;
  }
  if (first !== undefined) return first;
  return search.authorities.some(({ subject }) => subject === certificate.issuer)
    ? 'the client authority with the name of its issuer has not issued it'
    : 'neither a client authority nor one that came with it has issued it';
}
