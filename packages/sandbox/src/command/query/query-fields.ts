import { formatCommandSerial } from '../../serial.ts';
import type { World } from '../../world.ts';
import { signingAlgorithm } from '../certificate-json.ts';
import type { CommandCertificate, CommandMetadataField } from '../command-state.ts';
import { issuedDn, thumbprint } from '../leaf.ts';

/** How to read and compare a field. Absent values are null; dates are milliseconds since 1970. */
export type QueryField =
  | { type: 'text'; metadata: boolean; read(certificate: CommandCertificate): readonly string[] }
  | {
      type: 'number' | 'enum' | 'date';
      metadata: boolean;
      read(certificate: CommandCertificate): number | null;
    }
  | { type: 'boolean'; metadata: boolean; read(certificate: CommandCertificate): boolean | null };

const text = (read: (certificate: CommandCertificate) => readonly string[]): QueryField => ({
  type: 'text',
  metadata: false,
  read,
});
const numeric = (
  type: 'number' | 'enum' | 'date',
  read: (certificate: CommandCertificate) => number | null,
): QueryField => ({
  type,
  metadata: false,
  read,
});

function builtInFields(world: World): Readonly<Record<string, QueryField>> {
  const { switches } = world;
  return {
    archivedkey: { type: 'boolean', metadata: false, read: () => false },
    ca: text(({ issuerDn }) => [issuerDn]),
    certid: numeric('number', ({ id }) => id),
    certrequestid: numeric('number', ({ id }) => 90_000 + id),
    certstate: numeric('enum', ({ state }) => state),
    cn: text(({ commonName }) => [commonName]),
    eku: text(() => ['1.3.6.1.5.5.7.3.1']),
    ekuname: text(() => ['Server Authentication']),
    expirationdate: numeric('date', ({ notAfter }) => notAfter),
    hasprivatekey: { type: 'boolean', metadata: false, read: () => false },
    importdate: numeric('date', ({ importedAt }) => importedAt),
    issuedcn: text(({ commonName }) => [commonName]),
    issueddate: numeric('date', ({ notBefore }) => notBefore),
    issueddn: text((certificate) => [issuedDn(certificate)]),
    issuerdn: text(({ issuerDn }) => [issuerDn]),
    keytype: numeric('enum', ({ key }) => (key.algorithm === 'RSA' ? 1 : 3)),
    netbiosprincipal: text(() => []),
    netbiosrequester: text(({ requester }) => [requester]),
    ou: text(() => []),
    ownerrolename: text(() => []),
    revocationdate: numeric('date', ({ revokedAt }) => revokedAt),
    revoker: text(({ revokedAt }) => (revokedAt === null ? [] : ['CORP\\pki-admin'])),
    san: text(({ commonName, otherNames }) => [commonName, ...otherNames]),
    serialnumber: text(({ serial }) => [formatCommandSerial(serial, switches.serialSignByte)]),
    signingalgorithm: text(() => [signingAlgorithm(world)]),
    thumbprint: text((certificate) => [thumbprint(certificate, world)]),
  };
}

/** Finds a field of the query language by name, ignoring case: built-in fields first, then metadata fields. */
export function findQueryField(name: string, world: World): QueryField | undefined {
  const folded = name.toLowerCase();
  const builtIn = builtInFields(world);
  if (Object.hasOwn(builtIn, folded)) return builtIn[folded];
  const field = world.command.metadataFields.find((candidate) => candidate.Name.toLowerCase() === folded);
  return field === undefined ? undefined : metadataField(field);
}

function metadataField({ Id, DataType }: CommandMetadataField): QueryField {
  const stored = (certificate: CommandCertificate): string | undefined =>
    certificate.values.find(({ fieldId }) => fieldId === Id)?.value;
  const convert =
    <T>(read: (value: string) => T) =>
    (certificate: CommandCertificate): T | null => {
      const value = stored(certificate);
      return value === undefined ? null : read(value);
    };
  if (DataType === 2) return { type: 'number', metadata: true, read: convert(Number) };
  if (DataType === 3) return { type: 'date', metadata: true, read: convert(Date.parse) };
  if (DataType === 4) return { type: 'boolean', metadata: true, read: convert((value) => value === 'true') };
  return {
    type: 'text',
    metadata: true,
    read: (certificate) => {
      const value = stored(certificate);
      return value === undefined ? [] : [value];
    },
  };
}
