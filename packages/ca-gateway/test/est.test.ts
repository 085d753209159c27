import { X509Certificate } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseSerialNumber, readPkcs7 } from '@certbridge/certificate';
import type { OwnCertificate } from '@certbridge/certificate/request';
import { configure, type LogRecord, reset } from '@logtape/logtape';
import { Hono } from 'hono';
import * as v from 'valibot';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  attribute,
  commonName,
  dnsName,
  encode,
  encodeRequest,
  extensionRequests,
  nameOf,
  namesExtension,
} from '../../certificate/test/support/encode-request.ts';
import type { AccessSettingsInput } from '../src/access/access-settings.ts';
import { AccessSettingsSchema } from '../src/access/access-settings-schema.ts';
import { createAccess } from '../src/access/create-access.ts';
import type { AuditEntry } from '../src/audit-entry.ts';
import { createEstApp } from '../src/est/create-est-app.ts';
import type { EstSettings } from '../src/est/est-settings.ts';
import type { GatewayEnv } from '../src/gateway-env.ts';
import { createEstHost, type EstHost } from './support/est-host.ts';
import { nestedSequences } from './support/nested-sequences.ts';
import { run } from './support/run-program.ts';
import { type ServedApp, send, serveApp } from './support/serve-app.ts';
import { createTestAuthority, type TestAuthority } from './support/test-authority.ts';

let folder: string;
/** Vouches for the gateway and for clients by certificate. */
let authority: TestAuthority;
/** Signs what is ordered. */
let issuing: TestAuthority;
let host: EstHost;
let app: Hono<GatewayEnv>;
let served: ServedApp;
const audited: AuditEntry[] = [];
const inFolder = (name: string) => path.join(folder, name);
const keep = (name: string, text: string) => writeFile(inFolder(name), text, { mode: 0o600 });
const openssl = (...args: string[]) => run('openssl', args, { cwd: folder });

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'certbridge-est-'));
  [authority, issuing] = await Promise.all([
    createTestAuthority('Trial CA'),
    createTestAuthority('Issuing CA'),
  ]);
  await Promise.all([
    keep('ca.pem', authority.certificate),
    keep('issuing.pem', issuing.certificate),
    keep('issuing.key', issuing.key),
  ]);
  await makeRequest('device', { subject: '/O=Corp/CN=router.example.org', names: 'DNS:router.example.org' });
});
afterAll(() => rm(folder, { recursive: true }));
beforeEach(async () => {
  await configure({ reset: true, sinks: {}, loggers: [{ category: ['logtape', 'meta'], sinks: [] }] });
  await serve();
});
afterEach(async () => {
  await served.close();
  audited.length = 0;
  await reset();
});

describe('cacerts', () => {
  test('needs no credentials and gives the chains as certs-only PKCS#7, base64 on one line, its length told', async () => {
    const { status, headers, body } = await call('cacerts');
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('application/pkcs7-mime; smime-type=certs-only');
    expect(headers['content-transfer-encoding']).toBe('base64');
    expect(headers['content-length']).toBe(String(body.length));
    expect(body).toMatch(/^[A-Za-z0-9+/]+=*$/);
    await keep(
      'cacerts.p7',
      `-----BEGIN PKCS7-----\n${body.replace(/.{64}/g, '$&\n')}\n-----END PKCS7-----\n`,
    );
    expect(await openssl('pkcs7', '-in', 'cacerts.p7', '-print_certs')).toContain('CN = Issuing CA');
  });

  test.each(['DV%20SSL', '1', 'Code'])(
    'gives the chain of the profile that the label %s names',
    async (label) => {
      expect(await call(`${label}/cacerts`)).toMatchObject({ status: 200 });
    },
  );

  test('gives the chains that can be had, and the log says why others are missing', async () => {
    const warnings = await keepWarnings();
    host.unreadable = ['CN=Another CA'];
    const all = await call('cacerts');
    expect(all).toMatchObject({ status: 200 });
    expect(readPkcs7(Buffer.from(all.body, 'base64'))).toHaveLength(1);
    expect(warnings).toMatchObject([
      { properties: { issuer: 'CN=Another CA', reason: 'The login is refused.' } },
    ]);
  });

  test('is 503 with Retry-After where no chain can be had, and each outage is logged once', async () => {
    const warnings = await keepWarnings();
    for (const outage of [1, 2]) {
      host.down = ['chains'];
      for (const path of ['cacerts', 'DV%20SSL/cacerts']) {
        expect(await call(path)).toMatchObject({ status: 503, headers: { 'retry-after': '3' } });
      }
      expect(warnings).toHaveLength(outage);
      host.down = [];
      expect(await call('cacerts')).toMatchObject({ status: 200 });
    }
  });

  test.each(['DV%20SSL/cacerts', 'DV%20SSL/csrattrs'])(
    "%s is 503 with Retry-After where profiles can't be had",
    async (path) => {
      host.down = ['profiles'];
      expect(await call(path)).toMatchObject({ status: 503, headers: { 'retry-after': '3' } });
    },
  );

  test('knows no other profiles', async () => {
    expect(await call('None/cacerts')).toMatchObject({ status: 404, body: 'There is no such profile.\n' });
  });
});

