import { readFileSync } from 'node:fs';
import type { Sandbox } from '@certbridge/sandbox';
import { CertStates, field, type KeyfactorClient } from '../src/index.ts';

/** What a call needs to be there. */
export interface Things {
  readonly certificateId: number;
  /** Of a field that no certificate uses. */
  readonly fieldId: number;
  readonly fieldName: string;
}

/** A call of the client for an operation of the contract. */
export interface OperationCall {
  /** As the README names it. */
  readonly call: string;
  readonly run: (client: KeyfactorClient, things: Things) => Promise<unknown>;
}

/** A certificate that the sandbox doesn't hold. */
export const importedPem = readFileSync(new URL('fixtures/imported.pem', import.meta.url), 'utf8');

/** The call for every operation of the contract. */
export const operations: Readonly<Record<string, OperationCall>> = {
  getStatusEndpoints: { call: 'status.check', run: (client) => client.status.check() },
  getStatusHealthCheck: { call: 'status.health', run: (client) => client.status.health() },
  listMetadataFields: {
    call: 'metadataFields.list',
    run: (client) => Array.fromAsync(client.metadataFields.list()),
  },
  createMetadataField: {
    call: 'metadataFields.create',
    run: (client) =>
      client.metadataFields.create({
        Name: 'Stage',
        Description: 'Deployment stage',
        DataType: 5,
        Enrollment: 0,
        Hint: null,
        Options: 'Production,Test',
        DisplayOrder: 7,
        CaseSensitive: false,
        ExemptFromActionedCount: false,
      }),
  },
  updateMetadataField: {
    call: 'metadataFields.update',
    run: (client, { fieldId: Id, fieldName: Name }) =>
      client.metadataFields.update({ Id, Name, DataType: 1, Description: null, Hint: 'who' }),
  },
  getMetadataField: {
    call: 'metadataFields.get',
    run: async (client, { fieldId, fieldName }) => [
      await client.metadataFields.get(fieldId),
      await client.metadataFields.get(fieldName),
    ],
  },
  deleteMetadataField: {
    call: 'metadataFields.delete',
    run: (client, { fieldId }) => client.metadataFields.delete(fieldId, { force: true }),
  },
  deleteMetadataFields: {
    call: 'metadataFields.deleteMany',
    run: (client, { fieldId }) => client.metadataFields.deleteMany([fieldId]),
  },
  isMetadataFieldInUse: {
    call: 'metadataFields.inUse',
    run: (client, { fieldId }) => client.metadataFields.inUse(fieldId),
  },
  listCertificates: {
    call: 'certificates.list',
    run: (client) =>
      Array.fromAsync(
        client.certificates.list({
          query: field('CertState').notEquals(CertStates.Revoked),
          includeRevoked: true,
          includeExpired: true,
          includeLocations: true,
          includeHasPrivateKey: true,
        }),
      ),
  },
  getCertificate: {
    call: 'certificates.get',
    run: (client, { certificateId }) => client.certificates.get(certificateId, { includeLocations: true }),
  },
  updateCertificateMetadata: {
    call: 'certificates.updateMetadata',
    run: (client, { certificateId, fieldName }) =>
      client.certificates.updateMetadata(certificateId, { [fieldName]: 'pki' }),
  },
  updateCertificateMetadataBulk: {
    call: 'certificates.updateMetadataOfMany',
    run: async (client, { certificateId, fieldName }) => {
      const values = { [fieldName]: 'pki' };
      await client.certificates.updateMetadataOfMany({ ids: [certificateId] }, values);
      const query = field('CertId').equals(certificateId);
      await client.certificates.updateMetadataOfMany({ query }, values, { overwriteExisting: true });
    },
  },
  compareCertificateMetadata: {
    call: 'certificates.compareMetadata',
    run: (client, { certificateId, fieldName: name }) =>
      client.certificates.compareMetadata(certificateId, { name, value: 'pki' }),
  },
  importCertificate: {
    call: 'certificates.import',
    run: (client, { fieldName }) =>
      client.certificates.import({ Certificate: importedPem, Metadata: { [fieldName]: 'pki' } }),
  },
};

/** Puts into a sandbox what the calls need. */
export function prepare(sandbox: Sandbox): Things {
  const fieldName = 'Team';
  const { Id: fieldId } = sandbox.commandState.putMetadataField({
    Name: fieldName,
    DataType: 1,
    DisplayOrder: 3,
  });
  const [certificate] = sandbox.commandState.certificates();
  if (certificate === undefined) throw new Error('The sandbox holds no certificate.');
  return { certificateId: certificate.id, fieldId, fieldName };
}
