import type { Sandbox } from '../src/index.ts';
import type { CheckedCall } from './checked-client.ts';

/** Calls bulk metadata, comparison and import of Command in every way that ends differently. */
export async function tourBulk(sandbox: Sandbox, call: CheckedCall): Promise<void> {
  const put = 'PUT /Certificates/Metadata/All';
  const Metadata = [{ MetadataName: 'Criticality', Value: 'High', OverwriteExisting: true }];
  const bodies: unknown[] = [
    { CertificateIds: [1, 2], Metadata },
    { CertificateIds: [1, 999_999], Metadata },
    { CertificateIds: [1], Query: 'CertId -le 2', Metadata },
    { CertificateIds: [], Metadata },
    { Query: 'Nowhere -eq 1', Metadata },
    { Query: 'CertId -le 2', Metadata: [{ MetadataName: 'Nowhere', Value: 'x' }] },
    { CertificateIds: [1], Metadata: [{ MetadataName: 'Criticality', Value: null }] },
    {},
  ];
  for (const body of bodies) {
    await call(put, { body });
    await call(put, { body, query: { collectionId: 1 } });
  }
  await call(put, { body: { Metadata }, query: { collectionId: 99 } });
  for (const query of [
    { certificateId: 1, metadataFieldName: 'Criticality', value: 'High' },
    { certificateId: 1, metadataFieldName: 'criticality', value: 'high', collectionId: 1 },
    { certificateId: 1, metadataFieldName: 'Nowhere', value: 'x' },
    { certificateId: 999_999, metadataFieldName: 'Criticality' },
    { metadataFieldName: 'Criticality' },
  ])
    await call('GET /Certificates/Metadata/Compare', { query });
  for (const collectionId of [0, 1, 99]) {
    await call('GET /Certificates', { query: { collectionId } });
    await call('GET /Certificates/{id}', { path: { id: 1 }, query: { collectionId } });
    await call('PUT /Certificates/Metadata', { body: { Id: 1, Metadata: {} }, query: { collectionId } });
  }
  await tourImport(sandbox, call);
}

async function tourImport(sandbox: Sandbox, call: CheckedCall): Promise<void> {
  const root = (await sandbox.rootCertificate()).replaceAll(/-----[^-]+-----|\s/g, '');
  for (const body of [
    { Certificate: root, ImportMetadata: true, Metadata: { Criticality: 'Low' } },
    { Certificate: root },
    { Certificate: root, ImportMetadata: true, Metadata: { Criticality: 'x' } },
    { Certificate: 'MAMCAQM=', Password: 'x' },
    {},
  ])
    await call('POST /Certificates/Import', { body });
}