describe('csrattrs', () => {
  test('has nothing to say of profiles, and knows no others', async () => {
    expect(await call('csrattrs')).toMatchObject({ status: 204, body: '' });
    expect(await call('DV%20SSL/csrattrs')).toMatchObject({ status: 204 });
    expect(await call('None/csrattrs')).toMatchObject({ status: 404 });
  });
});

describe('simpleenroll', () => {
  test('gives a certificate to whoever logs in with a password, and the audit records it', async () => {
    const { status, headers, body } = await enroll({ login: 'router:secret' });
    expect(status).toBe(200);
    expect(headers['content-length']).toBe(String(body.length));
    expect(readPkcs7(Buffer.from(body, 'base64'))).toHaveLength(1);
    expect(host.orders).toMatchObject([{ profile: 'DV SSL', userName: 'routers (user router)' }]);
    expect(audited).toMatchObject([
      {
        action: 'enroll',
        caller: 'routers (user router)',
        ca: 'SCM',
        profile: 'DV SSL',
        result: 'issued',
        order: '1',
      },
    ]);
  });

  test('is reported to the audit with subject and names, and with the reason where it is refused', async () => {
    host.issuances = ['issue', 'reject'];
    await enroll({ login: 'router:secret' });
    await enroll({ login: 'router:secret' });
    await enroll({ login: 'router:secret', operation: 'Code/simpleenroll' });
    await enroll({ login: 'router:secret', body: 'AAAA' });
    const device = { subject: 'CN=router.example.org,O=Corp', names: ['router.example.org'] };
    expect(audited).toMatchObject([
      { result: 'issued', userName: 'routers (user router)', ...device },
      { result: 'rejected', why: 'It was declined.', order: '7', ...device },
      { result: 'forbidden', profile: 'Code', why: expect.stringContaining('lacks the role') },
      { result: 'refused', profile: 'DV SSL', why: expect.stringContaining('not a certificate request') },
    ]);
  });

  test.each([
    [
      'has a DNS name in UTF-8',
      encodeRequest(commonName('router.example.org'), {
        attributes: [attribute(extensionRequests.pkcs9, namesExtension(dnsName('bücher.example.org')))],
      }),
      'ASCII form (xn--…)',
    ],
    [
      'has two lists of extensions',
      encodeRequest(commonName('router.example.org'), {
        attributes: [extensionRequests.pkcs9, extensionRequests.microsoft].map((type) =>
          attribute(type, namesExtension(dnsName('router.example.org'))),
        ),
      }),
      'all names in one list',
    ],
    ['is longer than a CA takes', Buffer.alloc(30_000, 0x30), 'longer than the 32767 characters'],
    ['has thousands of levels', nestedSequences(6000), 'not a certificate request'],
  ])('refuses a request that %s, and the audit says why', async (_, bytes, why) => {
    const response = await enroll({ login: 'router:secret', body: bytes.toString('base64') });
    expect(response).toMatchObject({ status: 400, body: expect.stringContaining(why) });
    expect(audited).toMatchObject([
      { result: 'refused', profile: 'DV SSL', why: expect.stringContaining(why) },
    ]);
  });

  test('gives one to whoever has a client certificate', async () => {
    expect(await enroll({ client: await authority.client('mdm') })).toMatchObject({ status: 200 });
  });

  test('is the same order for whoever has renewed the client certificate meanwhile, and the audit tells which it was', async () => {
    const logins = await Promise.all([authority.client('mdm'), authority.client('mdm')]);
    for (const client of logins) await enroll({ client });
    const userName = 'CN=mdm (issued by CN=Trial CA)';
    expect(host.orders).toMatchObject([{ userName }, { userName }]);
    const serials = logins.map(({ certificate }) => new X509Certificate(certificate).serialNumber);
    expect(audited).toMatchObject(
      serials.map((serial) => ({ userName, caller: `mdm (CN=mdm, serial ${parseSerialNumber(serial)})` })),
    );
  });

  test('takes the profile from the label', async () => {
    expect(await enroll({ login: 'router:secret', operation: 'Code/simpleenroll' })).toMatchObject({
      status: 403,
    });
    const client = await authority.client('mdm');
    expect(await enroll({ client, operation: 'Code/simpleenroll' })).toMatchObject({ status: 200 });
    expect(await enroll({ client, operation: 'None/simpleenroll' })).toMatchObject({ status: 404 });
    expect(host.orders.map(({ profile }) => profile)).toEqual(['Code']);
  });

  test('refuses a label of another profile as one of none', async () => {
    const [foreign, unknown] = await Promise.all(
      ['Code', 'None'].map((label) => enroll({ login: 'router:secret', operation: `${label}/simpleenroll` })),
    );
    expect(unknown).toMatchObject({ status: 403, body: foreign?.body });
    expect(foreign).toMatchObject({ status: 403 });
  });

  test('without a label needs a profile in the configuration', async () => {
    await served.close();
    await serve({});
    expect(await enroll({ login: 'router:secret' })).toMatchObject({ status: 404 });
    expect(await enroll({ login: 'router:secret', operation: 'DV%20SSL/simpleenroll' })).toMatchObject({
      status: 200,
    });
  });

  test.each([
    ['no credentials', {}],
    ['a wrong password', { login: 'router:wrong' }],
    ['an unknown user', { login: 'other:secret' }],
    ['a token that is none', { authorization: 'Bearer x' }],
  ])('asks for a login after %s', async (_, options) => {
    const { status, headers } = await enroll(options);
    expect(status).toBe(401);
    expect(headers['www-authenticate']).toBe('Basic realm="EST", charset="UTF-8"');
    expect(host.orders).toEqual([]);
  });

  test('refuses a foreign certificate though a password comes with it', async () => {
    const client = await issuing.client('mdm');
    expect(await enroll({ client, login: 'router:secret' })).toMatchObject({ status: 403 });
    expect(host.orders).toEqual([]);
  });

  test('has the client wait while the order waits, and gives the certificate to the same request later', async () => {
    host.issuances = ['wait', 'issue'];
    const { status, headers, body } = await enroll({ login: 'router:secret' });
    expect(status).toBe(202);
    expect(headers['retry-after']).toBe('3');
    expect(body).toContain('Order 7 waits');
    expect(await enroll({ login: 'router:secret' })).toMatchObject({ status: 200 });
  });

  test.each([
    ['reject', 400, 'It was declined.', undefined],
    ['unavailable', 503, 'It is not known now whether the CA has the order.', '3'],
    ['fail', 500, 'Its log says why.', undefined],
  ] as const)('tells what became of an order: %s', async (issuance, status, text, retryAfter) => {
    host.issuances = [issuance];
    const response = await enroll({ login: 'router:secret' });
    expect(response.status).toBe(status);
    expect(response.body).toContain(text);
    expect(response.headers['retry-after']).toBe(retryAfter);
  });

  test.each([
    ['is none', 'no request', 400],
    ['is empty', '', 400],
    ['is cut off', 'MIIB', 400],
    ['is too large', 'A'.repeat(70_000), 413],
  ])('refuses a request that %s', async (_, body, status) => {
    expect(await enroll({ login: 'router:secret', body })).toMatchObject({ status });
    expect(host.orders).toEqual([]);
  });

  test('says that it ends the connection of a request that is too large', async () => {
    const large = await enroll({ login: 'router:secret', body: 'A'.repeat(70_000) });
    expect(large.headers).toMatchObject({ connection: 'close' });
    const empty = await enroll({ login: 'router:secret', body: '' });
    expect(empty.headers).not.toMatchObject({ connection: 'close' });
  });

  test('refuses other types of content', async () => {
    expect(await enroll({ login: 'router:secret', type: 'application/json' })).toMatchObject({ status: 415 });
    expect(await enroll({ login: 'router:secret', encoding: 'gzip' })).toMatchObject({ status: 415 });
  });

  test('stops trying passwords that come too often', async () => {
    const statuses = [];
    for (const _ of [1, 2, 3, 4]) statuses.push((await enroll({ login: 'router:wrong' })).status);
    expect(statuses).toEqual([401, 401, 401, 429]);
    expect(await enroll({ login: 'router:secret' })).toMatchObject({ status: 429 });
    expect(await enroll({ client: await authority.client('mdm') })).toMatchObject({ status: 200 });
  });
});

