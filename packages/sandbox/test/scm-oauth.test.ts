import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { defaultSwitches, type Sandbox, startSandbox, strictRequests } from '../src/index.ts';
import { type CheckedCall, createScmCall, createScmOAuthCall } from './checked-client.ts';
import { makeCsr } from './make-csr.ts';

let sandbox: Sandbox;
let call: CheckedCall;

beforeAll(async () => {
  sandbox = await startSandbox({ certificates: 20, now: new Date('2026-03-15T10:00:00Z') });
  call = await createScmOAuthCall(sandbox);
});
afterAll(() => sandbox.close());
beforeEach(() => {
  sandbox.reset();
  sandbox.setSwitches(defaultSwitches());
});

const find = (status: string) =>
  sandbox.scmState.certificates().find((certificate) => certificate.status === status)?.sslId ?? 0;
const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(`${sandbox.scmOAuth.url}${path}`, { headers });

describe('the token', () => {
  it('is needed, and a refusal names the token endpoint', async () => {
    const refused = await get('/api/ssl/v1', { authorization: 'Bearer invented' });
    expect(refused.status).toBe(401);
    expect(refused.headers.get('www-authenticate')).toBe(
      `Bearer realm="apiclients", token_url="${sandbox.scmOAuth.tokenUrl}"`,
    );
    expect(await refused.json()).toEqual({
      code: -16,
      description: 'Unknown user',
      items: [],
      details: '',
    });
  });

  it('is one of SCM, not of Command, and headers do not help', async () => {
    const { tokenUrl, clientId, clientSecret } = sandbox.oauth;
    const body = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: clientSecret,
    });
    const response = (await (await fetch(tokenUrl, { method: 'POST', body })).json()) as {
      access_token: string;
    };
    expect((await get('/api/ssl/v1', { authorization: `Bearer ${response.access_token}` })).status).toBe(401);
    expect((await fetch(sandbox.scmOAuth.tokenUrl, { method: 'POST', body })).status).toBe(401);
    const { login, password, customerUri } = sandbox.scm;
    expect((await get('/api/ssl/v1', { login, password, customerUri })).status).toBe(401);
  });

  it('ends with its life on the sandbox clock, and when it is revoked', async () => {
    const short = await createScmOAuthCall(sandbox);
    sandbox.advanceClock(3_600_000);
    expect((await short('GET /api/ssl/v1')).status).toBe(401);
    sandbox.reset();
    const fresh = await createScmOAuthCall(sandbox);
    expect((await fresh('GET /api/ssl/v1')).status).toBe(200);
    sandbox.revokeTokens();
    expect((await fresh('GET /api/ssl/v1')).status).toBe(401);
    call = await createScmOAuthCall(sandbox);
  });
});

