import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { defaultSwitches, type Sandbox, startSandbox } from '../src/index.ts';
import { type CheckedCall, createScmCall } from './checked-client.ts';

let sandbox: Sandbox;
let call: CheckedCall;
beforeAll(async () => {
  sandbox = await startSandbox({ certificates: 60, now: new Date('2026-03-15T10:00:00Z') });
  call = createScmCall(sandbox);
});
afterAll(() => sandbox.close());
beforeEach(() => {
  sandbox.reset();
  sandbox.setSwitches(defaultSwitches());
});

const ids = (rows: { sslId: number }[]): number[] => rows.map(({ sslId }) => sslId);
const details = async (sslId: number, query = {}) =>
  (await call('GET /api/ssl/v1/{sslId}', { path: { sslId }, query })).json;
const put = (body: object) => call('PUT /api/ssl/v1', { body });

describe('the list', () => {
  it('pages by position and size and returns the total on every page', async () => {
    const all = ids(sandbox.scmState.certificates());
    const first = await call('GET /api/ssl/v1', { query: { size: 10 } });
    const second = await call('GET /api/ssl/v1', { query: { size: 10, position: 10 } });
    expect(ids(first.json)).toEqual(all.slice(0, 10));
    expect(ids(second.json)).toEqual(all.slice(10, 20));
    expect(second.headers.get('x-total-count')).toBe(String(all.length));
    const past = await call('GET /api/ssl/v1', { query: { size: 10, position: all.length } });
    expect(past.json).toEqual([]);
    expect(past.headers.get('x-total-count')).toBe(String(all.length));
  });

  it('accepts size 200 and refuses 201, or trims it by switch', async () => {
    expect((await call('GET /api/ssl/v1', { query: { size: 200 } })).status).toBe(200);
    expect((await call('GET /api/ssl/v1', { query: { size: 201 } })).json.code).toBe(-1001);
    sandbox.setSwitches({ sizeOver200: 'trimmed' });
    expect((await call('GET /api/ssl/v1', { query: { size: 201 } })).status).toBe(200);
  });

  it('means an empty page, the default or a mistake by size 0', async () => {
    expect((await call('GET /api/ssl/v1', { query: { size: 0 } })).json).toEqual([]);
    sandbox.setSwitches({ sizeZero: 'default', sizeAbsent: 10 });
    expect((await call('GET /api/ssl/v1', { query: { size: 0 } })).json).toHaveLength(10);
    expect((await call('GET /api/ssl/v1')).json).toHaveLength(10);
    sandbox.setSwitches({ sizeZero: 'refused' });
    expect((await call('GET /api/ssl/v1', { query: { size: 0 } })).status).toBe(400);
  });

  it('comes in descending order by switch', async () => {
    sandbox.setSwitches({ listOrder: 'descending' });
    const all = ids(sandbox.scmState.certificates()).reverse();
    expect(ids((await call('GET /api/ssl/v1', { query: { size: 7, position: 3 } })).json)).toEqual(
      all.slice(3, 10),
    );
    expect(
      ids((await call('GET /api/ssl/v1', { query: { size: 200, position: all.length - 2 } })).json),
    ).toEqual(all.slice(-2));
  });

  it('filters by status and profile, and counts the same with HEAD', async () => {
    const query = { status: 'Issued', sslTypeId: 1002 };
    const wanted = sandbox.scmState
      .certificates()
      .filter(({ status, sslTypeId }) => status === 'Issued' && sslTypeId === 1002);
    expect(ids((await call('GET /api/ssl/v1', { query })).json)).toEqual(ids(wanted));
    expect((await call('HEAD /api/ssl/v1', { query })).headers.get('x-total-count')).toBe(
      String(wanted.length),
    );
  });

  it('filters by a part of the common name in any case, or by the whole by switch', async () => {
    const [certificate] = sandbox.scmState.certificates();
    const name = certificate?.commonName ?? '';
    expect(
      ids((await call('GET /api/ssl/v1', { query: { commonName: name.slice(0, -3).toUpperCase() } })).json),
    ).toContain(certificate?.sslId);
    sandbox.setSwitches({ textFilter: 'exact' });
    expect((await call('GET /api/ssl/v1', { query: { commonName: name.slice(0, -3) } })).json).toEqual([]);
    expect(ids((await call('GET /api/ssl/v1', { query: { commonName: name } })).json)).toEqual([
      certificate?.sslId,
    ]);
  });

  it('finds a serial number in every notation, or only in the padded one by switch', async () => {
    const certificate = sandbox.scmState
      .certificates()
      .find(({ serialNumber }) => serialNumber?.startsWith('00'));
    const padded = certificate?.serialNumber ?? '';
    const colons = padded.replaceAll(/..(?=.)/g, '$&:').toLowerCase();
    const find = async (serialNumber: string) =>
      ids((await call('GET /api/ssl/v1', { query: { serialNumber } })).json);
    for (const text of [padded, padded.replace(/^0+/, ''), colons])
      expect(await find(text)).toEqual([certificate?.sslId]);
    sandbox.setSwitches({ serialFilter: 'bare-padded' });
    expect(await find(padded.toLowerCase())).toEqual([certificate?.sslId]);
    expect(await find(colons)).toEqual([]);
  });

  it('finds departments of an organization only by switch', async () => {
    const count = async () => (await call('GET /api/ssl/v1', { query: { orgId: 202 } })).json.length;
    const exact = await count();
    sandbox.setSwitches({ orgFilter: 'with-departments' });
    expect(await count()).toBeGreaterThan(exact);
  });

  it('writes serial numbers in the chosen form, and none before issue', async () => {
    const padded = sandbox.scmState.certificates().find(({ serialNumber }) => serialNumber?.startsWith('0'));
    const row = async () =>
      (await call('GET /api/ssl/v1')).json.find(({ sslId }: { sslId: number }) => sslId === padded?.sslId);
    expect((await row()).serialNumber).toBe(padded?.serialNumber?.replace(/^0+/, ''));
    sandbox.setSwitches({ listSerial: 'bare-padded', scmSerialCase: 'lower' });
    expect((await row()).serialNumber).toBe(padded?.serialNumber?.toLowerCase());
    const pending = (await call('GET /api/ssl/v1', { query: { status: 'Requested' } })).json;
    expect(pending[0]).not.toHaveProperty('serialNumber');
  });

  it('refuses an unknown status and ignores an unknown parameter', async () => {
    expect((await call('GET /api/ssl/v1', { query: { status: 'Active' } })).json.code).toBe(-1001);
    expect((await call('GET /api/ssl/v1', { query: { state: 'Active' } })).status).toBe(200);
  });

  it('shows a change of state on the next page', async () => {
    const count = async () =>
      Number((await call('GET /api/ssl/v1', { query: { status: 'Issued' } })).headers.get('x-total-count'));
    const before = await count();
    const issued = sandbox.scmState.certificates().find(({ status }) => status === 'Issued');
    sandbox.scmState.updateCertificate(issued?.sslId ?? 0, { status: 'Revoked' });
    expect(await count()).toBe(before - 1);
    expect(await details(issued?.sslId ?? 0)).toMatchObject({ reasonCode: 0, revoked: '03/15/2026' });
  });
});

