import { ArgumentError } from '../arguments/argument-error.ts';
import type { TakenBy } from '../arguments/check-kinds.ts';
import { type Changes, defined } from '../changes.ts';
import { throwAwayKey } from '../pki/key-facts.ts';
import { parseSerial } from '../serial.ts';
import type { World } from '../world.ts';
import type { CommandCertificate, CommandCollection, CommandMetadataField } from './command-state.ts';
import { findBySerial } from './find-certificate.ts';
import { storeMetadataValue } from './metadata-values.ts';
import { compileQuery } from './query/compile-query.ts';
import { parseQuery } from './query/parse-query.ts';

/** A certificate in Command, for tests. Instants are ISO 8601 in UTC. */
export interface CommandCertificateView {
  id: number;
  /** 32 upper-case hexadecimal digits. */
  serialNumber: string;
  commonName: string;
  issuerDn: string;
  notBefore: string;
  notAfter: string;
  importDate: string;
  /** 1 active, 2 revoked. */
  state: number;
  /** Values by name: dates as `yyyy-MM-dd`, booleans as `true` or `false`, regardless of switches. */
  metadata: Record<string, string>;
}

/** A change to a certificate. `metadata` is merged by name; null removes a value. */
export interface CommandCertificateChange {
  serialNumber?: string | undefined;
  commonName?: string | undefined;
  issuerDn?: string | undefined;
  notBefore?: string | undefined;
  notAfter?: string | undefined;
  importDate?: string | undefined;
  state?: number | undefined;
  metadata?: Record<string, string | null> | undefined;
}

/** Reads and changes the state of Command without its API, like a person using its portal. */
export interface CommandAccess {
  readonly size: number;
  /** Lists certificates by ascending id. */
  certificates(): CommandCertificateView[];
  certificate(id: number): CommandCertificateView | undefined;
  /** Finds all certificates with a serial number, in any notation. */
  findBySerial(serialNumber: string): CommandCertificateView[];
  /** Adds an active certificate; a serial number is required. */
  addCertificate(change: CommandCertificateChange & { serialNumber: string }): CommandCertificateView;
  /** Changes a certificate. Throws an `ArgumentError` for an unknown certificate or metadata field. */
  updateCertificate(id: number, change: CommandCertificateChange): CommandCertificateView;
  removeCertificate(id: number): boolean;
  collections(): CommandCollection[];
  /** Adds a collection, or replaces the one with the same id. Throws Command's own error for an invalid query. */
  putCollection(collection: Omit<CommandCollection, 'id'> & { id?: number | undefined }): CommandCollection;
  metadataFields(): CommandMetadataField[];
  /** Adds a metadata field, or replaces the one with the same Id; absent properties get Command's defaults. */
  putMetadataField(field: Changes<CommandMetadataField> & { Name: string }): CommandMetadataField;
  removeMetadataField(id: number): boolean;
}

const certificateChange = {
  serialNumber: 'text?',
  commonName: 'text?',
  issuerDn: 'text?',
  notBefore: 'text?',
  notAfter: 'text?',
  importDate: 'text?',
  state: 'number?',
  metadata: 'values?',
} as const;

/** What the functions of {@link CommandAccess} take. */
export const commandArguments: TakenBy<CommandAccess> = {
  certificate: ['number'],
  findBySerial: ['text'],
  addCertificate: [{ ...certificateChange, serialNumber: 'text' }],
  updateCertificate: ['number', certificateChange],
  removeCertificate: ['number'],
  putCollection: [{ id: 'number?', name: 'text', query: 'text' }],
  putMetadataField: [
    {
      Id: 'number?',
      Name: 'text',
      Description: 'text?',
      DataType: [1, 2, 3, 4, 5, 6, 7],
      Hint: 'text or null?',
      Validation: 'text or null?',
      Enrollment: [0, 1, 2],
      Message: 'text or null?',
      Options: 'text or null?',
      DefaultValue: 'text or null?',
      DisplayOrder: 'number or null?',
      CaseSensitive: 'flag?',
      ExemptFromActionedCount: 'flag?',
    },
  ],
  removeMetadataField: ['number'],
};

/** Creates access to the Command side of a world. */
export function createCommandAccess(world: World): CommandAccess {
  const view = (certificate: CommandCertificate): CommandCertificateView => renderView(certificate, world);
  return {
    get size() {
      return world.command.certificates.size;
    },
    certificates: () => world.command.certificates.all().map(view),
    certificate: (id) => {
      const certificate = world.command.certificates.get(id);
      return certificate && view(certificate);
    },
    findBySerial: (serialNumber) => {
      const serial = parseSerial(serialNumber);
      return serial === undefined ? [] : findBySerial(serial, world).map(view);
    },
    addCertificate: (change) => {
      const certificate = createCertificate(world);
      applyChange(certificate, change, world);
      world.command.certificates.add(certificate);
      return view(certificate);
    },
    updateCertificate: (id, change) => {
      const certificate = world.command.certificates.get(id);
      if (certificate === undefined) throw new ArgumentError(`Command has no certificate ${id}.`);
      applyChange(certificate, change, world);
      world.command.certificates.changed(certificate);
      return view(certificate);
    },
    removeCertificate: (id) => world.command.certificates.remove(id),
    collections: () => structuredClone(world.command.collections),
    putCollection: (collection) => putCollection(collection, world),
    metadataFields: () => structuredClone(world.command.metadataFields),
    putMetadataField: (field) => putMetadataField(field, world),
    removeMetadataField: (id) => {
      const index = world.command.metadataFields.findIndex(({ Id }) => Id === id);
      if (index >= 0) world.command.metadataFields.splice(index, 1);
      world.command.certificates.changed();
      return index >= 0;
    },
  };
}

