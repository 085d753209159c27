import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { defaultSwitches, type Sandbox, type Switches, startSandbox, strictRequests } from '../src/index.ts';
import { makeCsr } from './make-csr.ts';

let sandbox: Sandbox;
let csr: string;
beforeAll(async () => {
  sandbox = await startSandbox({ certificates: 20, now: new Date('2026-03-15T10:00:00Z') });
  ({ csr } = await makeCsr('CN=www.corp.example'));
});
afterAll(() => sandbox.close());
beforeEach(() => {
  sandbox.reset();
  sandbox.setSwitches(defaultSwitches());
});

type Result = Promise<{ status: number; json: unknown }>;

async function read(response: Response): Result {
  const text = await response.text();
  return {
    status: response.status,
    json: text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : text,
  };
}

const json = (body: unknown) =>
  body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };

async function scm(method: string, path: string, body?: unknown): Result {
  const { url, login, password, customerUri } = sandbox.scm;
  const { headers, ...rest } = { headers: {}, ...json(body) };
  return read(
    await fetch(`${url}${path}`, { method, headers: { ...headers, login, password, customerUri }, ...rest }),
  );
}

async function command(method: string, path: string, body?: unknown): Result {
  const { url, username, password } = sandbox.command;
  const authorization = `Basic ${Buffer.from(`${username}:${password}`, 'ascii').toString('base64')}`;
  const { headers, ...rest } = { headers: {}, ...json(body) };
  return read(
    await fetch(`${url}${path}`, {
      method,
      headers: { ...headers, authorization, 'x-keyfactor-requested-with': 'APIClient' },
      ...rest,
    }),
  );
}

const issued = () => sandbox.scmState.certificates().find(({ status }) => status === 'Issued')?.sslId ?? 0;
const order = () => ({
  orgId: 201,
  certType: 1001,
  term: 90,
  csr,
  customFields: [{ name: 'Cost Center', value: 'CC-1' }],
});
const customFields = [{ Name: 'Cost Center', VALUE: 'CC-1' }];
const field = { Name: 'NewField', Description: 'new', DataType: 1, DisplayOrder: 1 };

describe.each<[keyof typeof strictRequests, string, () => Result]>([
  [
    'revokeReasonCode',
    'a revocation without reason code',
    () => scm('POST', `/api/ssl/v1/revoke/${issued()}`, { reason: 'x' }),
  ],
  ['renewalBody', 'a renewal without a body', () => scm('POST', `/api/ssl/v1/renewById/${issued()}`)],
  [
    'numbersAsText',
    'an order with numbers as text',
    () => scm('POST', '/api/ssl/v1/enroll', { ...order(), orgId: '201', term: '90' }),
  ],
  [
    'numbersAsText',
    'a reason code as text',
    () => scm('POST', `/api/ssl/v1/revoke/${issued()}`, { reason: 'x', reasonCode: '4' }),
  ],
  [
    'numbersAsText',
    'a metadata field with a type as text',
    () => command('POST', '/MetadataFields', { ...field, DataType: '1' }),
  ],
  [
    'nullProperties',
    'an order with null for its comments',
    () => scm('POST', '/api/ssl/v1/enroll', { ...order(), comments: null }),
  ],
  [
    'nullProperties',
    'a submission with null for its provider',
    () =>
      scm('POST', '/api/dcv/v1/validation/submit/domain/txt', {
        domain: 'new.example',
        dnsProviderName: null,
      }),
  ],
  [
    'nullProperties',
    'an update with null for its custom fields',
    () => scm('PUT', '/api/ssl/v1', { sslId: issued(), comments: 'x', customFields: null }),
  ],
  [
    'nullProperties',
    'a metadata field with null for a flag',
    () => command('POST', '/MetadataFields', { ...field, CaseSensitive: null }),
  ],
  ['trailingSlash', 'a list of SCM with a slash at the end', () => scm('GET', '/api/ssl/v1/?size=1')],
  [
    'trailingSlash',
    'a metadata field that is created with a slash at the end',
    () => command('POST', '/MetadataFields/', field),
  ],
  [
    'trailingSlash',
    'a metadata field that is read with a slash at the end',
    () => command('GET', '/MetadataFields/BusinessUnit/'),
  ],
  [
    'requestPropertyCase',
    'a metadata field in camel case',
    () =>
      command('POST', '/MetadataFields', {
        name: 'NewField',
        description: 'new',
        dataType: 1,
        displayOrder: 1,
      }),
  ],
  [
    'requestPropertyCase',
    'bulk metadata in mixed case',
    () =>
      command('PUT', '/Certificates/Metadata/All', {
        certificateIds: [1],
        METADATA: [{ metadataName: 'BusinessUnit', value: 'x', overwriteExisting: true }],
      }),
  ],
  [
    'requestPropertyCase',
    'an order in Pascal case',
    () => {
      const { orgId: OrgId, certType: CertType, term: Term, csr: Csr } = order();
      return scm('POST', '/api/ssl/v1/enroll', { OrgId, CertType, Term, Csr, CustomFields: customFields });
    },
  ],
  [
    'requestPropertyCase',
    'custom fields of an order in Pascal case',
    () => scm('POST', '/api/ssl/v1/enroll', { ...order(), customFields }),
  ],
  [
    'requestPropertyCase',
    'a revocation in Pascal case',
    () => scm('POST', `/api/ssl/v1/revoke/${issued()}`, { Reason: 'x' }),
  ],
  ['plusInQuery', 'a plus sign for a space', () => command('GET', '/Certificates?QueryString=CertId+-eq+1')],
  [
    'zeroPaging',
    'paging parameters of 0',
    () => command('GET', '/Certificates?PageReturned=0&ReturnLimit=0&SortField='),
  ],
])('%s', (name, what, send) => {
  it(`lets ${what} pass by default`, async () => {
    expect((await send()).status).toBeLessThan(300);
  });

  it(`refuses ${what} by switch, with all the others still lenient`, async () => {
    sandbox.setSwitches({ [name]: strictRequests[name] } as Partial<Switches>);
    const { status } = await send();
    expect(status).toBe(name === 'trailingSlash' ? 404 : 400);
  });
});