describe('the detail', () => {
  it('writes dates as MM/dd/yyyy, or as dateFormat says unless the switch ignores it', async () => {
    const { sslId = 0 } = sandbox.scmState.certificates().find(({ status }) => status === 'Issued') ?? {};
    expect((await details(sslId)).expires).toMatch(/^\d{2}\/\d{2}\/\d{4}$/);
    expect((await details(sslId, { dateFormat: 'ISO' })).expires).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    sandbox.setSwitches({ dateFormat: 'ignored' });
    expect((await details(sslId, { dateFormat: 'ISO' })).expires).toMatch(/^\d{2}\/\d{2}\/\d{4}$/);
  });

  it('leaves out keys without a value, or sends null or "" by switch', async () => {
    const { sslId } = sandbox.scmState.addCertificate({});
    expect(await details(sslId)).not.toHaveProperty('serialNumber');
    sandbox.setSwitches({ detailEmptyKeys: 'null' });
    expect(await details(sslId)).toMatchObject({ serialNumber: null, revoked: null, customFields: null });
    sandbox.setSwitches({ detailEmptyKeys: 'empty' });
    expect(await details(sslId)).toMatchObject({ serialNumber: '', revoked: '', comments: '' });
  });

  it('shows values of active SSL fields only', async () => {
    const { sslId } = sandbox.scmState.addCertificate({
      customFields: { 'Cost Center': 'CC-1', 'Legacy Code': 'L1' },
    });
    expect((await details(sslId)).customFields).toEqual([{ name: 'Cost Center', value: 'CC-1' }]);
  });

  it('treats SUSPENDED_ACTIVE as inactive unless the switch says otherwise', async () => {
    const [costCenter] = sandbox.scmState.customFields();
    if (costCenter === undefined) throw new Error('no custom field');
    sandbox.scmState.putCustomField({ ...costCenter, state: 'SUSPENDED_ACTIVE' });
    const { sslId } = sandbox.scmState.addCertificate({ customFields: { 'Cost Center': 'CC-1' } });
    expect(await details(sslId)).not.toHaveProperty('customFields');
    sandbox.setSwitches({ suspendedActive: 'active' });
    expect((await details(sslId)).customFields).toHaveLength(1);
  });

  it('returns 404 and -5101 for an unknown id, or 400 by switch', async () => {
    const unknown = () => call('GET /api/ssl/v1/{sslId}', { path: { sslId: 9_999_999 } });
    expect(await unknown()).toMatchObject({ status: 404, json: { code: -5101 } });
    sandbox.setSwitches({ unknownIdOnGet: 400 });
    expect(await unknown()).toMatchObject({ status: 400, json: { code: -123 } });
  });

  it('spells states and reason codes as the switches say', async () => {
    const { sslId = 0 } = sandbox.scmState.certificates().find(({ status }) => status === 'SAApproved') ?? {};
    const revoked = sandbox.scmState.certificates().find(({ status }) => status === 'Revoked');
    expect((await details(revoked?.sslId ?? 0)).reasonCode).toBeTypeOf('number');
    sandbox.setSwitches({ statusSpelling: 'SA Approved', reasonCode: 'text' });
    expect((await details(sslId)).status).toBe('SA Approved');
    expect((await details(revoked?.sslId ?? 0)).reasonCode).toBeTypeOf('string');
  });
});

