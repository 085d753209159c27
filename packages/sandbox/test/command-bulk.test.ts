import { X509Certificate } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { defaultSwitches, type Sandbox, startSandbox } from '../src/index.ts';
import { type CheckedCall, createCommandCall, createScmCall } from './checked-client.ts';

let sandbox: Sandbox;
let call: CheckedCall;

beforeAll(async () => {
  sandbox = await startSandbox({ certificates: 20, now: new Date('2026-03-15T10:00:00Z') });
  call = createCommandCall(sandbox);
});
afterAll(() => sandbox.close());
beforeEach(() => {
  sandbox.reset();
  sandbox.setSwitches(defaultSwitches());
  for (const { id } of sandbox.commandState.certificates())
    sandbox.commandState.updateCertificate(id, { metadata: { BusinessUnit: null } });
});

const bulk = (body: unknown, query: Record<string, number> = {}) =>
  call('PUT /Certificates/Metadata/All', { body, query });
const set = (Value: string | null, OverwriteExisting = true) => [
  { MetadataName: 'BusinessUnit', Value, OverwriteExisting },
];
const holders = (value = 'Retail'): number[] =>
  sandbox.commandState
    .certificates()
    .filter(({ metadata }) => metadata.BusinessUnit === value)
    .map(({ id }) => id);
const idsWhere = (test: (certificate: { state: number; issuerDn: string; notAfter: string }) => boolean) =>
  sandbox.commandState
    .certificates()
    .filter(test)
    .map(({ id }) => id);

describe('bulk metadata', () => {
  it('writes to the ids, to what the query finds, or to a collection', async () => {
    expect((await bulk({ CertificateIds: [3, 5, 3], Metadata: set('Retail') })).status).toBe(204);
    expect(holders()).toEqual([3, 5]);
    await bulk({ Query: 'CertId -le 2', Metadata: set('Retail') });
    expect(holders()).toEqual([1, 2, 3, 5]);
    const sectigo = idsWhere(({ issuerDn }) => issuerDn.includes('Sectigo'));
    await bulk({ Metadata: set('Finance') }, { collectionId: 1 });
    expect(holders('Finance')).toEqual(sectigo);
  });

  it('overwrites only if requested', async () => {
    await bulk({ CertificateIds: [1], Metadata: set('Retail') });
    await bulk({ CertificateIds: [1, 2], Metadata: set('Finance', false) });
    expect([holders(), holders('Finance')]).toEqual([[1], [2]]);
    await bulk({ CertificateIds: [1, 2], Metadata: [{ MetadataName: 'BusinessUnit', Value: '' }] });
    expect([holders(), holders('Finance')]).toEqual([[1], [2]]);
    await bulk({ CertificateIds: [1, 2], Metadata: set('') });
    expect([holders(), holders('Finance')]).toEqual([[], []]);
  });

  it('writes nothing after any mistake', async () => {
    const CertificateIds = [1, 2];
    for (const body of [
      { Metadata: set('Retail') },
      { CertificateIds: [], Metadata: set('Retail') },
      { CertificateIds, Metadata: [...set('Retail'), { MetadataName: 'Nowhere', Value: 'x' }] },
      { CertificateIds, Metadata: [...set('Retail'), { MetadataName: 'Criticality', Value: 'x' }] },
      { CertificateIds, Metadata: [...set('Retail'), { MetadataName: 'BusinessUnit', Value: 7 }] },
      { CertificateIds },
      { Query: 'CN -eq', Metadata: set('Retail') },
    ])
      expect((await bulk(body)).status).toBe(400);
    expect((await bulk({ Metadata: set('Retail') }, { collectionId: 99 })).status).toBe(400);
    expect(holders()).toEqual([]);
  });

  it.each([
    ['ids', [1, 9]],
    ['query', [1, 2]],
    ['both', [1]],
  ] as const)('with ids and a query writes by %s', async (bulkIdsAndQuery, expected) => {
    sandbox.setSwitches({ bulkIdsAndQuery });
    await bulk({ CertificateIds: [1, 9], Query: 'CertId -le 2', Metadata: set('Retail') });
    expect(holders()).toEqual(expected);
  });

  it('refuses ids together with a query, and unknown ids, by switch', async () => {
    const both = { CertificateIds: [1], Query: 'CertId -le 2', Metadata: set('Retail') };
    const unknown = { CertificateIds: [1, 999_999], Metadata: set('Retail') };
    expect((await bulk(unknown)).status).toBe(204);
    sandbox.setSwitches({ bulkIdsAndQuery: 'refused', bulkUnknownId: 'refused' });
    expect((await bulk(both)).status).toBe(400);
    expect((await bulk({ ...unknown, Metadata: set('Finance') })).status).toBe(400);
    expect(holders()).toEqual([1]);
  });

  it('takes an empty id list with a collection for the collection, or for nothing by switch', async () => {
    const body = { CertificateIds: [], Metadata: set('Retail') };
    sandbox.setSwitches({ bulkEmptyIds: 'nothing' });
    expect((await bulk(body, { collectionId: 1 })).status).toBe(204);
    expect(holders()).toEqual([]);
    sandbox.setSwitches({ bulkEmptyIds: 'whole-collection' });
    await bulk(body, { collectionId: 1 });
    expect(holders()).not.toEqual([]);
  });

  it('reaches revoked and expired certificates unless the switch keeps it from them', async () => {
    const active = idsWhere(
      ({ state, notAfter }) => state !== 2 && Date.parse(notAfter) >= Date.parse('2026-03-15T10:00:00Z'),
    );
    sandbox.setSwitches({ bulkScope: 'active' });
    await bulk({ Query: '', Metadata: set('Retail') }, { collectionId: 0 }).then(({ status }) =>
      expect(status).toBe(400),
    );
    await bulk({ Query: 'CertId -gt 0', Metadata: set('Retail') });
    expect(holders()).toEqual(active);
    sandbox.setSwitches({ bulkScope: 'all' });
    await bulk({ Query: 'CertId -gt 0', Metadata: set('Retail') });
    expect(holders()).toHaveLength(sandbox.commandState.size);
  });
});

