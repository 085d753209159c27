import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type CommandDataType, defaultSwitches, type Sandbox, startSandbox } from '../src/index.ts';
import { type CheckedCall, createCommandCall } from './checked-client.ts';

let sandbox: Sandbox;
let call: CheckedCall;
beforeAll(async () => {
  sandbox = await startSandbox({ certificates: 60, now: new Date('2026-03-15T10:00:00Z') });
  call = createCommandCall(sandbox);
});
afterAll(() => sandbox.close());
beforeEach(() => {
  sandbox.reset();
  sandbox.setSwitches(defaultSwitches());
});

type Row = { Id: number; IssuedCN: string; Metadata: Record<string, string | null> };
const ids = (rows: Row[]): number[] => rows.map(({ Id }) => Id);
const list = (query: Record<string, string | number | boolean>) => call('GET /Certificates', { query });
const find = async (QueryString: string, more = {}): Promise<number[]> =>
  ids(
    (await list({ QueryString, ReturnLimit: 1000, IncludeRevoked: true, IncludeExpired: true, ...more }))
      .json,
  );

describe('the list', () => {
  it('returns 50 rows by default and the total', async () => {
    const response = await list({});
    expect(response.json).toHaveLength(50);
    expect(response.headers.get('x-total-count')).toBe(String(sandbox.counts().command.active));
    expect(response.headers.get('x-keyfactor-product-version')).toBe('25.1.1.0');
  });

  it('pages from 1, and returns an empty page past the end', async () => {
    const all = ids((await list({ ReturnLimit: 1000 })).json);
    expect(ids((await list({ ReturnLimit: 10, PageReturned: 2 })).json)).toEqual(all.slice(10, 20));
    expect((await list({ ReturnLimit: 10, PageReturned: 100 })).json).toEqual([]);
  });

  it('leaves out revoked and expired certificates, whatever the query says', async () => {
    const { active, expired, revoked } = sandbox.counts().command;
    const count = async (query: Record<string, string | boolean>) =>
      (await list({ ReturnLimit: 1000, ...query })).json.length;
    expect(await count({})).toBe(active);
    expect(await count({ IncludeExpired: true })).toBe(active + expired);
    expect(await count({ IncludeRevoked: true })).toBe(active + revoked);
    expect(await count({ QueryString: 'CertState -eq "2"' })).toBe(0);
    expect(await count({ QueryString: 'CertState -eq "2"', IncludeRevoked: true })).toBe(revoked);
  });

  it('sorts by the fields of the query language, descending with SortAscending 1', async () => {
    const rows = (await list({ SortField: 'IssuedCN', ReturnLimit: 1000 })).json as Row[];
    const names = rows.map(({ IssuedCN }) => IssuedCN);
    expect(names).toEqual([...names].sort());
    const down = (await list({ SortField: 'CertId', SortAscending: 1, ReturnLimit: 5 })).json;
    const all = ids((await list({ ReturnLimit: 1000 })).json);
    expect(ids(down)).toEqual(all.reverse().slice(0, 5));
  });

  it('refuses other sort fields with the captured error', async () => {
    expect(await list({ SortField: 'Id' })).toMatchObject({
      status: 400,
      json: { ErrorCode: '0xA011004A', Message: 'Invalid sort field: Id.' },
    });
    expect((await list({ SortField: 'NotBefore' })).status).toBe(200);
    sandbox.setSwitches({ sortByNotBefore: 'refused' });
    expect((await list({ SortField: 'NotBefore' })).status).toBe(400);
  });

  it('knows plain and prefixed parameters, or one of them by switch', async () => {
    const plain = async () => (await list({ ReturnLimit: 3 })).json.length;
    const prefixed = async () => (await list({ 'pq.returnLimit': 3 })).json.length;
    expect([await plain(), await prefixed()]).toEqual([3, 3]);
    sandbox.setSwitches({ parameterNames: 'plain' });
    expect([await plain(), await prefixed()]).toEqual([3, 50]);
    sandbox.setSwitches({ parameterNames: 'prefixed' });
    expect([await plain(), await prefixed()]).toEqual([50, 3]);
  });

  it('ignores a parameter it does not know', async () => {
    expect((await list({ QuerryString: 'CertId -eq 1' })).json).toHaveLength(50);
  });

  it('holds metadata only when asked', async () => {
    const { id } = sandbox.commandState.addCertificate({
      serialNumber: 'AB',
      metadata: { BusinessUnit: 'Retail' },
    });
    const metadata = async (query = {}) =>
      (await list({ QueryString: `CertId -eq ${id}`, ...query })).json[0].Metadata;
    expect(await metadata()).toEqual({});
    expect(await metadata({ includeMetadata: true })).toEqual({ BusinessUnit: 'Retail' });
    sandbox.setSwitches({ emptyMetadata: 'null' });
    expect(await metadata({ includeMetadata: true })).toEqual({ BusinessUnit: 'Retail', Criticality: null });
    sandbox.setSwitches({ emptyMetadata: 'empty', unrequestedMetadata: 'null' });
    expect(await metadata({ includeMetadata: true })).toEqual({ BusinessUnit: 'Retail', Criticality: '' });
    expect(await metadata()).toBeNull();
  });

  it('writes time stamps and serial numbers as the switches say', async () => {
    const { id } = sandbox.commandState.addCertificate({
      serialNumber: '00:0F:80',
      notBefore: '2026-01-02T03:04:05Z',
    });
    const row = async (rowId = id) => (await list({ QueryString: `CertId -eq ${rowId}` })).json[0];
    expect(await row()).toMatchObject({ SerialNumber: '0F80', NotBefore: '2026-01-02T03:04:05Z' });
    sandbox.setSwitches({ timestampZone: 'missing', serialSignByte: 'kept' });
    expect(await row()).toMatchObject({ SerialNumber: '0F80', NotBefore: '2026-01-02T03:04:05' });
    const high = sandbox.commandState.addCertificate({ serialNumber: '80FF' });
    expect((await row(high.id)).SerialNumber).toBe('0080FF');
  });

  it('trims pages by switch', async () => {
    sandbox.setSwitches({ maxReturnLimit: 20 });
    expect((await list({ ReturnLimit: 20 })).json).toHaveLength(20);
    expect((await list({ ReturnLimit: 21 })).json).toHaveLength(20);
  });
});