describe('PUT', () => {
  const values = { 'Cost Center': 'CC-1', Environment: 'Test', 'Legacy Code': 'L1' };
  const add = () => sandbox.scmState.addCertificate({ customFields: values, comments: 'keep me' }).sslId;
  const stored = (sslId: number) => sandbox.scmState.certificate(sslId);

  it('replaces the values of active fields and leaves everything else', async () => {
    const sslId = add();
    const response = await put({ sslId, customFields: [{ name: 'Cost Center', value: 'CC-2' }] });
    expect(response.json.customFields).toEqual([{ name: 'Cost Center', value: 'CC-2' }]);
    expect(stored(sslId)).toMatchObject({
      customFields: { 'Cost Center': 'CC-2', 'Legacy Code': 'L1' },
      comments: 'keep me',
    });
  });

  it('drops values of inactive fields by switch', async () => {
    sandbox.setSwitches({ inactiveValuesOnReplace: 'dropped' });
    const sslId = add();
    await put({ sslId, customFields: [] });
    expect(stored(sslId)?.customFields).toEqual({});
  });

  it('merges by name by switch', async () => {
    sandbox.setSwitches({ customFieldsOnPut: 'merge' });
    const sslId = add();
    await put({ sslId, customFields: [{ name: 'Cost Center', value: 'CC-2' }] });
    expect(stored(sslId)?.customFields).toEqual({ ...values, 'Cost Center': 'CC-2' });
  });

  it('leaves values alone when customFields is not sent, and overwrites comments', async () => {
    const sslId = add();
    await put({ sslId, comments: 'update' });
    expect(stored(sslId)).toMatchObject({ customFields: values, comments: 'update' });
  });

  it('clears a value by an empty text, or stores it by switch', async () => {
    const sslId = add();
    await put({ sslId, customFields: [{ name: 'Cost Center', value: '' }] });
    expect(stored(sslId)?.customFields).not.toHaveProperty('Cost Center');
    sandbox.setSwitches({ emptyCustomFieldValue: 'shown' });
    const response = await put({ sslId, customFields: [{ name: 'Cost Center', value: '' }] });
    expect(response.json.customFields).toEqual([{ name: 'Cost Center', value: '' }]);
  });

  it.each([
    ['Contact E-mail', 'a@b.example', 'a b'],
    ['Asset Number', '12.5', '12a'],
    ['Environment', 'Staging', 'staging'],
    ['Review Date', '2026-02-28', '2026-02-29'],
    ['Owner/Team', 'one line', 'two\nlines'],
  ])('checks values of %s', async (name, good, bad) => {
    const sslId = add();
    expect((await put({ sslId, customFields: [{ name, value: good }] })).status).toBe(200);
    const before = stored(sslId);
    expect((await put({ sslId, customFields: [{ name, value: bad }] })).json.code).toBe(-1601);
    expect(stored(sslId)).toEqual(before);
    sandbox.setSwitches({ badCustomFieldValue: 'stored' });
    expect((await put({ sslId, customFields: [{ name, value: bad }] })).status).toBe(200);
  });

  it('takes 256 characters of a value and 1024 of comments, not one more, and no null', async () => {
    const sslId = add();
    const withValue = (value: unknown) => put({ sslId, customFields: [{ name: 'Notes', value }] });
    expect((await withValue('x'.repeat(256))).status).toBe(200);
    expect((await withValue('x'.repeat(257))).json.code).toBe(-1001);
    expect((await withValue(null)).json.code).toBe(-1001);
    expect((await put({ sslId, comments: 'x'.repeat(1024) })).status).toBe(200);
    expect((await put({ sslId, comments: 'x'.repeat(1025) })).json.code).toBe(-1001);
  });

  it.each(['Nowhere', 'Legacy Code', 'Mailbox Owner', 'cost center'])('refuses the name %s', async (name) => {
    const sslId = add();
    expect((await put({ sslId, customFields: [{ name, value: 'x' }] })).json.code).toBe(-135);
    sandbox.setSwitches({ unknownCustomField: 'ignored', customFieldsOnPut: 'merge' });
    await put({ sslId, customFields: [{ name, value: 'x' }] });
    expect(stored(sslId)?.customFields).toEqual(values);
  });

  it('finds names in any case by switch', async () => {
    sandbox.setSwitches({ customFieldNameCase: 'ignored' });
    const sslId = add();
    await put({ sslId, customFields: [{ name: 'cost center', value: 'CC-9' }] });
    expect(stored(sslId)?.customFields['Cost Center']).toBe('CC-9');
  });

  it('demands mandatory fields by switch', async () => {
    const sslId = add();
    expect((await put({ sslId, customFields: [] })).status).toBe(200);
    sandbox.setSwitches({ mandatoryOnPut: 'checked' });
    expect((await put({ sslId, customFields: [] })).json.code).toBe(-62);
    expect((await put({ sslId, comments: 'no values sent' })).status).toBe(200);
  });

  it('refuses locked keys outside the editable states, or ignores them by switch', async () => {
    const sslId = add();
    expect(await put({ sslId, term: 90 })).toMatchObject({
      json: { code: -1601, description: expect.stringContaining("'term'") },
    });
    sandbox.setSwitches({ lockedKey: 'ignored' });
    expect((await put({ sslId, term: 90, comments: 'changed' })).json).toMatchObject({
      term: 199,
      comments: 'changed',
    });
    for (const status of ['Requested', 'Declined', 'Rejected', 'Invalid'] as const) {
      sandbox.scmState.updateCertificate(sslId, { status });
      expect((await put({ sslId, term: 90 })).json.term).toBe(90);
    }
  });

  it('returns 400 and -124 for an unknown id, or 404 by switch', async () => {
    expect(await put({ sslId: 9_999_999 })).toMatchObject({ status: 400, json: { code: -124 } });
    sandbox.setSwitches({ unknownIdOnPut: 404 });
    expect(await put({ sslId: 9_999_999 })).toMatchObject({ status: 404, json: { code: -5101 } });
  });
});