describe('compare', () => {
  const compare = async (metadataFieldName: string, value?: string, certificateId = 1) =>
    await call('GET /Certificates/Metadata/Compare', {
      query: { certificateId, metadataFieldName, ...(value === undefined ? {} : { value }) },
    });

  it('compares with the value read back or, by switch, by type', async () => {
    sandbox.commandState.putMetadataField({ Name: 'Due', DataType: 3 });
    sandbox.commandState.updateCertificate(1, { metadata: { Due: '2026-03-01', BusinessUnit: 'Retail' } });
    const results = async () =>
      Promise.all(
        [
          ['Due', '2026-03-01'],
          ['Due', '3/1/2026 12:00:00 AM'],
          ['BusinessUnit', 'Retail'],
          ['BusinessUnit', 'retail'],
          ['BusinessUnit', 'Other'],
        ].map(async ([name, value]) => (await compare(name ?? '', value)).json),
      );
    expect(await results()).toEqual([false, true, true, false, false]);
    sandbox.setSwitches({ compareMetadata: 'by-type' });
    expect(await results()).toEqual([true, true, true, true, false]);
  });

  it('takes an absent value for an empty one', async () => {
    expect((await compare('BusinessUnit')).json).toBe(true);
    expect((await compare('BusinessUnit', 'x')).json).toBe(false);
  });

  it('refuses unknown certificates and fields', async () => {
    expect((await compare('BusinessUnit', 'x', 999_999)).status).toBe(404);
    expect((await compare('Nowhere', 'x')).status).toBe(404);
    expect((await call('GET /Certificates/Metadata/Compare', { query: {} })).status).toBe(400);
  });
});