describe('a label that several CAs have', () => {
  const other = { name: 'other', certificate: { issuer: 'CN=Trial CA', subject: 'CN=other' } };
  beforeEach(async () => {
    await served.close();
    const limited = { ...other, roles: ['enroll' as const], cas: ['Other'] };
    await serve({ profile: 'DV SSL' }, { furtherCas: ['Other'], furtherRules: [limited] });
  });

  test.each(['simpleenroll', 'DV%20SSL/simpleenroll', '1/simpleenroll'])(
    'is that of the CA which the rules of the caller are limited to: %s',
    async (operation) => {
      const client = await authority.client('other');
      expect(await enroll({ client, operation })).toMatchObject({ status: 200 });
      expect(audited).toMatchObject([{ ca: 'Other', profile: 'DV SSL' }]);
    },
  );

  test('is none for a caller who may enroll at all of them', async () => {
    const response = await enroll({ client: await authority.client('mdm') });
    expect(response).toMatchObject({ status: 404, body: expect.stringContaining('Several CAs') });
    expect(host.orders).toEqual([]);
  });

  test('is refused to a caller who may enroll at none of them', async () => {
    const operation = 'Code/simpleenroll';
    expect(await enroll({ login: 'router:secret', operation })).toMatchObject({ status: 403 });
  });

  test('has the chains of all of them, whoever asks', async () => {
    expect(await call('DV%20SSL/cacerts')).toMatchObject({ status: 200 });
    expect(await call('DV%20SSL/csrattrs')).toMatchObject({ status: 204 });
  });
});

