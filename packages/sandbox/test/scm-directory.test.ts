import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { defaultSwitches, type Sandbox, startSandbox } from '../src/index.ts';
import { type CheckedCall, createScmCall } from './checked-client.ts';

let sandbox: Sandbox;
let call: CheckedCall;

beforeAll(async () => {
  sandbox = await startSandbox({ certificates: 20, now: new Date('2026-03-15T10:00:00Z') });
  call = createScmCall(sandbox);
});
afterAll(() => sandbox.close());
beforeEach(() => {
  sandbox.reset();
  sandbox.setSwitches(defaultSwitches());
});

describe('organizations', () => {
  const get = (id: number) => call('GET /api/organization/v1/{id}', { path: { id } });

  it('come whole, departments inside, and without the key where there are none', async () => {
    const { json } = await call('GET /api/organization/v1');
    expect(json[0]).toEqual({ id: 201, name: 'Corp Holding' });
    expect(json[1]).toEqual({
      id: 202,
      name: 'Corp Services',
      departments: [
        { id: 203, parentName: 'Corp Services', name: 'Corp Services Web' },
        { id: 204, parentName: 'Corp Services', name: 'Corp Services Mail' },
      ],
    });
  });

  it('tell what they may issue, departments too', async () => {
    expect((await get(202)).json).toMatchObject({ certTypes: ['SSL'], sslCertsApiEnabled: true });
    expect((await get(204)).json).toMatchObject({
      parentId: 202,
      parentName: 'Corp Services',
      certTypes: ['SMIME'],
    });
    expect((await get(205)).json.certTypes).toEqual([]);
    expect((await get(206)).json.sslCertsApiEnabled).toBe(false);
    expect((await get(999)).status).toBe(404);
  });

  it('without SSL have no profiles', async () => {
    const types = async (organizationId: number) =>
      (await call('GET /api/ssl/v1/types', { query: { organizationId } })).json;
    expect(await types(203)).toHaveLength(4);
    expect(await types(204)).toEqual([]);
    expect(await types(999)).toEqual([]);
  });

  it('can be added', async () => {
    const { id } = sandbox.scmState.putOrganization({ name: 'Fresh', parentId: 201 });
    expect((await get(id)).json).toMatchObject({ name: 'Fresh', parentName: 'Corp Holding' });
  });
});

describe('persons', () => {
  const list = (query: Record<string, string | number>) => call('GET /api/person/v1', { query });

  it('are paged and filtered', async () => {
    const page = await list({ size: 2, position: 4 });
    expect(page.json).toHaveLength(1);
    expect(page.headers.get('x-total-count')).toBe('5');
    const ids = async (query: Record<string, string | number>) =>
      (await list(query)).json.map(({ id }: { id: number }) => id);
    expect(await ids({ name: 'berg' })).toEqual([401]);
    expect(await ids({ organizationId: 202 })).toEqual([402, 403]);
    expect(await ids({ email: 'zoë' })).toEqual([404]);
    expect(await ids({ secondaryEmail: 'wei@' })).toEqual([402]);
    expect(await ids({ phone: '403' })).toEqual([403]);
    sandbox.setSwitches({ textFilter: 'exact' });
    expect(await ids({ commonName: 'Anna' })).toEqual([]);
    expect(await ids({ commonName: 'Anna Berg' })).toEqual([401]);
    expect((await list({ phone: 'abc' })).json.code).toBe(-1001);
    expect((await list({ organizationId: 0 })).json.code).toBe(-1001);
  });

  it('are found by id and by e-mail', async () => {
    const byEmail = (email: string) => call('GET /api/person/v1/id/byEmail/{email}', { path: { email } });
    expect((await byEmail('anna.berg@corp.example')).json).toEqual({ personId: 401 });
    expect((await byEmail('nobody@corp.example')).status).toBe(404);
    expect((await call('GET /api/person/v1/{id}', { path: { id: 401 } })).json).toMatchObject({
      firstName: 'Anna',
      middleName: '',
      created: '2026-03-15T10:00:00.000Z',
    });
    const unknown = await call('GET /api/person/v1/{id}', { path: { id: 1234 } });
    expect(unknown.json).toEqual({ code: -105, description: 'Person with ID: 1234 was not found' });
    const { id } = sandbox.scmState.putPerson({ email: 'fresh@corp.example' });
    expect((await byEmail('fresh@corp.example')).json.personId).toBe(id);
  });
});

