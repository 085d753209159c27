import type { Sandbox } from '../src/index.ts';
import { type CheckedCall, createCommandCall, createScmCall, createScmOAuthCall } from './checked-client.ts';
import { tourBulk } from './tour-bulk.ts';
import { tourDirectory, tourOrders } from './tour-orders.ts';

/** Calls every operation of SCM in every way that ends differently; each response is checked. */
export async function tourScm(sandbox: Sandbox): Promise<void> {
  const call = createScmCall(sandbox);
  await tourInventory(sandbox, call);
  for (const status of ['Issued', 'Unmanaged', 'Nonsense'])
    await call('HEAD /api/ssl/v1', { query: { status } });
  await tourReport(call);
  await tourCustomFields(call);
  await tourOrders(sandbox, call, 3);
  await tourDirectory(call);
  for (const domain of ['new.example', 'nowhere.example'])
    await call('POST /api/dcv/v1/validation/status', { body: { domain } });
  const sslId = sandbox.scmState.certificates().find(({ status }) => status === 'Issued')?.sslId ?? 0;
  for (const format of ['x509CO', 'bin', 'nonsense'])
    await call('GET /api/ssl/v1/collect/{sslId}/{format}', { path: { sslId, format } });
}

/** Does the same with the OAuth2 flavour, which lacks the count, the collection by path and the older status of domains. */
export async function tourScmOAuth(sandbox: Sandbox): Promise<void> {
  const call = await createScmOAuthCall(sandbox);
  await tourInventory(sandbox, call);
  await tourReport(call);
  await tourCustomFields(call);
  await tourOrders(sandbox, call, '3');
  await tourDirectory(call);
}

async function tourInventory(sandbox: Sandbox, call: CheckedCall): Promise<void> {
  const list = 'GET /api/ssl/v1';
  const detail = 'GET /api/ssl/v1/{sslId}';
  const put = 'PUT /api/ssl/v1';
  for (const query of [
    {},
    { size: 0 },
    { size: 201 },
    { size: 5, position: 7 },
    { position: 100_000 },
    { position: -1 },
    { size: 'x' },
  ]) {
    await call(list, { query });
  }
  for (const status of ['Issued', 'SAApproved', 'SA Approved', 'Unmanaged', 'Nonsense'])
    await call(list, { query: { status } });
  for (const { sslId } of sandbox.scmState.certificates()) {
    await call(detail, { path: { sslId }, query: { dateFormat: 'ISO' } });
  }
  for (const dateFormat of ['', 'iso_hms', 'EU', 'US_HMS', 'uk', 'JP_HMS', 'dd.MM.yyyy', 'nonsense']) {
    await call(detail, { path: { sslId: 1000 }, query: { dateFormat } });
  }
  await call(detail, { path: { sslId: 999_999 } });
  await call(detail, { path: { sslId: 1000 }, headers: { password: 'wrong' } });
  await call(list, { headers: { customerUri: 'CORP' } });

  const requested = sandbox.scmState.certificates().find(({ status }) => status === 'Requested');
  const bodies: unknown[] = [
    { sslId: 1000, customFields: [{ name: 'Cost Center', value: 'CC-1' }] },
    { sslId: 1000, customFields: [{ name: 'cost center', value: '' }] },
    { sslId: 1000, customFields: [{ name: 'Review Date', value: '31.12.2026' }] },
    { sslId: 1000, customFields: [{ name: 'Legacy Code', value: 'L1' }] },
    { sslId: 1000, customFields: [{ name: 'Notes', value: 'x'.repeat(257) }] },
    { sslId: 1000, customFields: [] },
    { sslId: 1000, comments: 'changed' },
    { sslId: 1000, term: 90 },
    {
      sslId: requested?.sslId,
      term: 90,
      certTypeId: 1003,
      commonName: 'new.corp.example',
      subjectAlternativeNames: ['a.corp.example'],
    },
    { sslId: requested?.sslId, certTypeId: 9 },
    { sslId: 999_999 },
    { comments: 'nowhere' },
    [],
    '{',
  ];
  for (const body of bodies) await call(put, { body, query: { dateFormat: 'ISO' } });
  await call('GET /api/ssl/v1/types');
  await call('GET /api/ssl/v1/types', { query: { organizationId: 0 } });
  await call('GET /api/ssl/v1/customFields');
}