describe('custom fields', () => {
  it('come for one certificate type or for all', async () => {
    const names = async (query: Record<string, string>) =>
      (await call('GET /api/customField/v2', { query })).json.map(({ name }: { name: string }) => name);
    expect(await names({ certType: 'SSL' })).toEqual(await names({ certType: 'ssl' }));
    expect(await names({ certType: 'SSL' })).not.toContain('Mailbox Owner');
    expect(await names({})).toContain('Mailbox Owner');
  });

  it('have a short form for active SSL fields', async () => {
    const short = (await call('GET /api/ssl/v1/customFields')).json;
    expect(short).toContainEqual({ id: 301, name: 'Cost Center', mandatory: true });
    expect(short.map(({ name }: { name: string }) => name)).not.toContain('Legacy Code');
    sandbox.setSwitches({ shortFormLists: 'all' });
    expect((await call('GET /api/ssl/v1/customFields')).json).toHaveLength(short.length + 1);
  });

  it('are created, changed and deleted', async () => {
    const created = await call('POST /api/customField/v2', { body: { name: 'Fresh', certType: 'ssl' } });
    const location = created.headers.get('location') ?? '';
    expect(location).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/api\/customField\/v2\/\d+$/);
    const id = Number(location.split('/').at(-1));
    await call('PUT /api/customField/v2', { body: { id, name: 'Fresh', state: 'INACTIVE' } });
    expect((await call('GET /api/customField/v2/{id}', { path: { id } })).json.state).toBe('INACTIVE');
    expect((await call('DELETE /api/customField/v2/{id}', { path: { id } })).status).toBe(204);
    expect((await call('GET /api/customField/v2/{id}', { path: { id } })).status).toBe(404);
  });
});