describe('the query language', () => {
  const all = () => sandbox.commandState.certificates();

  it('compares text ignoring case, or not by switch', async () => {
    const sectigo = all().filter(({ issuerDn }) => issuerDn.includes('Sectigo'));
    expect(await find('IssuerDN -contains "sectigo"')).toHaveLength(sectigo.length);
    expect(await find('IssuerDN -notcontains "SECTIGO"')).toHaveLength(all().length - sectigo.length);
    sandbox.setSwitches({ textCompare: 'exact-case' });
    expect(await find('IssuerDN -contains "sectigo"')).toEqual([]);
    expect(await find('IssuerDN -startswith "CN=Sectigo"')).toHaveLength(sectigo.length);
    expect(await find('IssuerDN -endswith "C=GB"')).toHaveLength(sectigo.length);
  });

  it('pages by key: the total counts what lies beyond the bound', async () => {
    const wanted = (
      await find('IssuerDN -contains "Sectigo"', { IncludeRevoked: false, IncludeExpired: false })
    ).filter((id) => id > 30);
    const response = await list({
      QueryString: '(IssuerDN -contains "Sectigo") AND CertId -gt 30',
      SortField: 'CertId',
      ReturnLimit: 5,
    });
    expect(ids(response.json)).toEqual(wanted.slice(0, 5));
    expect(response.headers.get('x-total-count')).toBe(String(wanted.length));
    const sorted = await list({ QueryString: 'CertId -gt 30', SortField: 'IssuedCN', ReturnLimit: 1000 });
    expect(ids(sorted.json).every((id) => id > 30)).toBe(true);
  });

  it('refuses CertId by switch', async () => {
    sandbox.setSwitches({ certIdQuery: 'refused' });
    expect((await list({ QueryString: 'CertId -gt 5' })).status).toBe(400);
  });

  it('finds a serial number as it is written', async () => {
    const [certificate] = all();
    const written = (await call('GET /Certificates/{id}', { path: { id: certificate?.id ?? 0 } })).json
      .SerialNumber;
    expect(await find(`SerialNumber -eq "${written}"`)).toEqual([certificate?.id]);
  });

  it('compares dates, with placeholders for today', async () => {
    const expired = all().filter(({ notAfter }) => notAfter < '2026-03-15T00:00:00Z');
    expect(await find('ExpirationDate -lt "%TODAY%"')).toHaveLength(expired.length);
    expect(await find('ExpirationDate -lt "2026-03-15T00:00:00Z"')).toHaveLength(expired.length);
    const { id } = sandbox.commandState.addCertificate({
      serialNumber: 'AB',
      importDate: '2026-02-01T13:45:00Z',
    });
    expect(await find('ImportDate -eq "02-01-2026"')).toContain(id);
    expect(await find('ImportDate -ge "2026-02-01T13:45:01Z"')).not.toContain(id);
    expect(await find('ImportDate -ge "2026-02-01T13:45:00Z"')).toContain(id);
  });

  it('finds metadata by name and type, and sees a write at once', async () => {
    sandbox.commandState.putMetadataField({ Name: 'Size', DataType: 2 });
    sandbox.commandState.putMetadataField({ Name: 'Due', DataType: 3 });
    sandbox.commandState.putMetadataField({ Name: 'Public', DataType: 4 });
    expect(await find('Size -gt 5')).toEqual([]);
    await call('PUT /Certificates/Metadata', {
      body: { Id: 3, Metadata: { Size: 10, Due: '2026-03-01', Public: true } },
    });
    expect(await find('Size -gt 5')).toEqual([3]);
    expect(await find('Size -eq NULL')).toHaveLength(all().length - 1);
    expect(await find('Due -lt "%TODAY%" AND Public -eq "true"')).toEqual([3]);
    expect(await find('Size -ne NULL')).toEqual([3]);
  });

  it.each([
    'CertState -eq "Revoked"',
    'Nowhere -eq "x"',
    'CertId -contains "1"',
    'CN -gt "x"',
    'ExpirationDate -lt "soon"',
    'CN -eq "x" AND',
  ])('refuses %s with 400', async (QueryString) => {
    expect((await list({ QueryString })).status).toBe(400);
  });

  it('takes a plus sign in the query string as a space, or literally by switch', async () => {
    const send = (query: string) =>
      fetch(`${sandbox.command.url}/Certificates?QueryString=${query}`, {
        headers: {
          authorization: `Basic ${Buffer.from(`${sandbox.command.username}:${sandbox.command.password}`).toString('base64')}`,
          'x-keyfactor-requested-with': 'APIClient',
        },
      });
    expect((await send('CertId+-eq+1')).status).toBe(200);
    sandbox.setSwitches({ plusInQuery: 'plus' });
    expect((await send('CertId+-eq+1')).status).toBe(400);
    expect((await send('CertId%20-eq%201')).status).toBe(200);
  });
});

