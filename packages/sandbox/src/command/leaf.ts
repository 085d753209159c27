import type { LeafFacts } from '../pki/certificate-authority.ts';
import { writeDnValue } from '../pki/distinguished-name.ts';
import { derivedHashes, hashesChanged } from '../scm/leaf.ts';
import type { World } from '../world.ts';
import type { CommandCertificate } from './command-state.ts';

/** Formats the subject of a certificate. */
export function issuedDn({ commonName, organization, imported }: CommandCertificate): string {
  return imported?.subjectDn ?? `CN=${writeDnValue(commonName)},O=${writeDnValue(organization)},C=DE`;
}

/** Returns the SHA-1 of a certificate, derived from the serial number until its content is first requested. */
export function thumbprint(certificate: CommandCertificate, { authority }: World): string {
  const { imported, serial } = certificate;
  if (imported !== null) return imported.thumbprint;
  const leaf = authority.knows(serial) ? authority.find(leafFacts(certificate)) : undefined;
  return (leaf ?? derivedHashes(serial)).sha1;
}

/** Returns a certificate in DER: the imported one, or one that is issued when first requested. */
export async function readContent(
  certificate: CommandCertificate,
  world: World,
): Promise<Uint8Array<ArrayBuffer>> {
  if (certificate.imported !== null) return certificate.imported.der;
  const facts = leafFacts(certificate);
  const known = world.authority.find(facts);
  const { der } = known ?? (await world.authority.issue(facts, world.switches.caKeyAlgorithm));
  if (known === undefined) hashesChanged(world);
  return der;
}

// Seeded certificates have the same facts in SCM, so both systems have the same certificates.
function leafFacts(certificate: CommandCertificate): LeafFacts {
  const { serial, issuerDn, commonName, otherNames, notBefore, notAfter } = certificate;
  return {
    serial,
    issuerDn,
    subjectDn: issuedDn(certificate),
    names: [commonName, ...otherNames],
    notBefore,
    notAfter,
    publicKey: null,
  };
}
