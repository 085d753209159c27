import type { X509Certificate } from 'node:crypto';
import * as pkijs from 'pkijs';

const keyUsage = '2.5.29.15';
const basicConstraints = '2.5.29.19';
const clientAuthentication = '1.3.6.1.5.5.7.3.2';

/** Extensions that may be critical: key usage, names, constraints, policies, revocation lists, purposes. [RFC 5280, section 4.2.1] */
const understood = new Set([15, 17, 19, 30, 31, 32, 33, 36, 37, 54].map((number) => `2.5.29.${number}`));

/** Bits of the first byte of a key usage. [RFC 5280, section 4.2.1.3] */
const PROVES_KEY = 0x80 | 0x08;

/** As OpenSSL has it at its default level of security. */
const LEAST_RSA_BITS = 2048;

interface Decoded {
  readonly x509: X509Certificate;
  readonly certificate: pkijs.Certificate;
}

/**
 * Checks a path from a client's certificate to an authority, whose signatures are good: times, purposes, constraints, and strength,
 * as TLS libraries do it. [RFC 5280, section 6.1]
 */
export async function checkCertificatePath(path: readonly X509Certificate[], now: Date): Promise<boolean> {
  const decoded = path.map(decode);
  if (!decoded.every((each) => each !== undefined)) return false;
  const [client, ...issuers] = decoded;
  if (client === undefined || !mayProveKey(client)) return false;
  return (
    path.every((each) => isInTime(each, now) && isForClients(each) && hasStrongKey(each)) &&
    decoded.every(isUnderstood) &&
    // An authority is trusted for its key, and not for its own signature.
    decoded.slice(0, -1).every(hasStrongSignature) &&
    issuers.every((issuer, index) => mayIssue(issuer, issuers.slice(0, index))) &&
    (await isWithinConstraints(decoded, now))
  );
}

function decode(x509: X509Certificate): Decoded | undefined {
  try {
    return { x509, certificate: pkijs.Certificate.fromBER(new Uint8Array(x509.raw)) };
  } catch {
    return undefined;
  }
}

function isInTime({ validFromDate, validToDate }: X509Certificate, now: Date): boolean {
  return validFromDate <= now && now <= validToDate;
}

/** Absent, a certificate is for every purpose. */
function isForClients({ keyUsage: purposes }: X509Certificate): boolean {
  return purposes === undefined || purposes.includes(clientAuthentication);
}

function hasStrongKey(x509: X509Certificate): boolean {
  try {
    const { modulusLength = LEAST_RSA_BITS } = x509.publicKey.asymmetricKeyDetails ?? {};
    return modulusLength >= LEAST_RSA_BITS;
  } catch {
    return false;
  }
}

function hasStrongSignature({ certificate: { signatureAlgorithm } }: Decoded): boolean {
  return pkijs.getHashAlgorithm(signatureAlgorithm) !== 'SHA-1';
}

/** What is critical and not understood may say anything. */
function isUnderstood({ certificate: { extensions = [] } }: Decoded): boolean {
  return extensions.every(({ critical, extnID }) => !critical || understood.has(extnID));
}

function mayProveKey({ certificate }: Decoded): boolean {
  const usage = findExtension(certificate, keyUsage);
  if (usage === undefined) return true;
  const [bits = 0] = usage.parsedValue?.valueBlock?.valueHexView ?? [];
  return (bits & PROVES_KEY) !== 0;
}

/** Whether a certificate is one of an authority, with no more authorities below it than it allows. */
function mayIssue({ x509, certificate }: Decoded, below: readonly Decoded[]): boolean {
  if (isVersion1Root({ x509, certificate })) return true;
  const most: unknown = findExtension(certificate, basicConstraints)?.parsedValue?.pathLenConstraint;
  const count = below.filter(({ x509: { subject, issuer } }) => subject !== issuer).length;
  return x509.ca && (typeof most !== 'number' || count <= most);
}

/** The names and policies that the authorities of a path are limited to. */
async function isWithinConstraints(decoded: readonly Decoded[], checkDate: Date): Promise<boolean> {
  // A root without extensions limits nothing, and the library takes it for no authority.
  const path = decoded.filter((each) => !isVersion1Root(each)).map(({ certificate }) => certificate);
  const authority = path.at(-1);
  if (path.length < 2 || authority === undefined) return true;
  const engine = new pkijs.CertificateChainValidationEngine({
    trustedCerts: [authority],
    // The client's is the last one for the library.
    certs: path.slice(0, -1).reverse(),
    checkDate,
    // The path is known; others that the library might find could be endless.
    findIssuer: async (certificate) => path.slice(path.indexOf(certificate) + 1).slice(0, 1),
  });
  const { result } = await engine.verify().catch(() => ({ result: false }));
  return result;
}

function isVersion1Root({ x509, certificate }: Decoded): boolean {
  return certificate.extensions === undefined && x509.subject === x509.issuer;
}

function findExtension({ extensions = [] }: pkijs.Certificate, id: string): pkijs.Extension | undefined {
  return extensions.find(({ extnID }) => extnID === id);
}