describe('simplereenroll', () => {
  let device: OwnCertificate;
  beforeEach(async () => {
    device = await enrolled();
  });
  const reenroll = (options: Parameters<typeof enroll>[0]) =>
    enroll({ operation: 'simplereenroll', ...options });

  test('renews a certificate that came through the gateway, by itself', async () => {
    await makeRequest('next', { subject: '/O=Corp/CN=router.example.org', names: 'DNS:router.example.org' });
    const { status, body } = await reenroll({ client: device, request: 'next.csr' });
    expect(status).toBe(200);
    const [der] = readPkcs7(Buffer.from(body, 'base64')) ?? [];
    await writeFile(inFolder('next.der'), der ?? '');
    await openssl('x509', '-inform', 'DER', '-in', 'next.der', '-out', 'next.pem');
    expect(await openssl('verify', '-CAfile', 'issuing.pem', 'next.pem')).toContain('OK');
    const userName = 'CN=router.example.org,O=Corp (issued by CN=Issuing CA)';
    expect(host.orders.at(-1)).toMatchObject({ profile: 'DV SSL', userName });
  });

  test('lets it do nothing else', async () => {
    expect(await enroll({ client: device })).toMatchObject({ status: 403 });
    expect(await reenroll({ client: device, operation: 'Code/simplereenroll' })).toMatchObject({
      status: 403,
    });
    expect(host.orders).toHaveLength(1);
  });

  test.each([
    ['another subject', { subject: '/O=Corp/CN=other.example.org', names: 'DNS:router.example.org' }],
    ['a part of the subject', { subject: '/CN=router.example.org', names: 'DNS:router.example.org' }],
    [
      'a further name',
      { subject: '/O=Corp/CN=router.example.org', names: 'DNS:router.example.org,DNS:b.example.org' },
    ],
    ['another name', { subject: '/O=Corp/CN=router.example.org', names: 'DNS:b.example.org' }],
    ['a name of another kind', { subject: '/O=Corp/CN=router.example.org', names: 'email:a@example.org' }],
    ['an address', { subject: '/O=Corp/CN=router.example.org', names: 'IP:10.0.0.1' }],
  ])('refuses a request with %s', async (_, content) => {
    await makeRequest('wrong', content);
    expect(await reenroll({ client: device, request: 'wrong.csr' })).toMatchObject({ status: 400 });
    expect(host.orders).toHaveLength(1);
  });

  test('takes the request of a certificate again whose subject the authority completed, and one for the whole subject', async () => {
    host.subject = '/O=Corp/C=DE/CN=router.example.org';
    const completed = await enrolled();
    expect(await reenroll({ client: completed })).toMatchObject({ status: 200 });
    await makeRequest('whole', { subject: host.subject, names: 'DNS:router.example.org' });
    expect(await reenroll({ client: completed, request: 'whole.csr' })).toMatchObject({ status: 200 });
    host.isCsrKept = false;
    const unknown = await enrolled();
    expect(await reenroll({ client: unknown })).toMatchObject({ status: 400 });
    expect(await reenroll({ client: unknown, request: 'whole.csr' })).toMatchObject({ status: 200 });
  });

  test('refuses a request that leaves a name out', async () => {
    await makeRequest('two', { subject: '/CN=a.example.org', names: 'DNS:a.example.org,DNS:b.example.org' });
    await makeRequest('one', { subject: '/CN=a.example.org', names: 'DNS:a.example.org' });
    const client = await enrolled('two');
    expect(await reenroll({ client, request: 'one.csr' })).toMatchObject({ status: 400 });
    expect(await reenroll({ client, request: 'two.csr' })).toMatchObject({ status: 200 });
  });

  test("sees the names in Microsoft's attribute, and those in another one are none", async () => {
    const request = async (type: string, names: readonly string[]) => {
      const subject = nameOf(
        ['2.5.4.10', encode(0x0c, Buffer.from('Corp'))],
        ['2.5.4.3', encode(0x0c, Buffer.from('router.example.org'))],
      );
      const extension = namesExtension(...names.map(dnsName));
      const body = encodeRequest(subject, { attributes: [attribute(type, extension)] }).toString('base64');
      return (await reenroll({ client: device, body })).status;
    };
    const { microsoft } = extensionRequests;
    const further = ['router.example.org', 'admin.example.org'];
    expect(await request(microsoft, ['router.example.org'])).toBe(200);
    expect(await request(microsoft, further)).toBe(400);
    expect(await request('1.3.6.1.4.1.311.2.1.20', further)).toBe(200);
  });

  test('refuses a certificate that is revoked', async () => {
    host.revoke(new X509Certificate(device.certificate).serialNumber);
    expect(await reenroll({ client: device })).toMatchObject({ status: 403 });
  });

  test('refuses one of the same authority that did not come through the gateway', async () => {
    expect(await reenroll({ client: await issuing.client('router.example.org') })).toMatchObject({
      status: 403,
    });
  });

  test('refuses one that the gateway does not know without decoding it', async () => {
    const certificate = new X509Certificate((await issuing.client('router.example.org')).certificate);
    const decoded = vi.spyOn(certificate, 'raw', 'get');
    const request = new Request('https://gateway/.well-known/est/simplereenroll', { method: 'POST' });
    const peer = { address: '127.0.0.1', certificate, authorized: false };
    expect((await app.fetch(request, { peer })).status).toBe(403);
    expect(decoded).not.toHaveBeenCalled();
  });

  test('refuses one that the gateway knows, but did not order', async () => {
    host.isOurs = false;
    expect(await reenroll({ client: await enrolled() })).toMatchObject({ status: 403 });
    expect(host.orders).toHaveLength(2);
  });

  test('takes a certificate of a client authority, for its own names', async () => {
    const client = await authority.client('mdm');
    await makeRequest('mdm', { subject: '/CN=mdm' });
    expect(await reenroll({ client, request: 'mdm.csr' })).toMatchObject({ status: 200 });
    expect(await reenroll({ client })).toMatchObject({ status: 400 });
  });

  test('needs a certificate', async () => {
    expect(await reenroll({})).toMatchObject({ status: 401 });
    expect(await reenroll({ login: 'router:secret' })).toMatchObject({ status: 400 });
  });
});