describe('the report', () => {
  const report = async (body: object) => (await call('POST /api/report/v1/ssl-certificates', { body })).json;

  it('holds every certificate with values, and serial numbers without leading zeros unless asked', async () => {
    const { reports } = await report({});
    expect(reports).toHaveLength(sandbox.scmState.size);
    const zero = sandbox.scmState.certificates().find(({ serialNumber }) => serialNumber?.startsWith('00'));
    const serial = async (body: object) =>
      (await report(body)).reports.find(({ id }: { id: number }) => id === zero?.sslId).serialNumber;
    expect(await serial({})).toBe(zero?.serialNumber?.replace(/^0+/, ''));
    expect(await serial({ serialNumberFormat: 'HEXWithLeadingZeros' })).toBe(zero?.serialNumber);
  });

  it('applies an inclusive range to the chosen date', async () => {
    const all = (await report({ certificateStatus: 4 })).reports as { id: number; expires: string }[];
    const day = all[0]?.expires.slice(0, 10) ?? '';
    const { reports } = await report({ certificateDateAttribute: 3, from: day, to: day });
    expect(reports.map(({ id }: { id: number }) => id)).toContain(all[0]?.id);
    expect((await report({ from: '2026-01-02', to: '2026-01-01' })).code).toBe(-1001);
  });

  it('leaves out rows that lack the chosen date', async () => {
    const { reports } = await report({ certificateDateAttribute: 4, from: '2000-01-01', to: '2100-01-01' });
    expect(reports.length).toBeGreaterThan(0);
    expect(reports.length).toBeLessThan(sandbox.scmState.size);
  });

  it('refuses more rows than the switch allows', async () => {
    sandbox.setSwitches({ reportMaxRows: sandbox.scmState.size });
    expect((await report({})).statusCode).toBe(0);
    sandbox.setSwitches({ reportMaxRows: sandbox.scmState.size - 1 });
    expect((await report({})).code).toBe(-1);
  });

  it('fails at a gateway when it is too long, by switch', async () => {
    sandbox.setSwitches({ reportMaxRows: 1, reportTooLarge: 'gateway-timeout' });
    const response = await call('POST /api/report/v1/ssl-certificates', { body: {}, unchecked: true });
    expect(response).toMatchObject({ status: 504, text: expect.stringContaining('<html>') });
  });

  it('gets no response when it is too long, by switch, and ends when the client gives up', async () => {
    sandbox.setSwitches({ reportMaxRows: 1, reportTooLarge: 'no-response' });
    sandbox.requests.clear();
    const giveUp = new AbortController();
    const { url, login, password, customerUri } = sandbox.scm;
    const pending = fetch(`${url}/api/report/v1/ssl-certificates`, {
      method: 'POST',
      headers: { login, password, customerUri, 'content-type': 'application/json' },
      body: '{}',
      signal: giveUp.signal,
    }).catch(({ name }: Error) => name);
    const turn = () => new Promise((resolve) => setImmediate(resolve));
    while (sandbox.requests.summary().total === 0) await turn();
    giveUp.abort();
    expect(await pending).toBe('AbortError');
    while (sandbox.requests.summary().scm.byStatus[504] === undefined) await turn();
  });
});
