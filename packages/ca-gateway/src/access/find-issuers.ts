import type { X509Certificate } from 'node:crypto';
import type * as pkijs from 'pkijs';
import { decodeCertificate } from './decode-certificate.ts';
import { isForClients } from './is-for-clients.ts';

/** Where the issuers of a certificate are looked for. */
export interface IssuerSearch {
  /** Those that are trusted. */
  readonly authorities: readonly X509Certificate[];
  /** Those that came with it, and are trusted as far as an authority vouches for them. */
  readonly chain: readonly X509Certificate[];
  readonly now: Date;
}

const basicConstraints = '2.5.29.19';
/** Signatures by MD2, MD5 and SHA-1, which TLS takes from nobody either. */
const weakSignatures: ReadonlySet<string> = new Set([
  '1.2.840.113549.1.1.2',
  '1.2.840.113549.1.1.4',
  '1.2.840.113549.1.1.5',
  '1.2.840.10040.4.3',
  '1.2.840.10045.4.1',
]);
const leastRsaBits = 2048;

/** Finds the issuers of a certificate, from its own up to an authority. Undefined if they lead to none. */
export function findIssuers(
  certificate: X509Certificate,
  { authorities, chain, now }: IssuerSearch,
): X509Certificate[] | undefined {
  // Of issuers of one key a path needs one alone, so none leads in circles.
  const withoutKeyOf = (issuer: X509Certificate, list: readonly X509Certificate[]) =>
    list.filter(({ publicKey }) => !publicKey.equals(issuer.publicKey));
  const search = (
    subject: X509Certificate,
    candidates: readonly X509Certificate[],
    below: number,
  ): X509Certificate[] | undefined => {
    const isIssuer = (issuer: X509Certificate) =>
      hasIssued(issuer, subject) && mayIssue(issuer, { below, now });
    const authority = authorities.find(isIssuer);
    if (authority !== undefined) return [authority];
    for (const issuer of candidates.filter(isStrong).filter(isIssuer)) {
      const further = search(issuer, withoutKeyOf(issuer, candidates), below + 1);
      if (further !== undefined) return [issuer, ...further];
    }
    return undefined;
  };
  return search(certificate, withoutKeyOf(certificate, chain), 0);
}

function hasIssued(issuer: X509Certificate, subject: X509Certificate): boolean {
  if (!subject.checkIssued(issuer)) return false;
  const algorithm = decodeCertificate(subject.raw)?.signatureAlgorithm.algorithmId;
  if (algorithm === undefined || weakSignatures.has(algorithm)) return false;
  return subject.verify(issuer.publicKey);
}

/** Whether an authority may issue to clients now, with so many authorities between it and them. */
function mayIssue(
  issuer: X509Certificate,
  { below, now }: { readonly below: number; readonly now: Date },
): boolean {
  const { ca, validFromDate, validToDate } = issuer;
  if (!ca || !isForClients(issuer) || validFromDate > now || validToDate < now) return false;
  const limit = pathLength(decodeCertificate(issuer.raw));
  return limit === undefined || below <= limit;
}

function pathLength(certificate: pkijs.Certificate | undefined): number | undefined {
  const constraints = certificate?.extensions?.find(({ extnID }) => extnID === basicConstraints);
  const { pathLenConstraint: limit } = (constraints?.parsedValue ?? {}) as Partial<pkijs.BasicConstraints>;
  // One that is too large for a number limits nothing.
  return typeof limit === 'number' ? limit : undefined;
}

/** Whether TLS would take the key, too. */
export function isStrong({ publicKey }: X509Certificate): boolean {
  return (publicKey.asymmetricKeyDetails?.modulusLength ?? leastRsaBits) >= leastRsaBits;
}