test.each([
  ['POST', 'cacerts', 405],
  ['GET', 'simpleenroll', 405],
  ['PUT', 'DV%20SSL/simplereenroll', 405],
  ['POST', 'serverkeygen', 404],
  ['POST', 'fullcmc', 404],
  ['GET', '', 404],
])('%s %s is %d', async (method, operation, status) => {
  const response = await call(operation, { method: method as 'GET' });
  expect(response).toMatchObject({ status });
  expect(response.headers['content-type']).toContain('text/plain');
  if (status === 405) expect(response.headers.allow).toBe(method === 'POST' ? 'GET' : 'POST');
});

describe('programs that nobody here wrote', () => {
  const curl = (...args: string[]) =>
    run('curl', ['-sS', '--fail-with-body', '--cacert', 'ca.pem', ...args], { cwd: folder });

  test('curl and openssl bootstrap, enroll, verify and renew', async () => {
    const decode = async (body: string, name: string) => {
      await writeFile(inFolder(`${name}.p7`), Buffer.from(body, 'base64'));
      await openssl('pkcs7', '-inform', 'DER', '-in', `${name}.p7`, '-print_certs', '-out', `${name}.pem`);
    };
    await decode(await curl(`${served.url}/.well-known/est/cacerts`), 'trust');
    await openssl('req', '-in', 'device.csr', '-outform', 'DER', '-out', 'device.der');
    await openssl('base64', '-in', 'device.der', '-out', 'device.b64');
    const post = ['--header', 'Content-Type: application/pkcs10', '--data-binary', '@device.b64'];
    await decode(
      await curl(...post, '--user', 'router:secret', `${served.url}/.well-known/est/simpleenroll`),
      'got',
    );
    expect(await openssl('verify', '-CAfile', 'trust.pem', 'got.pem')).toContain('OK');
    const login = ['--cert', 'got.pem', '--key', 'device.key'];
    await decode(await curl(...post, ...login, `${served.url}/.well-known/est/simplereenroll`), 'renewed');
    expect(await openssl('verify', '-CAfile', 'trust.pem', 'renewed.pem')).toContain('OK');
  });

  const pki = ['/usr/bin/pki', '/usr/sbin/pki', '/usr/local/bin/pki'].find(existsSync);
  if (pki === undefined)
    process.stderr.write(
      "Skipped: EST with strongSwan's pki, which is not installed (apt-get install strongswan-pki libstrongswan-extra-plugins).\n",
    );

  test.skipIf(pki === undefined)(
    "strongSwan's pki bootstraps, waits through a 202 and renews (skipped without strongswan-pki)",
    async () => {
      const strongSwan = (...args: string[]) => run(pki ?? '', args, { cwd: folder });
      const [url, trust] = [served.url, ['--cacert', 'ca.pem']];
      await strongSwan(
        '--estca',
        '--url',
        url,
        ...trust,
        '--caout',
        'estca.pem',
        '--outform',
        'pem',
        '--force',
      );
      expect(await readFile(inFolder('estca.pem'), 'utf8')).toContain('BEGIN CERTIFICATE');
      host.issuances = ['wait', 'issue'];
      const enrollment = ['--est', '--url', url, ...trust, '--outform', 'pem', '--interval', '1'];
      await openssl('req', '-in', 'device.csr', '-outform', 'DER', '-out', 'device.der');
      const got = await strongSwan(
        ...enrollment,
        '--cacert',
        'issuing.pem',
        '--in',
        'device.der',
        '--userpass',
        'router:secret',
      );
      await keep('strongswan.pem', got);
      expect(await openssl('verify', '-CAfile', 'issuing.pem', 'strongswan.pem')).toContain('OK');
      expect(host.orders).toHaveLength(2);
      const renewal = [
        '--cacert',
        'issuing.pem',
        '--in',
        'device.der',
        '--cert',
        'strongswan.pem',
        '--key',
        'device.key',
      ];
      await keep('strongswan2.pem', await strongSwan(...enrollment, ...renewal));
      expect(await openssl('verify', '-CAfile', 'issuing.pem', 'strongswan2.pem')).toContain('OK');
    },
  );
});

