import { X509Certificate } from 'node:crypto';
import { pemBlocks } from '@certbridge/certificate';
import { checkArgument, required, type Shape } from '@certbridge/rest-client';
import * as pkijs from 'pkijs';
import { checkCertificate, checkDate, checkTexts } from '../arguments/check-values.ts';
import { decodeCertificate } from './decode-certificate.ts';
import { findIssuers, isStrong } from './find-issuers.ts';
import { isForClients } from './is-for-clients.ts';

/** Extensions that may be critical, since they are heeded. [RFC 5280, section 4.2] */
const processed: ReadonlySet<string> = new Set(
  // Key usage, alternative name, basic constraints, name constraints, policies, their mappings and constraints, purposes, any policy.
  ['15', '17', '19', '30', '32', '33', '36', '37', '54'].map((part) => `2.5.29.${part}`),
);

/** What a client certificate is verified by. */
export interface ClientVerification {
  /** PEM texts of those that vouch for clients, whether they have signed themselves or not. */
  readonly authorities: readonly string[];
  /** What the client sent with its certificate, in any order. */
  readonly chain?: readonly X509Certificate[] | undefined;
  readonly now: Date;
}

const of = 'verifyClientCertificate';
const verificationArgument = required('property', {
  authorities: 'list',
  chain: 'list?',
  now: 'any',
} satisfies Shape<ClientVerification>);

/** Verifies a certificate as the TLS layer does with one that a client presents: a chain to an authority, in its time, and for clients. */
export async function verifyClientCertificate(
  certificate: X509Certificate,
  verification: ClientVerification,
): Promise<boolean> {
  checkVerification(certificate, verification);
  const { authorities: texts, chain = [], now } = verification;
  if (!isForClients(certificate) || !isStrong(certificate)) return false;
  const authorities = texts
    .flatMap((text) => pemBlocks(text))
    .map(({ content }) => read(Buffer.from(content, 'base64')))
    .filter((authority) => authority !== undefined)
    // None vouches for itself.
    .filter(({ raw }) => !raw.equals(certificate.raw));
  const issuers = findIssuers(certificate, { authorities, chain, now });
  // pkijs looks issuers up by their keys, and would go in circles without end.
  if (issuers === undefined || haveOneKey([certificate, ...issuers])) return false;
  // Names and policies.
  const [leaf, ...path] = [certificate, ...issuers].map(({ raw }) => decodeCertificate(raw));
  const anchor = path.pop();
  const between = path.filter((issuer) => issuer !== undefined);
  if (leaf === undefined || anchor === undefined || between.length < path.length) return false;
  if ([leaf, ...between, anchor].some(hasUnknownCritical)) return false;
  const engine = new pkijs.CertificateChainValidationEngine({
    ...{ trustedCerts: [anchor], certs: [...between, leaf], checkDate: now },
  });
  // What an authority is limited to holds for all below it; limits of several would be taken for alternatives.
  const [limits, ...further] = [anchor, ...between].flatMap((issuer) => nameConstraints(issuer) ?? []);
  if (further.length > 0) return false;
  const initial = {
    initialPermittedSubtreesSet: limits?.permittedSubtrees ?? [],
    initialExcludedSubtreesSet: limits?.excludedSubtrees ?? [],
  };
  const { result } = await engine.verify(initial).catch(() => ({ result: false }));
  return result;
}

function checkVerification(certificate: X509Certificate, verification: ClientVerification): void {
  checkCertificate(certificate, `Argument 1 of ${of}`);
  checkArgument(verification, verificationArgument, { of, name: `Argument 2 of ${of}` });
  const { authorities, chain = [], now } = verification;
  checkTexts(authorities, `The property authorities of ${of}`);
  for (const each of chain) checkCertificate(each, `Each of the property chain of ${of}`);
  checkDate(now, `The property now of ${of}`);
}

/** Whether two of them have the same key. */
function haveOneKey(certificates: readonly X509Certificate[]): boolean {
  return certificates.some((one, index) =>
    certificates.slice(index + 1).some(({ publicKey }) => publicKey.equals(one.publicKey)),
  );
}

function hasUnknownCritical({ extensions = [] }: pkijs.Certificate): boolean {
  return extensions.some(({ critical, extnID }) => critical && !processed.has(extnID));
}

function nameConstraints({ extensions }: pkijs.Certificate): pkijs.NameConstraints | undefined {
  return extensions?.find(({ extnID }) => extnID === '2.5.29.30')?.parsedValue;
}

function read(der: Buffer): X509Certificate | undefined {
  try {
    return new X509Certificate(der);
  } catch {
    return undefined;
  }
}