async function tourReport(call: CheckedCall): Promise<void> {
  const report = 'POST /api/report/v1/ssl-certificates';
  await call(report, { body: {} });
  await call(report, {
    body: { certificateStatus: 3, certificateDateAttribute: 2, from: '2000-01-01', to: '2100-01-01' },
  });
  await call(report, { body: { from: '2026-02-01', to: '2026-01-01' } });
  await call(report, { body: { serialNumberFormat: 'HEXWithLeadingZeros', organizationIds: [201] } });
}

async function tourCustomFields(call: CheckedCall): Promise<void> {
  const fields = '/api/customField/v2';
  for (const certType of ['SSL', 'smime', 'Device', 'CodeSign', 'nonsense'])
    await call(`GET ${fields}`, { query: { certType } });
  await call(`GET ${fields}`);
  const created = await call(`POST ${fields}`, {
    body: { name: 'Fresh', certType: 'ssl', input: { type: 'TEXT_OPTION', options: ['a'] } },
  });
  const id = Number(created.headers.get('location')?.split('/').at(-1));
  await call(`POST ${fields}`, { body: { name: 'fresh', certType: 'SSL' } });
  await call(`POST ${fields}`, { body: { name: ' ', certType: 'SSL' } });
  await call(`GET ${fields}/{id}`, { path: { id } });
  await call(`PUT ${fields}`, { body: { id, name: 'Fresh too', mandatories: ['REST_API'] } });
  await call(`PUT ${fields}`, { body: { id: 9999, name: 'Nowhere' } });
  await call(`DELETE ${fields}/{id}`, { path: { id } });
  await call(`DELETE ${fields}/{id}`, { path: { id } });
  await call(`GET ${fields}/{id}`, { path: { id } });
}

/** Calls every operation of Command in every way that ends differently; each response is checked. */
export async function tourCommand(sandbox: Sandbox): Promise<void> {
  const call = createCommandCall(sandbox);
  const list = 'GET /Certificates';
  await call('GET /Status/Endpoints');
  await call('GET /Status/Endpoints', { headers: { authorization: undefined } });
  await call('GET /Status/Endpoints', { headers: { 'x-keyfactor-requested-with': undefined } });
  await call('GET /Status/Endpoints', { headers: { 'x-keyfactor-api-version': '2' } });
  if (sandbox.switches.commandVersion >= 11) await call('GET /Status/HealthCheck');
  const queries = [
    '',
    'IssuerDN -contains "Sectigo"',
    'CertId -gt 3 AND CertId -le 9',
    'CertState -eq "Revoked"',
    'Nowhere -eq 1',
    'CN -eq',
    'Criticality -eq NULL OR BusinessUnit -ne "Retail"',
  ];
  for (const QueryString of queries) {
    await call(list, {
      query: {
        QueryString,
        IncludeRevoked: true,
        IncludeExpired: true,
        includeMetadata: true,
        ReturnLimit: 1000,
      },
    });
  }
  for (const SortField of ['CertId', 'IssuedCN', 'IssuedDate', 'IssuerDN', '', 'NotBefore', 'Id'])
    await call(list, { query: { SortField } });
  for (const query of [
    { PageReturned: 99 },
    { PageReturned: 0 },
    { SortAscending: 1 },
    { SortAscending: true },
    { 'pq.returnLimit': 2 },
  ]) {
    await call(list, { query });
  }
  await call('GET /Certificates/{id}', { path: { id: 1 } });
  await call('GET /Certificates/{id}', { path: { id: 2 }, query: { includeMetadata: true } });
  await call('GET /Certificates/{id}', { path: { id: 999_999_999 } });
  await tourMetadataFields(sandbox);
  await tourMetadataValues(sandbox);
  await tourBulk(sandbox, call);
}