describe('one certificate', () => {
  it('is found by id, revoked ones too', async () => {
    const revoked = sandbox.commandState.certificates().find(({ state }) => state === 2);
    const { json } = await call('GET /Certificates/{id}', { path: { id: revoked?.id ?? 0 } });
    expect(json).toMatchObject({
      CertState: 2,
      CertStateString: 'Revoked',
      RevocationEffDate: expect.any(String),
    });
  });

  it('is missed with the captured text', async () => {
    expect(await call('GET /Certificates/{id}', { path: { id: 999_999_999 } })).toMatchObject({
      status: 404,
      json: { Message: "Unable to find 'Certificate' with Id '999999999'" },
    });
  });
});

describe('metadata fields', () => {
  const create = (field: object) =>
    call('POST /MetadataFields', { body: { Description: '', DataType: 1, ...field } });
  const names = async (query = {}) =>
    (await call('GET /MetadataFields', { query })).json.map(({ Name }: { Name: string }) => Name);

  it('come 50 a page by DisplayOrder', async () => {
    for (let index = 0; index < 60; index += 1)
      sandbox.commandState.putMetadataField({ Name: `Field-${index}`, DisplayOrder: 100 - index });
    const first = await call('GET /MetadataFields');
    expect(first.json).toHaveLength(50);
    expect(first.headers.get('x-total-count')).toBe('62');
    expect(await names({ PageReturned: 2 })).toHaveLength(12);
    expect(await names()).toEqual(expect.arrayContaining(['Field-59']));
    expect((await names({ ReturnLimit: 100 })).at(-1)).toBe('Field-0');
    sandbox.setSwitches({ totalCountOnMetadataFields: 'missing' });
    expect((await call('GET /MetadataFields')).headers.has('x-total-count')).toBe(false);
  });

  it('are queried by Name only', async () => {
    expect(await names({ QueryString: 'Name -eq "businessunit"' })).toEqual(['BusinessUnit']);
    expect((await call('GET /MetadataFields', { query: { QueryString: 'Id -eq 1' } })).status).toBe(400);
  });

  it('are created with 200 and refused for a name taken, built in or with other characters', async () => {
    expect(await create({ Name: 'Owner_Team-1' })).toMatchObject({
      status: 200,
      json: { Id: 3, Enrollment: 0, Hint: null },
    });
    expect(await create({ Name: 'owner_team-1' })).toMatchObject({
      json: { Message: "Metadata Field with Name 'owner_team-1' already exists." },
    });
    for (const Name of ['Owner Team', 'Owner/Team', 'Größe', '', 'SerialNumber', 'RequesterName'])
      expect((await create({ Name })).status).toBe(400);
  });

  it.each([
    ['Description', 1024],
    ['Hint', 128],
    ['Message', 1024],
    ['DefaultValue', 100],
  ])('take at most the documented length of %s', async (property, limit) => {
    expect((await create({ Name: 'Fits', [property]: 'x'.repeat(limit) })).status).toBe(200);
    expect((await create({ Name: 'TooLong', [property]: 'x'.repeat(limit + 1) })).status).toBe(400);
  });

  it('are replaced as a whole, or merged by switch', async () => {
    const { json } = await create({ Name: 'Owner', Hint: 'keep' });
    const body = { Id: json.Id, Name: 'Owner', Description: 'new', DataType: 1, DisplayOrder: 5 };
    sandbox.setSwitches({ metadataFieldOnPut: 'keep' });
    expect((await call('PUT /MetadataFields', { body })).json).toMatchObject({
      Hint: 'keep',
      Description: 'new',
    });
    sandbox.setSwitches({ metadataFieldOnPut: 'replace' });
    expect((await call('PUT /MetadataFields', { body })).json).toMatchObject({
      Hint: null,
      Description: 'new',
    });
  });

  it('keep their data type for good and their name once in use', async () => {
    const { json } = await create({ Name: 'Owner' });
    const body = { Id: json.Id, Name: 'Owner-2', Description: '', DataType: 1, DisplayOrder: 5 };
    expect((await call('PUT /MetadataFields', { body: { ...body, DataType: 2 } })).status).toBe(400);
    expect((await call('PUT /MetadataFields', { body })).status).toBe(200);
    await call('PUT /Certificates/Metadata', { body: { Id: 1, Metadata: { 'Owner-2': 'x' } } });
    expect((await call('PUT /MetadataFields', { body: { ...body, Name: 'Owner-3' } })).status).toBe(400);
  });

  it('need DisplayOrder on PUT from version 11 on', async () => {
    const body = { Id: 1, Name: 'BusinessUnit', Description: '', DataType: 1 };
    expect((await call('PUT /MetadataFields', { body })).status).toBe(400);
    sandbox.setSwitches({ commandVersion: 10 });
    expect((await call('PUT /MetadataFields', { body })).status).toBe(200);
  });

  it('in use are deleted only by force, with their values', async () => {
    sandbox.commandState.updateCertificate(1, { metadata: { BusinessUnit: 'Retail' } });
    const path = { idOrName: 1 };
    expect((await call('DELETE /MetadataFields/{idOrName}', { path })).status).toBe(400);
    expect((await call('GET /MetadataFields/{id}/InUse', { path: { id: 1 } })).json).toBe(true);
    expect((await call('DELETE /MetadataFields/{idOrName}', { path, query: { force: true } })).status).toBe(
      204,
    );
    expect(sandbox.commandState.certificate(1)?.metadata).not.toHaveProperty('BusinessUnit');
  });

  it('have the properties of the version', async () => {
    const properties = async (commandVersion: 10 | 11 | 24 | 25) => {
      sandbox.setSwitches({ commandVersion });
      return Object.keys((await call('GET /MetadataFields')).json[0]);
    };
    expect(await properties(25)).toEqual(
      expect.arrayContaining(['CaseSensitive', 'ExemptFromActionedCount']),
    );
    expect(await properties(25)).not.toContain('AllowAPI');
    expect(await properties(24)).toEqual(
      expect.arrayContaining(['CaseSensitive', 'AllowAPI', 'ExplicitUpdate']),
    );
    expect(await properties(11)).not.toContain('CaseSensitive');
    expect(await properties(10)).not.toContain('AllowAPI');
  });
});

