import { Hono } from 'hono';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { accessBy } from '../../src/access/access-by.ts';
import { createGateway } from '../../src/create-gateway.ts';
import { type EjbcaServer, everything, serveEjbca, type WireRequest } from '../support/ejbca-server.ts';
import { api, awkwardIssuer, createEjbcaWorld, type EjbcaWorld, enrollment } from '../support/ejbca-world.ts';
import type { MemoryHost } from '../support/memory-host.ts';
import { createCsr } from '../support/test-pki.ts';

let world: EjbcaWorld;
let csr: string;
let host: MemoryHost;
let server: EjbcaServer;
const peer = { address: '127.0.0.1', authorized: false };

beforeAll(async () => {
  world = await createEjbcaWorld();
  csr = await createCsr('CN=www.corp.example');
});
beforeEach(async () => {
  host = world.createHost();
  server = await serveEjbca({ host, settings: { bodyLimit: 20_000 } });
});
afterEach(() => server.close());

const enroll = (sent: Partial<WireRequest> = {}) =>
  server.send({
    method: 'POST',
    path: `${api}/v1/certificate/pkcs10enroll`,
    body: enrollment(csr),
    ...sent,
  });

describe('the status operations', () => {
  test.each([
    ['/v1/certificate/status', '1.0'],
    ['/v2/certificate/status', '2.0'],
    ['/v1/ca/status', '1.0'],
    ['/v1/endentity/status', '1.0'],
    ['/v2/endentity/status', '2.0'],
  ])('%s returns exactly OK and its version', async (path, version) => {
    expect(await server.send({ path: `${api}${path}` })).toMatchObject({
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: { status: 'OK', version, revision: expect.any(String) },
    });
  });

  test('respond to everybody, while all others ask for credentials', async () => {
    const { app } = createGateway({ host, access: accessBy(() => undefined) });
    const ask = (path: string) => app.fetch(new Request(`https://gateway.example${api}${path}`), { peer });
    expect((await ask('/v1/certificate/status')).status).toBe(200);
    for (const path of ['/v1/ca', '/v2/certificate/count', '/v1/nothing']) {
      expect((await ask(path)).status).toBe(403);
    }
  });
});

describe('a prefix', () => {
  test.each([
    '/ejbca/ejbca-rest-api',
    '/ejbca/ejbca-rest-api/ejbca-rest-api',
    '/AnyGatewayREST/ejbca/ejbca-rest-api',
    '/AnyGatewayREST/ejbca/ejbca-rest-api/ejbca-rest-api',
  ])('%s leads to every operation', async (prefix) => {
    expect((await server.send({ path: `${prefix}/v1/certificate/status` })).status).toBe(200);
    expect((await server.send({ path: `${prefix}/v1/ca` })).status).toBe(200);
    expect((await enroll({ path: `${prefix}/v1/certificate/pkcs10enroll` })).status).toBe(201);
    const { serialNumber } = await host.add('Sectigo OV', { subject: 'CN=a' });
    const path = `${prefix}/v1/certificate/Sectigo%20OV/${serialNumber}/revocationstatus`;
    expect((await server.send({ path })).status).toBe(200);
  });

  test.each([
    '',
    '/ejbca',
    '/other/ejbca/ejbca-rest-api',
    '/anygatewayrest/ejbca/ejbca-rest-api',
    '/ejbca/ejbca-rest-api/ejbca-rest-api/ejbca-rest-api',
  ])('%j is 404', async (prefix) => {
    expect(await server.send({ path: `${prefix}/v1/ca` })).toMatchObject({
      status: 404,
      body: { error_code: 404 },
    });
  });
});

describe('what EJBCA has and a gateway leaves out', () => {
  test.each([
    ['POST', '/v1/certificate/enrollkeystore'],
    ['POST', '/v1/certificate/17/finalize'],
    ['GET', '/v1/certificate/expire?days=30'],
    ['PUT', '/v1/endentity/alice/revoke'],
    ['POST', '/v2/endentity/search'],
    ['GET', '/v1/ca_management/status'],
    ['GET', '/v1/configdump/status'],
    ['GET', '/v1/cryptotoken/status'],
    ['GET', '/v1/ssh/status'],
    ['GET', '/v1/system/status'],
    ['PUT', '/v1/ca/Sectigo%20OV/createcrl'],
    ['GET', '/'],
    ['GET', ''],
  ])('is 404 as JSON: %s %s', async (method, path) => {
    const response = await server.send({
      method,
      path: `${api}${path}`,
      ...(method === 'POST' && { body: {} }),
    });
    expect(response).toMatchObject({ status: 404, body: { error_code: 404 } });
    expect(response.headers['content-type']).toBe('application/json');
  });
});