async function tourMetadataFields(sandbox: Sandbox): Promise<void> {
  const call = createCommandCall(sandbox);
  const fields = '/MetadataFields';
  const one = `${fields}/{idOrName}`;
  for (const query of [
    {},
    { ReturnLimit: 1, PageReturned: 2 },
    { SortField: 'Name' },
    { SortField: 'x' },
    { QueryString: 'Name -eq "Tour-1"' },
    { QueryString: 'Id -eq 1' },
  ]) {
    await call(`GET ${fields}`, { query });
  }
  for (let DataType = 1; DataType <= 7; DataType += 1) {
    const Options = DataType === 5 ? 'Red,Green' : null;
    await call(`POST ${fields}`, {
      body: { Name: `Tour-${DataType}`, Description: 'tour', DataType, Options, DisplayOrder: 10 },
    });
  }
  for (const body of [
    { Name: 'tour-1', Description: '', DataType: 1 },
    { Name: 'with space', Description: '', DataType: 1 },
    { Name: 'IssuerDN', Description: '', DataType: 1 },
    { Name: 'NoOptions', Description: '', DataType: 5 },
    {},
    '{',
  ]) {
    await call(`POST ${fields}`, { body });
  }
  const { json: field } = await call(`GET ${one}`, { path: { idOrName: 'TOUR-1' } });
  await call(`GET ${one}`, { path: { idOrName: field.Id } });
  await call(`GET ${one}`, { path: { idOrName: 'Nowhere' } });
  await call(`PUT ${fields}`, {
    body: { Id: field.Id, Name: 'Tour-1', Description: 'changed', DataType: 1, DisplayOrder: 1 },
  });
  await call(`PUT ${fields}`, {
    body: { Id: field.Id, Name: 'Tour-1', Description: 'changed', DataType: 2, DisplayOrder: 1 },
  });
  await call(`PUT ${fields}`, {
    body: { Id: field.Id, Name: 'Tour-1', Description: 'changed', DataType: 1 },
  });
  await call(`PUT ${fields}`, {
    body: { Id: 9999, Name: 'Tour-1', Description: 'changed', DataType: 1, DisplayOrder: 1 },
  });
  await call(`GET ${fields}/{id}/InUse`, { path: { id: 1 } });
  await call(`GET ${fields}/{id}/InUse`, { path: { id: 9999 } });
  await call(`DELETE ${one}`, { path: { idOrName: 1 } });
  await call(`DELETE ${one}`, { path: { idOrName: 9999 } });
}

async function tourMetadataValues(sandbox: Sandbox): Promise<void> {
  const call = createCommandCall(sandbox);
  const put = 'PUT /Certificates/Metadata';
  const good = {
    'Tour-1': 'text',
    'Tour-2': 7,
    'Tour-3': '2026-03-01',
    'Tour-4': true,
    'Tour-5': 'Red',
    'Tour-6': 'a\nb',
    'Tour-7': 'a@corp.example',
  };
  await call(put, { body: { Id: 2, Metadata: good } });
  await call('GET /Certificates/{id}', { path: { id: 2 }, query: { includeMetadata: true } });
  for (const Metadata of [
    { 'Tour-2': 'x' },
    { 'Tour-2': '' },
    { 'tour-1': 'x' },
    { Nowhere: 'x' },
    { 'Tour-1': null },
    { 'Tour-3': '3/4/2026 12:00:00 AM' },
  ]) {
    await call(put, { body: { Id: 2, Metadata } });
  }
  await call(put, { body: { Id: 999_999_999, Metadata: {} } });
  await call(put, { body: {} });
  await call('DELETE /MetadataFields/{idOrName}', { path: { idOrName: 3 }, query: { force: true } });
  await call('DELETE /MetadataFields', { body: [4, 5], query: { force: true } });
}