describe('metadata values', () => {
  const field = (DataType: CommandDataType, more = {}) =>
    sandbox.commandState.putMetadataField({ Name: 'Field', DataType, ...more });
  const put = (value: unknown, name = 'Field') =>
    call('PUT /Certificates/Metadata', { body: { Id: 1, Metadata: { [name]: value } } });
  const read = async () =>
    (await call('GET /Certificates/{id}', { path: { id: 1 }, query: { includeMetadata: true } })).json
      .Metadata.Field;

  it.each([
    [1, 'x'.repeat(400), 'x'.repeat(401)],
    [2, 2_147_483_647, 2_147_483_648],
    [2, '-12', '1.5'],
    [3, '2024-02-29', '2026-02-29'],
    [3, '12/31/2026 12:00:00 AM', '31.12.2026'],
    [4, false, 'yes'],
    [5, 'Red', 'red'],
    [6, 'x'.repeat(4000), 'x'.repeat(4001)],
    [7, 'a@corp.example, b@corp.example', 'a b'],
    [7, `${'a'.repeat(87)}@corp.example`, `${'a'.repeat(88)}@corp.example!`],
  ] as const)('of type %i are checked', async (dataType, good, bad) => {
    field(dataType, { Options: dataType === 5 ? 'Red,Green' : null });
    expect((await put(bad)).status).toBe(400);
    expect((await put(good)).status).toBe(204);
  });

  it('of type String must match the validation', async () => {
    field(1, { Validation: '^[A-Z]+$', CaseSensitive: true });
    expect((await put('abc')).status).toBe(400);
    expect((await put('ABC')).status).toBe(204);
    field(1, { Id: 3, Validation: '^[A-Z]+$', CaseSensitive: false });
    expect((await put('abc')).status).toBe(204);
  });

  it('are merged: a field that is not sent stays', async () => {
    field(1);
    await put('Retail', 'BusinessUnit');
    await put('x');
    expect(sandbox.commandState.certificate(1)?.metadata).toMatchObject({
      BusinessUnit: 'Retail',
      Field: 'x',
    });
  });

  it('are written all or not at all', async () => {
    const before = sandbox.commandState.certificate(1);
    const body = { Id: 1, Metadata: { BusinessUnit: 'Other', Criticality: 'Wrong' } };
    expect((await call('PUT /Certificates/Metadata', { body })).status).toBe(400);
    expect(sandbox.commandState.certificate(1)).toEqual(before);
  });

  it('are cleared by an empty text, for typed fields unless the switch refuses', async () => {
    field(2);
    await put(5);
    sandbox.setSwitches({ emptyClearsTypedFields: 'refused' });
    expect((await put('')).status).toBe(400);
    sandbox.setSwitches({ emptyClearsTypedFields: 'clears' });
    expect((await put('')).status).toBe(204);
    expect(await read()).toBeUndefined();
  });

  it('of a required field can be cleared unless the switch refuses', async () => {
    field(1, { Enrollment: 1 });
    expect((await put('')).status).toBe(204);
    sandbox.setSwitches({ requiredFieldCleared: 'refused' });
    expect((await put('')).status).toBe(400);
  });

  it('null clears, is refused, or does nothing', async () => {
    field(1);
    await put('x');
    sandbox.setSwitches({ nullMetadataValue: 'ignored' });
    await put(null);
    expect(await read()).toBe('x');
    sandbox.setSwitches({ nullMetadataValue: 'refused' });
    expect((await put(null)).status).toBe(400);
    sandbox.setSwitches({ nullMetadataValue: 'clears' });
    await put(null);
    expect(await read()).toBeUndefined();
  });

  it('of an unknown field fail the call or are ignored, and names are exact by default', async () => {
    field(1);
    expect((await put('x', 'Nowhere')).status).toBe(400);
    expect((await put('x', 'FIELD')).status).toBe(400);
    sandbox.setSwitches({ metadataNameCase: 'ignored' });
    expect((await put('x', 'FIELD')).status).toBe(204);
    expect(await read()).toBe('x');
    sandbox.setSwitches({ unknownMetadataName: 'ignored' });
    expect((await put('x', 'Nowhere')).status).toBe(204);
  });

  it('of an unknown certificate get 404', async () => {
    expect(
      (await call('PUT /Certificates/Metadata', { body: { Id: 999_999_999, Metadata: {} } })).status,
    ).toBe(404);
  });

  it('read back dates by version, culture and switch', async () => {
    field(3);
    await put('2021-07-03');
    expect(await read()).toBe('7/3/2021 12:00:00 AM');
    sandbox.setSwitches({ serverCulture: 'day-first' });
    expect(await read()).toBe('03/07/2021 00:00:00');
    sandbox.setSwitches({ commandVersion: 24 });
    expect(await read()).toBe('2021-07-03');
    sandbox.setSwitches({ commandVersion: 25, metadataDates: 'iso' });
    expect(await read()).toBe('2021-07-03');
  });

  it('read back Boolean and line breaks by switch', async () => {
    field(4);
    await put('TRUE');
    expect(await read()).toBe('True');
    sandbox.setSwitches({ booleanText: 'true' });
    expect(await read()).toBe('true');
    sandbox.commandState.removeMetadataField(3);
    field(6);
    await put('a\nb');
    expect(await read()).toBe('a\nb');
    sandbox.setSwitches({ bigTextLineBreaks: 'crlf' });
    expect(await read()).toBe('a\r\nb');
  });
});