it('has a strict value for every leniency, which is not the default', () => {
  const defaults = defaultSwitches();
  for (const [name, value] of Object.entries(strictRequests))
    expect(defaults[name as keyof typeof strictRequests], name).not.toBe(value);
});

it('means by null what leaving out means, and nothing by the null of something needed', async () => {
  const sslId = issued();
  await scm('PUT', '/api/ssl/v1', { sslId, comments: 'kept' });
  expect(await scm('PUT', '/api/ssl/v1', { sslId, comments: null })).toMatchObject({
    json: { comments: 'kept' },
  });
  expect((await scm('POST', '/api/ssl/v1/enroll', { ...order(), orgId: null })).status).toBe(400);
  const nothing = { sslId, customFields: [{ name: 'Cost Center', value: null }] };
  expect((await scm('PUT', '/api/ssl/v1', nothing)).status).toBe(400);
});

it('keeps the case of metadata names, which are data, and null as their value', async () => {
  await command('PUT', '/Certificates/Metadata', { id: 1, metadata: { BusinessUnit: 'Retail', Owner: 'x' } });
  expect(
    (await command('PUT', '/Certificates/Metadata', { id: 1, metadata: { businessunit: 'x' } })).status,
  ).toBe(400);
  sandbox.setSwitches({ nullMetadataValue: 'refused' });
  expect(
    (await command('PUT', '/Certificates/Metadata', { id: 1, metadata: { BusinessUnit: null } })).status,
  ).toBe(400);
});

it('takes text that is not a number for none', async () => {
  for (const orgId of ['', 'x', '2 01', '201.5', '0xC9', true])
    expect((await scm('POST', '/api/ssl/v1/enroll', { ...order(), orgId })).status).toBe(400);
});

// Requests as the sync tools of the vendor send them, in its own letter case, escaping and encoding.
describe('the metadata sync of the vendor', () => {
  it('finds its fields, creates them, and writes what it found in SCM', async () => {
    const { json: fields } = await scm('GET', '/api/customField/v2');
    expect(fields).not.toHaveLength(0);
    const { json: list } = await scm('GET', '/api/ssl/v1?sslTypeId=1001&position=0&size=25&status=Issued');
    const [{ sslId, serialNumber }] = list as [{ sslId: number; serialNumber: string }];
    expect((await scm('GET', `/api/ssl/v1/${sslId}`)).status).toBe(200);

    expect((await command('GET', '/MetadataFields')).status).toBe(200);
    const created = await command('POST', '/MetadataFields', {
      Id: 0,
      Name: 'Cost-Center',
      Description: 'Cost Center',
      DataType: 1,
      Enrollment: 0,
      DisplayOrder: 0,
      CaseSensitive: false,
    });
    const { Id } = created.json as { Id: number };
    const changed = { ...(created.json as object), Description: 'changed', Id };
    expect((await command('PUT', '/MetadataFields', changed)).status).toBe(200);

    const query = `QueryString=${encodeURIComponent('IssuerDN -contains "Sectigo"')}&includeMetadata=true&PageReturned=1&ReturnLimit=100&SortField=NotBefore&SortAscending=1`;
    const { json: found } = await command(
      'GET',
      `/Certificates?${query}&DateImported%20-ge%20%222020-01-01%22&IncludeRevoked=true&IncludeExpired=true`,
    );
    const match = (found as { Id: number; SerialNumber: string }[]).find(
      (row) => row.SerialNumber.replace(/^0+/, '') === serialNumber,
    );
    const body = { id: match?.Id, metadata: { 'Cost-Center': 'CC-9' } };
    expect((await command('PUT', '/Certificates/Metadata', body)).status).toBe(204);
    const { json: after } = await command('GET', `/Certificates/${match?.Id}?includeMetadata=true`);
    expect(after).toMatchObject({ Metadata: { 'Cost-Center': 'CC-9' } });
  });

  it('writes into SCM with its word for comments, and without them', async () => {
    const sslId = issued();
    const customFields = [{ name: 'Cost Center', value: 'CC-9' }];
    for (const comments of ['update', undefined])
      expect((await scm('PUT', '/api/ssl/v1', { sslId, customFields, comments })).status).toBe(200);
  });

  it('searches with the parameters and the plus signs of generated clients', async () => {
    const query = 'pq.queryString=IssuerDN+-contains+%22Sectigo%22&pq.pageReturned=1&pq.returnLimit=5';
    expect((await command('GET', `/Certificates?${query}`)).json).toHaveLength(5);
  });
});

it('orders, collects by path and revokes as the gateway plugin of the vendor does', async () => {
  sandbox.setSwitches({ issueAfterRequests: 0 });
  const request = {
    ...order(),
    numberServers: 1,
    serverType: -1,
    comments: 'CERTIFICATE_REQUESTOR: x',
    externalRequester: '',
    subjAltNames: '',
  };
  const { json: placed } = await scm('POST', '/api/ssl/v1/enroll', request);
  const { sslId } = placed as { sslId: number };
  expect(await scm('GET', `/api/ssl/v1/collect/${sslId}/x509CO`)).toMatchObject({
    status: 200,
    json: expect.stringContaining('BEGIN CERTIFICATE'),
  });
  expect((await scm('POST', `/api/ssl/v1/revoke/${sslId}`, { reason: 'x', reasonCode: 4 })).status).toBe(204);
});
