import type { X509Certificate } from 'node:crypto';
import { isDegenerateKey } from '@certbridge/certificate';
import * as pkijs from 'pkijs';
import { nameForLog } from './certificate-label.ts';
import { authorityProblem, timeProblem } from './client-authorities.ts';
import { namesOf } from './constrained-names.ts';
import { decodeCertificate, extensionOf } from './decode-certificate.ts';
import type { CertificatePath } from './find-paths.ts';
import { isForClients, mayLogIn } from './is-for-clients.ts';
import { readConstraints } from './name-constraints.ts';

interface DecodedCertificate {
  readonly certificate: X509Certificate;
  readonly decoded: pkijs.Certificate;
}

const basicConstraints = '2.5.29.19';
/** Extensions that may be critical, since they are respected here or, as for OpenSSL, say nothing that matters. [RFC 5280, section 4.2] */
const processed: ReadonlySet<string> = new Set([
  // Key usage, alternative name, basic constraints, name constraints, revocation lists, policies, their mappings and constraints, purposes, any policy.
  ...['15', '17', '19', '30', '31', '32', '33', '36', '37', '54'].map((part) => `2.5.29.${part}`),
  // Type of Netscape, and no revocation of those that sign OCSP responses.
  ...['2.16.840.1.113730.1.1', '1.3.6.1.5.5.7.48.1.5'],
]);

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

/** Returns why a path does not let a client log in, as a sentence about "it", the client's certificate; undefined if it does. */
export function pathProblem(path: CertificatePath, now: Date): string | undefined {
  try {
    const all = path.map((certificate) => ({ certificate, decoded: decodeCertificate(certificate.raw) }));
    for (const [index, each] of all.entries()) {
      const problem =
        problemAnywhere(each, { isTrusted: index === all.length - 1 }) ??
        (index === 0 ? clientProblem(each, now) : issuerProblem(each, { below: all.slice(0, index), now }));
      if (problem !== undefined) return `${index === 0 ? 'it' : authority(each)} ${problem}`;
    }
    return undefined;
  } catch {
    // The limits of a certificate that can't be read are unknown.
    return "it, or an authority above it, can't be read";
  }
}

function authority({ certificate }: DecodedCertificate): string {
  return `the authority (${nameForLog(certificate.subject)})`;
}

function problemAnywhere(
  { certificate, decoded }: DecodedCertificate,
  { isTrusted }: { readonly isTrusted: boolean },
): string | undefined {
  if (!hasStrongKey(certificate)) return 'has a weak key';
  if (!isTrusted && !isStronglySigned(decoded)) return 'has a weak signature';
  const { extensions = [] } = decoded;
  const unknown = extensions.find(({ critical, extnID }) => critical && !processed.has(extnID));
  return unknown && `has a critical extension that is not known (${unknown.extnID})`;
}

function clientProblem({ certificate, decoded }: DecodedCertificate, now: Date): string | undefined {
  if (!isForClients(certificate)) return 'is not for clients (extended key usage)';
  return mayLogIn(decoded) ? timeProblem(certificate, now) : 'is not for logging in (key usage)';
}

function issuerProblem(
  { certificate, decoded }: DecodedCertificate,
  { below, now }: { readonly below: readonly DecodedCertificate[]; readonly now: Date },
): string | undefined {
  const problem = authorityProblem(certificate, now);
  if (problem !== undefined) return problem;
  // What an authority has issued to itself does not count. [RFC 5280, sections 4.2.1.9 and 4.2.1.10]
  const counted = below.filter(
    ({ certificate: { subject, issuer } }, index) => index === 0 || subject !== issuer,
  );
  const { pathLenConstraint } = new pkijs.BasicConstraints({
    schema: extensionOf(decoded, basicConstraints),
  });
  // One that is too large for a number limits nothing.
  if (typeof pathLenConstraint === 'number' && counted.length - 1 > pathLenConstraint) {
    return 'may not have so many authorities below it (path length)';
  }
  const allows = readConstraints(decoded);
  const isWithin = counted.every(
    (each, index) => allows?.(namesOf(each.decoded, { isClient: index === 0 })) ?? true,
  );
  return isWithin ? undefined : 'does not allow the names below it, or there are too many (name constraints)';
}

/** Whether TLS takes the key of a certificate: it has to be as hard to break as RSA of 2048 bits. */
function hasStrongKey({ publicKey }: X509Certificate): boolean {
  if (isDegenerateKey(publicKey)) return false;
  const { asymmetricKeyType, asymmetricKeyDetails: details } = publicKey;
  if (asymmetricKeyType !== 'ec') return (details?.modulusLength ?? leastBits) >= leastBits;
  // Taken from the name of the curve: `toLegacyObject`, which has the bits, crashes Node with a segmentation fault for a curve it does not know.
  return Number(/\d{3}/.exec(details?.namedCurve ?? '')?.[0] ?? 0) >= leastCurveBits;
}

/** Whether TLS takes the signature under a certificate. */
function isStronglySigned({ signatureAlgorithm }: pkijs.Certificate): boolean {
  const { algorithmId, algorithmParams } = signatureAlgorithm;
  if (algorithmId !== rsaPss) return strongSignatures.some((family) => family.test(algorithmId));
  return strongDigest.test(new pkijs.RSASSAPSSParams({ schema: algorithmParams }).hashAlgorithm.algorithmId);
}