describe('content and import', () => {
  const get = async (id: number) => (await call('GET /Certificates/{id}', { path: { id } })).json;
  const importOne = (body: unknown) => call('POST /Certificates/Import', { body });

  it('returns the real certificate by id, never in a list, and its thumbprint from then on', async () => {
    const [row] = (await call('GET /Certificates', { query: { ReturnLimit: 1, SortField: 'CertId' } })).json;
    expect(row.ContentBytes).toBeNull();
    const { ContentBytes, Thumbprint } = await get(row.Id);
    const certificate = new X509Certificate(Buffer.from(ContentBytes, 'base64'));
    expect(Thumbprint).toBe(certificate.fingerprint.replaceAll(':', ''));
    expect(certificate.subject).toContain(`CN=${row.IssuedCN}`);
    const QueryString = `Thumbprint -eq "${Thumbprint}"`;
    const query = { QueryString, IncludeRevoked: true, IncludeExpired: true };
    const [found] = (await call('GET /Certificates', { query })).json;
    expect(found).toMatchObject({ Id: row.Id, Thumbprint });
  });

  it('is the same certificate that SCM collects', async () => {
    const issued = sandbox.scmState
      .certificates()
      .find(
        ({ status, serialNumber }) =>
          status === 'Issued' && sandbox.commandState.findBySerial(serialNumber ?? '').length > 0,
      );
    const [held] = sandbox.commandState.findBySerial(issued?.serialNumber ?? '');
    const collected = await createScmCall(sandbox)('GET /api/ssl/v1/collect/{sslId}', {
      path: { sslId: issued?.sslId ?? 0 },
      query: { format: 'x509CO' },
    });
    const { ContentBytes } = await get(held?.id ?? 0);
    expect(new X509Certificate(collected.text).raw.toString('base64')).toBe(ContentBytes);
  });

  it('imports a certificate once, with metadata only when asked', async () => {
    const { ContentBytes, Thumbprint } = await get(1);
    sandbox.commandState.removeCertificate(1);
    const before = sandbox.commandState.size;
    const body = { Certificate: ContentBytes, Metadata: { BusinessUnit: 'Retail' } };
    expect((await importOne(body)).json).toMatchObject({ Thumbprint, ImportStatus: 0 });
    expect(holders()).toEqual([]);
    expect((await importOne({ ...body, ImportMetadata: true })).json.ImportStatus).toBe(1);
    const [id = 0] = holders();
    expect(await get(id)).toMatchObject({ Thumbprint, ContentBytes });
    expect(sandbox.commandState.size).toBe(before + 1);
    sandbox.setSwitches({ importKnown: 'refused' });
    expect((await importOne(body)).status).toBe(400);
  });

  it('imports a certificate that SCM has issued for an order', async () => {
    sandbox.setSwitches({ issueAfterRequests: 0 });
    const scm = createScmCall(sandbox);
    const { sslId } = (
      await scm('POST /api/ssl/v1/enroll-keygen', {
        body: {
          orgId: 201,
          certType: 1001,
          term: 90,
          commonName: 'www.corp.example',
          algorithm: 'RSA',
          subjAltNames: 'b.corp.example',
          customFields: [{ name: 'Cost Center', value: 'CC-1' }],
        },
      })
    ).json;
    const query = { format: 'x509CO' };
    const { text } = await scm('GET /api/ssl/v1/collect/{sslId}', { path: { sslId }, query });
    const certificate = new X509Certificate(text);
    await importOne({ Certificate: certificate.raw.toString('base64') });
    const serial = sandbox.scmState.certificate(sslId)?.serialNumber ?? '';
    const [held] = sandbox.commandState.findBySerial(serial);
    expect(await get(held?.id ?? 0)).toMatchObject({
      IssuedDN: 'CN=www.corp.example,O=Corp Holding,C=DE',
      IssuerDN: 'CN=Sectigo Public Server Authentication CA DV R36,O=Sectigo Limited,C=GB',
      KeyTypeString: 'RSA',
      KeySizeInBits: 2048,
      NotAfter: '2026-06-12T23:59:59Z',
      SubjectAltNameElements: [{ Value: 'www.corp.example' }, { Value: 'b.corp.example' }],
    });
  });

  it('refuses PEM, a PFX and bad metadata', async () => {
    const { ContentBytes } = await get(1);
    const pem = `-----BEGIN CERTIFICATE-----\n${ContentBytes}\n-----END CERTIFICATE-----`;
    for (const body of [
      { Certificate: pem },
      { Certificate: 'MAMCAQM=', Password: 'x' },
      { Certificate: '' },
      {},
      { Certificate: ContentBytes, ImportMetadata: true, Metadata: { Criticality: 'x' } },
    ])
      expect((await importOne(body)).status).toBe(400);
  });
});