async function serve(
  est: EstSettings = { profile: 'DV SSL' },
  {
    furtherCas = [],
    furtherRules = [],
  }: { furtherCas?: readonly string[]; furtherRules?: AccessSettingsInput['rules'] } = {},
): Promise<void> {
  host = await createEstHost({
    folder,
    certificateFile: inFolder('issuing.pem'),
    keyFile: inFolder('issuing.key'),
  });
  const [first] = host.cas;
  // The host itself looks at what tests change in it.
  Object.assign(host, { cas: [...host.cas, ...furtherCas.map((name) => ({ ...first, name }))] });
  const access = createAccess({
    settings: v.parse(AccessSettingsSchema, {
      rules: [
        {
          name: 'routers',
          password: { user: 'router', password: 'secret' },
          roles: ['enroll'],
          profiles: ['DV SSL'],
        },
        { name: 'mdm', certificate: { issuer: 'CN=Trial CA', subject: 'CN=mdm' }, roles: ['enroll'] },
        ...furtherRules,
      ],
      limits: { failuresPerMinute: 3 },
    }),
    clientAuthorities: () => [authority.certificate],
    certificates: host.certificates,
  });
  app = new Hono<GatewayEnv>().route(
    '/',
    createEstApp({
      host,
      access,
      est,
      settings: { waitMs: 10, retryAfterSeconds: 3, bodyLimit: 65_536 },
      draining: new AbortController().signal,
      audit: (entry) => audited.push(entry),
    }),
  );
  served = await serveApp(app, {
    server: await authority.server(),
    clientAuthorities: [authority.certificate],
  });
}

