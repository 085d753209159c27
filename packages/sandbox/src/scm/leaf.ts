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

/** Writes the subject that the CA gives a certificate: the common name, and the organization instead of what was asked for. */
export function subjectDn({ commonName, orgId }: ScmCertificate, { organizations }: ScmState): string {
  const own = organizations.find(({ id }) => id === orgId);
  const top = organizations.find(({ id }) => id === own?.parentId) ?? own;
  const organization = top === undefined ? '' : `O=${writeDnValue(top.name)},`;
  return `CN=${writeDnValue(commonName)},${organization}C=DE`;
}

/** Tells what the CA certifies; undefined before issue. */
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

/** Issues the certificate of a record, or returns the one issued before; undefined before issue. */
export async function issueLeaf(certificate: ScmCertificate, world: World): Promise<IssuedLeaf | undefined> {
  const facts = leafFacts(certificate, world);
  if (facts === undefined) return undefined;
  const known = world.authority.find(facts);
  if (known !== undefined) return known;
  const leaf = await world.authority.issue(facts, world.switches.caKeyAlgorithm);
  hashesChanged(world);
  return leaf;
}

/** Reads the hashes of a certificate; before it was first asked for they are derived from its serial number. Undefined before issue. */
export function certificateHashes(certificate: ScmCertificate, world: World): CertificateHashes | undefined {
  const { serial } = certificate;
  return serial === null ? undefined : (findIssued(certificate, world) ?? derivedHashes(serial));
}

/** Tells the algorithm of the CA's signature, as SCM writes it. */
export function signatureAlgorithm(certificate: ScmCertificate, world: World): string {
  const { caKey } = findIssued(certificate, world) ?? { caKey: world.switches.caKeyAlgorithm };
  return caKey === 'RSA' ? 'SHA256WITHRSA' : 'SHA256WITHECDSA';
}

/**
 * Derives hashes of a certificate that nobody has seen yet: its serial number, turned.
 *
 * They are the work of no hash function, so that a report of thousands costs none, and a thumbprint leads back to its
 * certificate without an index.
 */
export function derivedHashes(serial: string): CertificateHashes {
  const sha1 = `${serial.slice(16)}${serial.slice(0, 16)}${derivedTail}`;
  const md5 = `${serial.slice(8)}${serial.slice(0, 8)}`;
  return { sha1, md5, sha256: `${md5}${serial.slice(24)}${serial.slice(0, 24)}` };
}

/** Reads the serial number out of a derived SHA-1; undefined for any other. */
export function serialOfDerived(sha1: string): string | undefined {
  if (sha1.length !== 40 || !sha1.endsWith(derivedTail)) return undefined;
  return `${sha1.slice(16, 32)}${sha1.slice(0, 16)}`;
}

/** Forgets selections by hash: the real hashes have just replaced derived ones. */
export function hashesChanged({ scm, command }: World): void {
  scm.certificates.volatileChanged();
  command.certificates.volatileChanged();
}