describe('the dialect', () => {
  it('writes dates as date-time, reason codes as text, and the SHA-256', async () => {
    const details = async (sslId: number, query = {}) =>
      (await call('GET /api/ssl/v1/{sslId}', { path: { sslId }, query })).json;
    const issued = await details(find('Issued'), { dateFormat: 'EU' });
    expect(issued.expires).toMatch(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/);
    expect(issued.certificateDetails.sha256Hash).toMatch(/^[0-9A-F]{64}$/);
    expect((await details(find('Revoked'))).reasonCode).toBeTypeOf('string');
    expect((await details(find('SAApproved'))).status).toBe('SA Approved');
  });

  it('takes labels in filters where the other flavour takes codes', async () => {
    const header = createScmCall(sandbox);
    const pairs: [string, string, string][] = [
      ['requestedVia', 'REST', 'REST API'],
      ['renewalStatus', 'NOT_SCHEDULED', 'Not scheduled'],
      ['installStatus', 'NONE', 'Not configured'],
    ];
    for (const [name, code, label] of pairs) {
      const byCode = await header('GET /api/ssl/v1', { query: { [name]: code } });
      expect(byCode.json.length).toBeGreaterThan(0);
      expect((await call('GET /api/ssl/v1', { query: { [name]: label } })).json).toEqual(byCode.json);
      expect((await call('GET /api/ssl/v1', { query: { [name]: code } })).status).toBe(400);
      expect((await header('GET /api/ssl/v1', { query: { [name]: label } })).status).toBe(400);
    }
  });

  it('spells certificate types in title case and DCV states as labels', async () => {
    const [field] = (await call('GET /api/customField/v2', { query: { certType: 'SSL' } })).json;
    expect(field.certType).toBe('SSL');
    const [domain] = (await call('GET /api/dcv/v1/validation')).json;
    expect(domain).toMatchObject({ dcvStatus: 'Validated', dcvOrderStatus: 'Not initiated' });
    const submitted = await call('POST /api/dcv/v1/validation/submit/domain/{method}', {
      path: { method: 'txt' },
      body: { domain: 'new.example' },
    });
    expect(submitted.json).toMatchObject({ status: 'Not validated', orderStatus: 'Submitted' });
  });

  it('takes reason codes as text, and as a number only where it is lenient', async () => {
    const [first, second, third] = sandbox.scmState
      .certificates()
      .filter(({ status }) => status === 'Issued');
    const revoke = async (reasonCode: unknown, sslId = 0) =>
      (await call('POST /api/ssl/v1/revoke/{sslId}', { path: { sslId }, body: { reasonCode, reason: 'x' } }))
        .status;
    expect(await revoke(4, first?.sslId)).toBe(204);
    sandbox.setSwitches(strictRequests);
    expect(await revoke(4, second?.sslId)).toBe(400);
    expect(await revoke('4', second?.sslId)).toBe(204);
    const manual = { certId: third?.sslId, reasonCode: 4 };
    expect((await call('POST /api/ssl/v1/revoke/manual', { body: manual })).status).toBe(400);
    expect(
      (await call('POST /api/ssl/v1/revoke/manual', { body: { ...manual, reasonCode: '4' } })).status,
    ).toBe(204);
    expect(sandbox.scmState.certificate(third?.sslId ?? 0)?.reasonCode).toBe(4);
  });

  it('returns the DCV of a certificate as a list of entries with date-times, and one for a recheck', async () => {
    const sslId = find('Issued');
    const entries = (await call('GET /api/ssl/v1/{sslId}/dcv', { path: { sslId } })).json;
    const header = (await createScmCall(sandbox)('GET /api/ssl/v1/{sslId}/dcv', { path: { sslId } })).json;
    // biome-ignore lint/suspicious/noExplicitAny: a response.
    expect(entries.map((entry: any) => entry.instructions[0].domainName)).toEqual(
      // biome-ignore lint/suspicious/noExplicitAny: a response.
      header.instructions.map(({ domainName }: any) => domainName),
    );
    expect(entries[0].dcvLog.log[0].lastCheck).toBe('2026-03-15T10:00:00.000Z');
    expect(header.dcvLog.log[0].lastCheck).toBe('2026-03-15 10:00:00');
    const recheck = await call('POST /api/ssl/v1/{sslId}/dcv/recheck', { path: { sslId } });
    expect(recheck.json.dcvLog.log[0].lastCheck).toBe('2026-03-15T10:00:00.000Z');
  });

  it('starts a validation by TXT record with a message', async () => {
    const path = { method: 'txt' };
    const started = await call('POST /api/dcv/v1/validation/start/domain/{method}', {
      path,
      body: { domain: 'new.example' },
    });
    expect(started).toMatchObject({ status: 200, json: { message: 'The validation is started.' } });
  });

  it('reports like the other flavour', async () => {
    const body = { certificateStatus: 2 };
    const report = await call('POST /api/report/v1/ssl-certificates', { body });
    const other = await createScmCall(sandbox)('POST /api/report/v1/ssl-certificates', { body });
    expect(report.json.reports.length).toBeGreaterThan(0);
    expect(report.json).toEqual(other.json);
  });

  it('leaves out the code of an error by switch', async () => {
    sandbox.setSwitches({ oauthErrorCode: 'missing' });
    expect((await call('GET /api/ssl/v1/{sslId}', { path: { sslId: 9_999_999 } })).json).toEqual({
      description: 'SSL certificate is not found.',
      items: [],
      details: '',
    });
  });

  it('has ssl/v2 beside ssl/v1, person/v2 and dcv/v2 only, and neither HEAD nor collection by path', async () => {
    const status = async (method: string, path: string) => {
      const { token } = await tokenOf();
      const headers = { authorization: `Bearer ${token}` };
      return (await fetch(`${sandbox.scmOAuth.url}${path}`, { method, headers })).status;
    };
    expect(await status('GET', '/api/ssl/v2?size=1')).toBe(200);
    expect(await status('GET', '/api/person/v2')).toBe(200);
    expect(await status('GET', '/api/person/v1')).toBe(404);
    expect(await status('GET', '/api/dcv/v1/validation')).toBe(404);
    expect(await status('HEAD', '/api/ssl/v1')).toBe(405);
    expect(await status('POST', '/api/dcv/v1/validation/status')).toBe(404);
    expect(await status('GET', `/api/ssl/v1/collect/${find('Issued')}/x509CO`)).toBe(404);
    expect(await status('GET', '/private/api/ssl/v1')).toBe(404);
  });
});

it('orders and revokes in the same state as the other flavour', async () => {
  sandbox.setSwitches({ issueAfterRequests: 0 });
  const { csr } = await makeCsr('CN=www.corp.example');
  const customFields = [{ name: 'Cost Center', value: 'CC-1' }];
  const body = { orgId: 201, certType: 1001, term: 90, csr, customFields };
  const { sslId } = (await call('POST /api/ssl/v1/enroll', { body })).json;
  const header = createScmCall(sandbox);
  const path = { sslId };
  const collected = await call('GET /api/ssl/v1/collect/{sslId}', { path, query: { format: 'pem' } });
  const other = await header('GET /api/ssl/v1/collect/{sslId}', { path, query: { format: 'pem' } });
  expect(other.text).toBe(collected.text);
  const revoke = { path, body: { reasonCode: '1', reason: 'lost' } };
  expect((await call('POST /api/ssl/v1/revoke/{sslId}', revoke)).status).toBe(204);
  expect((await header('GET /api/ssl/v1/{sslId}', { path })).json).toMatchObject({
    status: 'Revoked',
    requester: sandbox.scmOAuth.clientId,
  });
});

it('counts its requests as requests of SCM and of the token endpoint, without secrets', async () => {
  sandbox.requests.clear();
  await (await createScmOAuthCall(sandbox))('GET /api/person/v1');
  const { scm, oauth } = sandbox.requests.summary();
  expect(scm.byOperation).toEqual({ listPersons: 1 });
  expect(oauth.byOperation).toEqual({ token: 1 });
  expect(JSON.stringify(sandbox.requests.list())).not.toContain(sandbox.scmOAuth.clientSecret);
});

async function tokenOf(): Promise<{ token: string }> {
  const { tokenUrl, clientId, clientSecret } = sandbox.scmOAuth;
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: clientId,
    client_secret: clientSecret,
  });
  const response = (await (await fetch(tokenUrl, { method: 'POST', body })).json()) as {
    access_token: string;
  };
  return { token: response.access_token };
}
