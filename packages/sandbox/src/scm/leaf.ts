import type { IssuedLeaf, LeafFacts } from '../pki/certificate-authority.ts';
import { writeDnValue } from '../pki/distinguished-name.ts';
import type { World } from '../world.ts';
import type { ScmCertificate, ScmState } from './scm-state.ts';

const dayMs = 24 * 60 * 60 * 1000;
const derivedTail = '5C1A77ED';
const unknownIssuer = 'CN=Certbridge Sandbox Issuing CA,O=Certbridge Sandbox,C=DE';

/** Hashes of a certificate, upper-case hexadecimal. */
export type CertificateHashes = Readonly<Record<'sha1' | 'md5' | 'sha256', string>>;

/** Lists a certificate's names, the common name first. */
export function allNames({ commonName, otherNames }: ScmCertificate): string[] {
  return [commonName, ...otherNames];
}

/** Formats the subject of a certificate: the CA keeps the common name and replaces the rest with the organization. */
export function subjectDn({ commonName, orgId }: ScmCertificate, { organizations }: ScmState): string {
  const own = organizations.find(({ id }) => id === orgId);
  const top = organizations.find(({ id }) => id === own?.parentId) ?? own;
  const organization = top === undefined ? '' : `O=${writeDnValue(top.name)},`;
  return `CN=${writeDnValue(commonName)},${organization}C=DE`;
}

/** Returns what the CA certifies; undefined before issuance. */
export function leafFacts(certificate: ScmCertificate, world: World): LeafFacts | undefined {
  const { serial, term, publicKey, profileId } = certificate;
  if (serial === null) return undefined;
  const end = certificate.expiresAt ?? (certificate.issuedAt ?? world.start.getTime()) + term * dayMs - 1000;
  return {
    serial,
    issuerDn: world.scm.profiles.find(({ id }) => id === profileId)?.issuerDn ?? unknownIssuer,
    subjectDn: subjectDn(certificate, world.scm),
    names: allNames(certificate),
    notBefore: end + 1000 - term * dayMs,
    notAfter: end,
    publicKey,
  };
}

function findIssued(certificate: ScmCertificate, world: World): IssuedLeaf | undefined {
  const { serial } = certificate;
  if (serial === null || !world.authority.knows(serial)) return undefined;
  const facts = leafFacts(certificate, world);
  return facts && world.authority.find(facts);
}

/** Issues the certificate of a record, or returns the one already issued; undefined before issuance. */
export async function issueLeaf(certificate: ScmCertificate, world: World): Promise<IssuedLeaf | undefined> {
  const facts = leafFacts(certificate, world);
  if (facts === undefined) return undefined;
  const known = world.authority.find(facts);
  if (known !== undefined) return known;
  const leaf = await world.authority.issue(facts, world.switches.caKeyAlgorithm);
  hashesChanged(world);
  return leaf;
}

/** Returns the hashes of a certificate, derived from its serial number until it is first requested; undefined before issuance. */
export function certificateHashes(certificate: ScmCertificate, world: World): CertificateHashes | undefined {
  const { serial } = certificate;
  return serial === null ? undefined : (findIssued(certificate, world) ?? derivedHashes(serial));
}

/** Returns the CA's signature algorithm as SCM writes it. */
export function signatureAlgorithm(certificate: ScmCertificate, world: World): string {
  const { caKey } = findIssued(certificate, world) ?? { caKey: world.switches.caKeyAlgorithm };
  return caKey === 'RSA' ? 'SHA256WITHRSA' : 'SHA256WITHECDSA';
}

/**
 * Derives the hashes of a certificate that hasn't been requested yet by rotating its serial number.
 *
 * They aren't real hashes, so that a report of thousands is cheap and a thumbprint can be traced to its certificate without
 * an index.
 */
export function derivedHashes(serial: string): CertificateHashes {
  const sha1 = `${serial.slice(16)}${serial.slice(0, 16)}${derivedTail}`;
  const md5 = `${serial.slice(8)}${serial.slice(0, 8)}`;
  return { sha1, md5, sha256: `${md5}${serial.slice(24)}${serial.slice(0, 24)}` };
}

/** Returns the serial number in a derived SHA-1; undefined for a real one. */
export function serialOfDerived(sha1: string): string | undefined {
  if (sha1.length !== 40 || !sha1.endsWith(derivedTail)) return undefined;
  return `${sha1.slice(16, 32)}${sha1.slice(0, 16)}`;
}

/** Invalidates selections by hash, after real hashes have replaced derived ones. */
export function hashesChanged({ scm, command }: World): void {
  scm.certificates.volatileChanged();
  command.certificates.volatileChanged();
}