function call(operation: string, options: Partial<Parameters<typeof send>[1]> = {}) {
  return send(`${served.url}/.well-known/est/${operation}`, { ca: authority.certificate, ...options });
}

async function enroll({
  operation = 'simpleenroll',
  login,
  authorization = login === undefined ? undefined : `Basic ${Buffer.from(login).toString('base64')}`,
  client,
  request = 'device.csr',
  body,
  type = 'application/pkcs10',
  encoding,
}: {
  operation?: string;
  login?: string;
  authorization?: string | undefined;
  client?: OwnCertificate;
  request?: string;
  body?: string;
  type?: string;
  encoding?: string;
}) {
  const pem = await readFile(inFolder(request), 'utf8');
  return call(operation, {
    method: 'POST',
    client,
    headers: {
      'content-type': type,
      ...(encoding && { 'content-encoding': encoding }),
      ...(authorization !== undefined && { authorization }),
    },
    body: body ?? pem.replaceAll(/-----[^-]+-----\n/g, ''),
  });
}

async function makeRequest(
  name: string,
  { subject, names }: { subject: string; names?: string },
): Promise<void> {
  await openssl(
    ...[
      'req',
      '-new',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:P-256',
      '-nodes',
      '-keyout',
      `${name}.key`,
    ],
    ...[
      '-out',
      `${name}.csr`,
      '-subj',
      subject,
      ...(names === undefined ? [] : ['-addext', `subjectAltName=${names}`]),
    ],
  );
}

/** Orders a certificate for the device, or another name whose request and key there are. */
async function enrolled(name = 'device'): Promise<OwnCertificate> {
  const { body } = await enroll({ login: 'router:secret', request: `${name}.csr` });
  const [der] = readPkcs7(Buffer.from(body, 'base64')) ?? [];
  const lines = Buffer.from(der ?? '')
    .toString('base64')
    .replace(/.{64}/g, '$&\n');
  return {
    certificate: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
    key: await readFile(inFolder(`${name}.key`), 'utf8'),
  };
}

/** Keeps the warnings of the gateway from now on. */
async function keepWarnings(): Promise<LogRecord[]> {
  const kept: LogRecord[] = [];
  await configure({
    reset: true,
    sinks: { kept: (record) => void kept.push(record) },
    loggers: [
      { category: ['certbridge', 'ca-gateway'], sinks: ['kept'], lowestLevel: 'warning' },
      { category: ['logtape', 'meta'], sinks: [] },
    ],
  });
  return kept;
}
