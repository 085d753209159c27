import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../src/index.ts';
import { createCommandCall, createScmCall } from './checked-client.ts';
import { makeCsr } from './make-csr.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ certificates: 20 });
});
afterAll(() => sandbox.close());

// biome-ignore lint/suspicious/noExplicitAny: tests inspect responses of every shape.
async function manage(method: string, path: string, body?: unknown): Promise<{ status: number; json: any }> {
  const response = await fetch(`${sandbox.management.url}${path}`, {
    method,
    ...(body === undefined
      ? {}
      : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, json: text === '' ? undefined : JSON.parse(text) };
}

describe('requests', () => {
  it('show every request received, without credentials, and can be forgotten', async () => {
    await createScmCall(sandbox)('GET /api/ssl/v1', { query: { size: 1 } });
    await createCommandCall(sandbox)('PUT /Certificates/Metadata', {
      body: { Id: 1, Metadata: { BusinessUnit: 'x' } },
    });
    const { json } = await manage('GET', '/requests');
    expect(json).toMatchObject([
      {
        system: 'scm',
        operation: 'listSsl',
        query: { size: '1' },
        status: 200,
        headers: { password: '[redacted]' },
      },
      {
        system: 'command',
        body: { Id: 1, Metadata: { BusinessUnit: 'x' } },
        status: 204,
        headers: { authorization: 'Basic [redacted]' },
      },
    ]);
    expect(JSON.stringify(json)).not.toContain(sandbox.scm.password);
    expect((await manage('GET', '/requests?system=scm')).json).toHaveLength(1);
    expect((await manage('GET', '/requests/summary')).json).toMatchObject({
      total: 2,
      command: { byOperation: { updateCertificateMetadata: 1 } },
    });
    expect((await manage('DELETE', '/requests')).status).toBe(204);
    expect((await manage('GET', '/requests')).json).toEqual([]);
  });
});

describe('knobs and switches', () => {
  it('change while the sandbox runs', async () => {
    expect((await manage('PATCH', '/knobs', { latencyMs: 1 })).json).toMatchObject({
      latencyMs: 1,
      errorRate: 0,
    });
    expect((await manage('GET', '/knobs')).json.latencyMs).toBe(1);
    expect((await manage('PATCH', '/switches', { customFieldsOnPut: 'merge' })).json.customFieldsOnPut).toBe(
      'merge',
    );
    expect(sandbox.switches.customFieldsOnPut).toBe('merge');
  });

  it('refuse mistakes with 400', async () => {
    expect(await manage('PATCH', '/knobs', { latency: 1 })).toMatchObject({
      status: 400,
      json: { error: expect.stringContaining('latency') },
    });
    expect(await manage('PATCH', '/switches', { customFieldsOnPut: 1 })).toMatchObject({ status: 400 });
    expect(await manage('PATCH', '/switches', [])).toMatchObject({ status: 400 });
    const headers = { 'content-type': 'application/json' };
    const broken = await fetch(`${sandbox.management.url}/knobs`, { method: 'PATCH', headers, body: '{' });
    expect(broken.status).toBe(400);
  });
});

describe('state', () => {
  it('of SCM can be read and changed', async () => {
    const created = await manage('POST', '/scm/certificates', {
      serialNumber: 'ab:cd',
      customFields: { 'Cost Center': 'CC-1' },
    });
    expect(created).toMatchObject({
      status: 201,
      json: { status: 'Issued', customFields: { 'Cost Center': 'CC-1' } },
    });
    const path = `/scm/certificates/${created.json.sslId}`;
    await manage('PATCH', path, {
      customFields: { 'Cost Center': null, 'Owner/Team': 'Web' },
      status: 'Revoked',
    });
    expect((await manage('GET', path)).json).toMatchObject({
      status: 'Revoked',
      customFields: { 'Owner/Team': 'Web' },
    });
    expect((await manage('PATCH', path, { customFields: { Nowhere: 'x' } })).status).toBe(400);
    expect((await manage('PATCH', path, { serialNumber: 'xyz' })).status).toBe(400);
    expect((await manage('DELETE', path)).status).toBe(204);
    expect((await manage('GET', path)).status).toBe(404);
    expect((await manage('DELETE', path)).status).toBe(404);
  });

  it('of Command can be read and changed', async () => {
    const created = await manage('POST', '/command/certificates', {
      serialNumber: 'ABCD',
      metadata: { BusinessUnit: 'Retail' },
    });
    const path = `/command/certificates/${created.json.id}`;
    await manage('PATCH', path, { metadata: { BusinessUnit: null, Criticality: 'High' }, state: 2 });
    expect((await manage('GET', path)).json).toMatchObject({ state: 2, metadata: { Criticality: 'High' } });
    expect((await manage('PATCH', path, { metadata: { Criticality: 'Wrong' } })).status).toBe(400);
    expect((await manage('DELETE', path)).status).toBe(204);
  });

  it('of fields can be read and changed', async () => {
    const field = await manage('POST', '/command/metadata-fields', { Name: 'Added', DataType: 2 });
    expect((await manage('GET', '/command/metadata-fields')).json).toContainEqual(field.json);
    expect((await manage('DELETE', `/command/metadata-fields/${field.json.Id}`)).status).toBe(204);
    const custom = await manage('POST', '/scm/custom-fields', {
      name: 'Added',
      certType: 'ssl',
      state: 'ACTIVE',
      input: { type: 'NUMBER' },
      mandatories: [],
    });
    expect((await manage('GET', '/scm/custom-fields')).json).toContainEqual(custom.json);
    expect((await manage('DELETE', `/scm/custom-fields/${custom.json.id}`)).status).toBe(204);
  });

  it('of orders can be decided', async () => {
    const place = async (status: string) =>
      (await manage('POST', '/scm/certificates', { status, commonName: 'order.corp.example' })).json.sslId;
    const decide = (id: number, decision: string) => manage('POST', `/scm/certificates/${id}/${decision}`);
    expect((await decide(await place('Requested'), 'approve')).json.status).toBe('Approved');
    expect((await decide(await place('Requested'), 'decline')).json.status).toBe('Declined');
    expect((await decide(await place('Applied'), 'reject')).json.status).toBe('Rejected');
    for (const waiting of ['Init', 'Requested', 'SAApproved'])
      expect((await decide(await place(waiting), 'invalidate')).json.status).toBe('Invalid');
    expect((await decide(await place('SAApproved'), 'approve')).json.status).toBe('Approved');
    expect((await decide(await place('SAApproved'), 'decline')).json.status).toBe('Declined');
    const issued = (await decide(await place('Requested'), 'issue')).json;
    expect(issued).toMatchObject({ status: 'Issued', serialNumber: expect.stringMatching(/^[0-9A-F]{32}$/) });
    for (const decision of ['approve', 'decline', 'invalidate', 'issue', 'reject'])
      expect(await decide(issued.sslId, decision)).toMatchObject({ status: 400 });
    expect((await decide(9_999_999, 'issue')).status).toBe(400);
    expect((await decide(issued.sslId, 'forget')).status).toBe(404);
  });

  it('of profiles, organizations, persons, domains and collections can be read and added', async () => {
    const resources: [string, object][] = [
      ['/scm/profiles', { name: 'Added', terms: [47] }],
      ['/scm/organizations', { name: 'Added' }],
      ['/scm/persons', { email: 'added@corp.example' }],
      ['/scm/domains', { domain: 'added.example' }],
      ['/command/collections', { name: 'Added', query: '' }],
    ];
    for (const [path, body] of resources) {
      const added = await manage('POST', path, body);
      expect(added).toMatchObject({ status: 201, json: body });
      expect((await manage('GET', path)).json).toContainEqual(added.json);
    }
    expect((await manage('POST', '/command/collections', { name: 'Bad', query: 'x' })).status).toBe(400);
  });

  it('is counted, dumped with a digest, and reset', async () => {
    await manage('POST', '/reset');
    const before = (await manage('GET', '/state/metadata')).json;
    expect((await manage('GET', '/state')).json).toEqual(sandbox.counts());
    const [certificate] = sandbox.commandState.certificates();
    sandbox.commandState.updateCertificate(certificate?.id ?? 0, { metadata: { BusinessUnit: 'Changed' } });
    const after = (await manage('GET', '/state/metadata')).json;
    expect(after.digest).not.toBe(before.digest);
    expect(after.command[certificate?.serialNumber ?? '']).toMatchObject({ BusinessUnit: 'Changed' });
    await manage('POST', '/reset');
    expect((await manage('GET', '/state/metadata')).json.digest).toBe(before.digest);
  });

  it('returns 404 elsewhere', async () => {
    expect((await manage('GET', '/nowhere')).status).toBe(404);
  });
});

it('advances the clock, and reset turns it back', async () => {
  const before = (await manage('GET', '/clock')).json.now;
  const after = (await manage('POST', '/clock', { advanceMs: 60_000 })).json.now;
  expect(Date.parse(after) - Date.parse(before)).toBe(60_000);
  for (const advanceMs of [0, -1, 1.5, '1', undefined])
    expect((await manage('POST', '/clock', { advanceMs })).status).toBe(400);
  await manage('POST', '/reset');
  expect((await manage('GET', '/clock')).json.now).toBe(before);
});

it('hands out the root certificate', async () => {
  const response = await fetch(`${sandbox.management.url}/root-certificate`);
  const root = new X509Certificate(await response.text());
  expect(root.verify(root.publicKey)).toBe(true);
  expect(root.ca).toBe(true);
});

it('revokes tokens', async () => {
  expect((await manage('POST', '/oauth/revoke')).json).toEqual({ revoked: 0 });
});

describe('a web page in a browser of this machine', () => {
  const ask = (headers: Record<string, string>, { method = 'POST', path = '/reset', body = '' } = {}) =>
    new Promise<{ status: number; text: string }>((resolve, reject) => {
      const { port } = new URL(sandbox.management.url);
      const call = request({ host: '127.0.0.1', port, path, method, headers }, async (response) => {
        const chunks = await Array.fromAsync(response);
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() });
      });
      call.once('error', reject).end(body);
    });

  it.each(['evil.example', '127.0.0.1.evil.example', 'localhost.evil.example:80', '192.168.1.1'])(
    'gets nothing under the name %j',
    async (host) => {
      expect((await ask({ host }, { method: 'GET', path: '/requests' })).status).toBe(403);
      expect((await ask({ host })).status).toBe(403);
    },
  );

  it.each(['http://evil.example', 'https://127.0.0.1', 'http://127.0.0.1:1', 'null'])(
    'changes nothing from the origin %s',
    async (origin) => {
      const id = sandbox.scmState.addCertificate({ commonName: 'stays.example' }).sslId;
      for (const path of ['/reset', '/oauth/revoke', `/scm/certificates/${id}/issue`])
        expect((await ask({ origin }, { path })).status).toBe(403);
      expect(sandbox.scmState.certificate(id)).toBeDefined();
    },
  );

  it.each([
    ['text/plain', '{"latencyMs":9}'],
    ['application/x-www-form-urlencoded', '{"latencyMs":9}'],
    ['multipart/form-data; boundary=x', '{"latencyMs":9}'],
    ['application/jsonp', '{"latencyMs":9}'],
  ])('cannot post a form of type %s', async (type, body) => {
    expect(await ask({ 'content-type': type }, { method: 'PATCH', path: '/knobs', body })).toEqual({
      status: 415,
      text: '{"error":"The body must be JSON, with the header Content-Type: application/json."}',
    });
    expect((await ask({ 'content-type': type }, { path: '/reset', body })).status).toBe(415);
  });

  it('is distinguished from tools on the machine, by any name of loopback', async () => {
    const { port } = new URL(sandbox.management.url);
    for (const host of [`127.0.0.1:${port}`, `localhost:${port}`, `LOCALHOST:${port}`, `[::1]:${port}`])
      expect((await ask({ host, origin: `http://${host}` }, { method: 'GET', path: '/clock' })).status).toBe(
        200,
      );
    const headers = { 'content-type': 'application/json; charset=utf-8' };
    expect((await ask(headers, { method: 'PATCH', path: '/knobs', body: '{"latencyMs":0}' })).status).toBe(
      200,
    );
  });
});

it('makes the mandatory custom field optional by the command of the README', async () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const command =
    /^curl -H "([^:"]+): ([^"]+)" -d "((?:[^"\\]|\\.)*)" http:\/\/127\.0\.0\.1:4010(\S+)$/m.exec(readme);
  const [, name = '', type = '', body = '', path = ''] = command ?? [];
  const { csr } = await makeCsr('CN=www.corp.example');
  const order = { orgId: 201, certType: 1001, term: 90, csr, customFields: [] };
  const enroll = () => createScmCall(sandbox)('POST /api/ssl/v1/enroll', { body: order });
  expect((await enroll()).json.code).toBe(-62);
  const headers = { [name]: type };
  const url = `${sandbox.management.url}${path}`;
  const response = await fetch(url, { method: 'POST', headers, body: body.replaceAll('\\"', '"') });
  expect(response.status).toBe(201);
  expect((await enroll()).status).toBe(200);
});
