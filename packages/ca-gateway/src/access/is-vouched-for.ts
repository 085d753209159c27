import type { X509Certificate } from 'node:crypto';
import { decodeCertificate } from './decode-certificate.ts';
import { hasStrongKey, isStronglySigned } from './is-strong.ts';
import { mayIssue } from './may-issue.ts';

/** Where the issuers of a certificate are looked for. */
export interface IssuerSearch {
  /** Those that are trusted. */
  readonly authorities: readonly X509Certificate[];
  /** Those that came with it, and are trusted as far as an authority vouches for them. */
  readonly chain: readonly X509Certificate[];
  readonly now: Date;
}

/** Extensions that may be critical, since they are heeded here or, as for OpenSSL, say nothing that matters. [RFC 5280, section 4.2] */
const processed: ReadonlySet<string> = new Set([
  // Key usage, alternative name, basic constraints, name constraints, revocation lists, policies, their mappings and constraints, purposes, any policy.
  ...['15', '17', '19', '30', '31', '32', '33', '36', '37', '54'].map((part) => `2.5.29.${part}`),
  // Type of Netscape.
  '2.16.840.1.113730.1.1',
]);

/** Whether certificates, each issued by the next one, lead on to an authority. */
export function isVouchedFor(path: readonly X509Certificate[], search: IssuerSearch): boolean {
  const isNext = (issuer: X509Certificate) => isIssuerOf(path, issuer, search.now);
  if (search.authorities.some(isNext)) return true;
  return search.chain.some((issuer) => isNext(issuer) && isVouchedFor([...path, issuer], search));
}

function isIssuerOf(path: readonly X509Certificate[], issuer: X509Certificate, now: Date): boolean {
  const subject = path.at(-1);
  if (subject?.checkIssued(issuer) !== true) return false;
  try {
    // A path needs each key once alone, so none leads in circles, and nobody vouches for itself.
    return (
      path.every(({ publicKey }) => !publicKey.equals(issuer.publicKey)) &&
      [subject, issuer].every((each) => hasStrongKey(each) && !hasUnknownCritical(each)) &&
      isStronglySigned(subject) &&
      mayIssue(issuer, path, now) &&
      subject.verify(issuer.publicKey)
    );
  } catch {
    // Nobody can tell what one that can't be read is limited to.
    return false;
  }
}

function hasUnknownCritical({ raw }: X509Certificate): boolean {
  const { extensions = [] } = decodeCertificate(raw);
  return extensions.some(({ critical, extnID }) => critical && !processed.has(extnID));
}