describe('an error', () => {
  test.each([
    ['GET', '/v1/certificate/pkcs10enroll', 'POST'],
    ['DELETE', '/v1/ca', 'GET, HEAD'],
    ['POST', '/v1/certificate/status', 'GET, HEAD'],
    ['POST', '/v1/certificate/Sectigo%20OV/AB/revoke', 'PUT'],
    ['PUT', '/v2/endentity/profile/AnyCA', 'GET, HEAD'],
  ])('405 names the methods of a path: %s %s', async (method, path, allow) => {
    const response = await server.send({ method, path: `${api}${path}` });
    expect(response).toMatchObject({ status: 405, headers: { allow }, body: { error_code: 405 } });
  });

  test.each(['{"a":', 'null', '[]', '"text"', '7', '', '{"certificate_request": "x",}'])(
    'the body %j gets 400',
    async (body) => {
      const response = await enroll({ body });
      expect(response).toMatchObject({ status: 400, body: { error_code: 400 } });
    },
  );

  test.each(['text/plain', 'application/x-www-form-urlencoded', 'application/xml', 'multipart/form-data'])(
    'a body of %s gets 415',
    async (type) => {
      expect(await enroll({ headers: { 'content-type': type } })).toMatchObject({
        status: 415,
        body: { error_code: 415 },
      });
      expect(host.ordered).toEqual([]);
    },
  );

  test('a body that is encoded gets 415', async () => {
    expect(await enroll({ headers: { 'content-encoding': 'gzip' } })).toMatchObject({ status: 415 });
    expect((await enroll({ headers: { 'content-encoding': 'identity' } })).status).toBe(201);
  });

  test.each(['[]', '[{}]', '"text"', 'null'])('%s, which is not an object, gets 400', async (body) => {
    const path = `${api}/v1/certificate/pkcs10enroll`;
    expect(await server.send({ method: 'POST', path, body })).toMatchObject({
      status: 400,
      body: { error_message: expect.stringContaining('must be a JSON object') },
    });
  });

  test('a body that is no UTF-8 gets 400', async () => {
    const { app } = createGateway({ host, access: accessBy(() => everything) });
    const text = JSON.stringify(enrollment(csr, { username: 'caf\u00e9' }));
    const request = new Request(`https://gateway.example${api}/v1/certificate/pkcs10enroll`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: Buffer.from(text, 'latin1'),
    });
    const response = await app.fetch(request, { peer });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error_message: 'The body is not JSON.' });
    expect(host.ordered).toEqual([]);
  });

  test.each(['application/json; charset=utf-8', 'Application/JSON'])(
    'the content type %s is accepted',
    async (type) => {
      expect((await enroll({ headers: { 'content-type': type } })).status).toBe(201);
    },
  );

  test('a body beyond the limit gets 413, with and without a length', async () => {
    const body = JSON.stringify(enrollment(csr, { custom_data: 'x'.repeat(30_000) }));
    for (const headers of [{ 'content-length': String(body.length) }, { 'transfer-encoding': 'chunked' }]) {
      expect(await enroll({ body, headers })).toMatchObject({ status: 413, body: { error_code: 413 } });
    }
    expect(host.ordered).toEqual([]);
    expect((await enroll()).status).toBe(201);
  });

  test('a body beyond the limit ends the connection, and says so', async () => {
    const { app } = createGateway({ host, access: accessBy(() => everything), settings: { bodyLimit: 10 } });
    const request = new Request(`https://gateway.example${api}/v1/certificate/pkcs10enroll`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(enrollment(csr)),
    });
    const { status, headers } = await app.fetch(request, { peer });
    expect([status, headers.get('connection')]).toEqual([413, 'close']);
  });

  test.each(['Sec-Fetch-Mode', 'Sec-Fetch-Dest', 'sec-fetch-mode'])(
    "a browser (%s) that lacks the header which pages of other sites can't set gets 403",
    async (name) => {
      const browser = { [name]: 'cors' };
      expect((await enroll({ headers: browser })).status).toBe(403);
      expect((await server.send({ path: `${api}/v1/certificate/status`, headers: browser })).status).toBe(
        403,
      );
      expect(host.ordered).toEqual([]);
      const headers = { ...browser, 'X-Keyfactor-Requested-With': '' };
      expect((await enroll({ headers })).status).toBe(201);
    },
  );

  test('repeats nothing of what was received, and leaves the process alive', async () => {
    const planted = 'hunter2-planted';
    const headers = { 'content-type': `text/${planted}`, authorization: `Bearer ${planted}` };
    const responses = [
      await enroll({ headers }),
      await enroll({ body: `{"password": "${planted}"` }),
      await enroll({ body: { certificate_request: [planted] } }),
      await enroll({ body: enrollment(csr, { certificate_authority_name: planted }) }),
      await enroll({ body: enrollment(csr, { certificate_profile_name: planted }) }),
      await enroll({ body: enrollment(planted) }),
      await server.send({ path: `${api}/v1/${planted}` }),
      await server.send({ path: `${api}/v1/ca/${planted}/certificate/download` }),
      await server.send({ path: `${api}/v2/certificate/profile/${planted}` }),
    ];
    for (const { status, text } of responses) {
      expect(status).toBeGreaterThanOrEqual(400);
      expect(text).not.toContain(planted);
    }
    expect((await enroll()).status).toBe(201);
  });

  test('is JSON also in a process that serves the app itself', async () => {
    const { app } = createGateway({ host, access: accessBy(() => everything) });
    const url = `https://gateway.example${api}/v1/certificate/search`;
    const response = await app.fetch(new Request(url, { method: 'POST' }), { peer });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error_code: 400 });
  });
});

test('a gateway within another app of hono gets paths as they were sent', async () => {
  const { app } = createGateway({ host, access: accessBy(() => everything) });
  const { serialNumber } = await host.add('Sectigo OV', { subject: 'CN=a' });
  const other = new Hono();
  other.all('/ejbca/*', ({ req }) => app.fetch(req.raw, { peer }));
  const issuer = awkwardIssuer.replaceAll(' ', '%20').replaceAll('\\', '%5C');
  const path = `${api}/v1/certificate/${issuer}/${serialNumber}/revocationstatus`;
  const response = await other.request(`https://gateway.example${path}`);
  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({ issuer_dn: awkwardIssuer });
});