describe('permissions', () => {
  const refusal = async (operation: string, options: object = {}) => {
    const { status, json } = await call(operation, options);
    return [status, json?.Message];
  };
  const denied = (right: string) => [
    403,
    `User CORP\\svc-certbridge does not have the required permissions: ${right}.`,
  ];
  const read = '/certificates/collections/read/';
  const modify = '/certificates/collections/metadata/modify/';

  it('on collections only count when the call names one', async () => {
    sandbox.setSwitches({ certificatePermissions: 'collections' });
    const one = { path: { id: 1 } };
    expect(await refusal('GET /Certificates')).toEqual(denied(read));
    expect(await refusal('GET /Certificates', { query: { collectionId: 0 } })).toEqual(denied(read));
    expect(await refusal('GET /Certificates/{id}', one)).toEqual(denied(read));
    expect(await refusal('PUT /Certificates/Metadata', { body: { Id: 1, Metadata: {} } })).toEqual(
      denied(modify),
    );
    expect(await refusal('PUT /Certificates/Metadata/All', { body: { Metadata: [] } })).toEqual(
      denied(modify),
    );
    expect(await refusal('GET /Certificates', { query: { collectionId: 99 } })).toEqual(denied(`${read}99/`));
    expect((await call('GET /Certificates', { query: { collectionId: 1 } })).status).toBe(200);
    expect((await call('GET /MetadataFields')).status).toBe(200);
  });

  it('of a collection end at its members', async () => {
    const inside = idsWhere(({ issuerDn }) => issuerDn.includes('Sectigo'));
    const outside = idsWhere(({ issuerDn }) => !issuerDn.includes('Sectigo'));
    const query = { collectionId: 1 };
    const { headers } = await call('GET /Certificates', {
      query: { ...query, IncludeRevoked: true, IncludeExpired: true },
    });
    expect(headers.get('x-total-count')).toBe(String(inside.length));
    const get = async (id = 0) => (await call('GET /Certificates/{id}', { path: { id }, query })).status;
    expect([await get(inside[0]), await get(outside[0])]).toEqual([200, 404]);
    await bulk({ CertificateIds: [inside[0], outside[0]], Metadata: set('Retail') }, query);
    expect(holders()).toEqual([inside[0]]);
  });

  it('can be none at all', async () => {
    sandbox.setSwitches({ certificatePermissions: 'none' });
    expect(await refusal('GET /Certificates', { query: { collectionId: 1 } })).toEqual(denied(`${read}1/`));
    expect(await refusal('POST /Certificates/Import', { body: { Certificate: 'AAAA' } })).toEqual(
      denied('/certificates/import/'),
    );
  });

  it('allow a collection that was added, by its query', async () => {
    const { id } = sandbox.commandState.putCollection({ name: 'Two', query: 'CertId -le 2' });
    const { json } = await call('GET /Certificates', {
      query: { collectionId: id, IncludeRevoked: true, IncludeExpired: true },
    });
    expect(json).toHaveLength(2);
    expect(() => sandbox.commandState.putCollection({ name: 'Bad', query: 'Nowhere -eq 1' })).toThrow();
  });
});