function putCollection(
  collection: Omit<CommandCollection, 'id'> & { id?: number | undefined },
  world: World,
): CommandCollection {
  const { collections } = world.command;
  const query = parseQuery(collection.query, 'and-first');
  if (query !== undefined) compileQuery(query, world);
  const id = collection.id ?? Math.max(0, ...collections.map((other) => other.id)) + 1;
  const index = collections.findIndex((other) => other.id === id);
  const stored = { ...collection, id };
  if (index < 0) collections.push(stored);
  else collections[index] = stored;
  return { ...stored };
}

function renderView(certificate: CommandCertificate, { command }: World): CommandCertificateView {
  const names = new Map(command.metadataFields.map(({ Id, Name }) => [Id, Name]));
  return {
    id: certificate.id,
    serialNumber: certificate.serial,
    commonName: certificate.commonName,
    issuerDn: certificate.issuerDn,
    notBefore: new Date(certificate.notBefore).toISOString(),
    notAfter: new Date(certificate.notAfter).toISOString(),
    importDate: new Date(certificate.importedAt).toISOString(),
    state: certificate.state,
    metadata: Object.fromEntries(
      certificate.values.flatMap(({ fieldId, value }) => {
        const name = names.get(fieldId);
        return name === undefined ? [] : [[name, value]];
      }),
    ),
  };
}

function createCertificate({ command, scm, now }: World): CommandCertificate {
  const id = command.certificates.nextId;
  return {
    id,
    serial: '',
    commonName: `added-${id}.corp.example`,
    otherNames: [],
    organization: 'Corp Holding',
    issuerDn: scm.profiles[0]?.issuerDn ?? '',
    notBefore: now.getTime() - 86_400_000,
    notAfter: now.getTime() + 199 * 86_400_000,
    importedAt: now.getTime(),
    state: 1,
    revokedAt: null,
    revocationReason: null,
    templateName: 'Sectigo OV SSL',
    requester: 'CORP\\svc-enroll',
    key: throwAwayKey,
    imported: null,
    values: [],
  };
}

/** Checks the whole change before applying it. */
function applyChange(certificate: CommandCertificate, change: CommandCertificateChange, world: World): void {
  const { commonName, issuerDn, state } = change;
  const serial = change.serialNumber === undefined ? certificate.serial : parseSerial(change.serialNumber);
  if (serial === undefined) throw new ArgumentError('The serial number is not hexadecimal.');
  const notBefore = readInstant(change.notBefore, certificate.notBefore);
  const notAfter = readInstant(change.notAfter, certificate.notAfter);
  const importedAt = readInstant(change.importDate, certificate.importedAt);
  const values = mergeMetadata(certificate, change.metadata ?? {}, world);

  Object.assign(certificate, { serial, notBefore, notAfter, importedAt, values });
  if (commonName !== undefined) certificate.commonName = commonName;
  if (issuerDn !== undefined) certificate.issuerDn = issuerDn;
  if (state !== undefined) {
    certificate.state = state;
    certificate.revokedAt = state === 2 ? (certificate.revokedAt ?? world.now.getTime()) : null;
    certificate.revocationReason = state === 2 ? (certificate.revocationReason ?? 0) : null;
  }
}

function mergeMetadata(
  certificate: CommandCertificate,
  change: Record<string, string | null>,
  world: World,
): CommandCertificate['values'] {
  const values = new Map(certificate.values.map(({ fieldId, value }) => [fieldId, value]));
  for (const [name, value] of Object.entries(change)) {
    const field = world.command.metadataFields.find(({ Name }) => Name === name);
    if (field === undefined) throw new ArgumentError(`Command has no metadata field ${name}.`);
    const stored = value === null ? undefined : storeMetadataValue(value, field, world.switches);
    if (stored === undefined) values.delete(field.Id);
    else values.set(field.Id, stored);
  }
  return [...values].map(([fieldId, value]) => ({ fieldId, value }));
}

function readInstant(text: string | undefined, fallback: number): number {
  if (text === undefined) return fallback;
  const instant = Date.parse(text);
  if (Number.isNaN(instant)) throw new ArgumentError('A date of the certificate is not ISO 8601.');
  return instant;
}

function putMetadataField(
  field: Changes<CommandMetadataField> & { Name: string },
  { command }: World,
): CommandMetadataField {
  const { metadataFields } = command;
  const Id = field.Id ?? Math.max(0, ...metadataFields.map((other) => other.Id)) + 1;
  const stored: CommandMetadataField = {
    Description: field.Name,
    DataType: 1,
    Hint: null,
    Validation: null,
    Enrollment: 0,
    Message: null,
    Options: null,
    DefaultValue: null,
    DisplayOrder: metadataFields.length,
    CaseSensitive: false,
    ExemptFromActionedCount: false,
    ...defined(field),
    Id,
  };
  const index = metadataFields.findIndex((other) => other.Id === Id);
  if (index < 0) metadataFields.push(stored);
  else metadataFields[index] = stored;
  command.certificates.changed();
  return { ...stored };
}
