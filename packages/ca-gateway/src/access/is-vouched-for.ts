import type { X509Certificate } from 'node:crypto';
import * as pkijs from 'pkijs';
import { isInTime } from './client-authorities.ts';
import { decodeCertificate, extensionOf } from './decode-certificate.ts';
import { isForClients } from './is-for-clients.ts';
import { isWithin, namesOf } from './name-constraints.ts';

const basicConstraints = '2.5.29.19';
const nameConstraints = '2.5.29.30';

/** Families of signatures that are younger than SHA-1: RSA and ECDSA with SHA-2, what NIST has added since, Ed25519 and Ed448. */
const strongSignatures = [
  /^1\.2\.840\.113549\.1\.1\.1[1-6]$/,
  /^1\.2\.840\.10045\.4\.3\.[1-4]$/,
  /^2\.16\.840\.1\.101\.3\.4\.3\.\d+$/,
  /^1\.3\.101\.11[23]$/,
];
const rsaPss = '1.2.840.113549.1.1.10';
const leastBits = 2048;
const leastCurveBits = 224;
/** SHA-2 and SHA-3. */
const strongDigest = /^2\.16\.840\.1\.101\.3\.4\.2\.\d+$/;

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

/** Whether TLS takes the key of a certificate: it has to be as hard to break as RSA of 2048 bits. */
function hasStrongKey({ publicKey }: X509Certificate): boolean {
  const { asymmetricKeyType, asymmetricKeyDetails: details } = publicKey;
  if (asymmetricKeyType !== 'ec') return (details?.modulusLength ?? leastBits) >= leastBits;
  // By its name: for what has the bits of a curve, `toLegacyObject`, Node ends with a segmentation fault where it does not know the curve.
  return Number(/\d{3}/.exec(details?.namedCurve ?? '')?.[0] ?? 0) >= leastCurveBits;
}

/** Whether TLS takes the signature under a certificate. */
function isStronglySigned({ raw }: X509Certificate): boolean {
  const { algorithmId, algorithmParams } = decodeCertificate(raw).signatureAlgorithm;
  if (algorithmId !== rsaPss) return strongSignatures.some((family) => family.test(algorithmId));
  return strongDigest.test(new pkijs.RSASSAPSSParams({ schema: algorithmParams }).hashAlgorithm.algorithmId);
}

/** Whether an authority may have these certificates below it now, from that of the client up. */
function mayIssue(issuer: X509Certificate, below: readonly X509Certificate[], now: Date): boolean {
  if (!issuer.ca || !isForClients(issuer) || !isInTime(issuer, now)) return false;
  // What an authority has issued to itself does not count. [RFC 5280, sections 4.2.1.9 and 4.2.1.10]
  const counted = below.filter((each, index) => index === 0 || each.subject !== each.issuer);
  const decoded = decodeCertificate(issuer.raw);
  const { pathLenConstraint } = new pkijs.BasicConstraints({
    schema: extensionOf(decoded, basicConstraints),
  });
  // One that is too large for a number limits nothing.
  if (typeof pathLenConstraint === 'number' && counted.length - 1 > pathLenConstraint) return false;
  const constraints = extensionOf(decoded, nameConstraints);
  if (constraints === undefined) return true;
  const subtrees = new pkijs.NameConstraints({ schema: constraints });
  return counted.every((each, index) => isWithin(subtrees, namesOf(each, { isClient: index === 0 })));
}