describe('domain validation', () => {
  const dcv = '/api/dcv/v1/validation';
  const domain = { domain: 'new.example' };
  const status = (body: object = domain) => call('POST /api/dcv/v2/validation/status', { body });
  const start = (method: string, body: object = domain) =>
    call(`POST ${dcv}/start/domain/{method}`, { path: { method }, body });
  const submit = (method: string, body: object = domain) =>
    call(`POST ${dcv}/submit/domain/{method}`, { path: { method }, body });

  it('is listed by status, organization and days left', async () => {
    const domains = async (query: Record<string, string | number>) =>
      (await call(`GET ${dcv}`, { query })).json.map((item: { domain: string }) => item.domain);
    expect(await domains({})).toHaveLength(4);
    expect(await domains({ dcvStatus: 'VALIDATED' })).toEqual(['corp.example', 'shop.example']);
    expect(await domains({ dcvStatus: 'VALIDATED', expiresIn: 14 })).toEqual(['shop.example']);
    expect(await domains({ dcvStatus: 'VALIDATED', expiresIn: 13 })).toEqual([]);
    expect(await domains({ orderStatus: 'SUBMITTED' })).toEqual([]);
    expect(await domains({ domain: 'corp' })).toEqual(['corp.example']);
    expect(await domains({ org: 202 })).toEqual([]);
    expect((await call(`GET ${dcv}`, { query: { org: 'x' } })).json.code).toBe(-1001);
  });

  it('runs from start over submission to success after a request of the status', async () => {
    expect((await status()).json).toMatchObject({ status: 'NOT_VALIDATED', orderStatus: 'NOT_INITIATED' });
    const { host, point } = (await start('cname')).json;
    expect(host).toMatch(/^_[0-9a-f]{32}\.new\.example\.$/);
    expect((await submit('cname')).json).toMatchObject({
      orderStatus: 'SUBMITTED',
      message: 'Submitted successfully',
    });
    expect((await status()).json).toMatchObject({
      orderStatus: 'SUBMITTED',
      orderMode: 'CNAME',
      host,
      point,
    });
    expect((await status()).json).toMatchObject({
      status: 'VALIDATED',
      orderStatus: 'NOT_INITIATED',
      validationDate: '2026-03-15',
      expirationDate: '2026-09-30',
    });
  });

  it('has instructions for each method', async () => {
    expect((await start('https')).json).toEqual({
      url: expect.stringMatching(/^https:\/\/new\.example\/\.well-known\/pki-validation\/[0-9A-F]{32}\.txt$/),
      firstLine: expect.stringMatching(/^[0-9a-f]{64}$/),
      secondLine: 'sectigo.com',
    });
    expect((await start('email')).json.emails).toContain('admin@new.example');
    expect((await submit('email')).json.code).toBe(-7);
    expect((await submit('email', { ...domain, email: 'admin@new.example' })).json).toHaveProperty(
      'emailValidationReferenceNumber',
    );
    expect((await submit('txt')).json.host).toBe('_pki-validation.new.example.');
  });

  it('refuses an unstarted method, an unknown method and an unknown domain', async () => {
    expect((await submit('http')).json.code).toBe(-107);
    expect((await start('txt')).json.code).toBe(-1001);
    expect((await start('smoke')).json.code).toBe(-1001);
    expect((await submit('smoke')).json.code).toBe(-1001);
    expect((await status({ domain: 'nowhere.example' })).status).toBe(404);
    expect((await start('http', { domain: 'nowhere.example' })).status).toBe(400);
    expect((await start('http', { domain: 'ab' })).json.code).toBe(-1001);
  });

  it('can be cleared, which leaves a validation alone', async () => {
    const body = { domain: 'shop.example' };
    await submit('txt', body);
    expect((await call(`POST ${dcv}/clear`, { body })).json).toMatchObject({
      status: 'VALIDATED',
      orderStatus: 'NOT_INITIATED',
    });
  });

  it('can be set by hand', async () => {
    sandbox.scmState.putDomain({ domain: 'corp.example', status: 'EXPIRED' });
    expect((await status({ domain: 'corp.example' })).json).toMatchObject({
      status: 'EXPIRED',
      expirationDate: '2026-03-14',
    });
    sandbox.scmState.putDomain({ domain: 'fresh.example' });
    expect((await status({ domain: 'fresh.example' })).json.status).toBe('VALIDATED');
  });

  it('of a certificate has a log, and instructions unless it was a recheck', async () => {
    const find = (wanted: string) =>
      sandbox.scmState.certificates().find((certificate) => certificate.status === wanted)?.sslId ?? 0;
    const path = (wanted: string) => ({ path: { sslId: find(wanted) } });
    const waiting = await call('GET /api/ssl/v1/{sslId}/dcv', path('Requested'));
    expect(waiting.json.dcvLog.log[0]).toMatchObject({ dcvStatus: 'Awaiting Validation', dcvDate: null });
    expect(waiting.json.instructions[0].dcvMode).toBe('CNAME');
    const recheck = await call('POST /api/ssl/v1/{sslId}/dcv/recheck', path('Issued'));
    expect(recheck).toMatchObject({ status: 202 });
    expect(recheck.json).not.toHaveProperty('instructions');
    expect(recheck.json.dcvLog.log[0].dcvStatus).toBe('Validated');
  });
});
