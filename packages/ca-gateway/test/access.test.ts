import { generateKeyPairSync, sign, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { canonicalAttributes, isNameProblem, parseDistinguishedName } from '@certbridge/certificate';
import { configure, type LogRecord, reset } from '@logtape/logtape';
import { Hono } from 'hono';
import {
  decodeJwt,
  exportJWK,
  generateKeyPair,
  type JWK,
  type JWTPayload,
  SignJWT,
  UnsecuredJWT,
} from 'jose';
import * as v from 'valibot';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { AccessSettingsInput } from '../src/access/access-settings.ts';
import { AccessSettingsSchema } from '../src/access/access-settings-schema.ts';
import type { Role } from '../src/access/caller.ts';
import { createAccess } from '../src/access/create-access.ts';
import { createCallerFinder } from '../src/access/find-caller.ts';
import { requireCaller } from '../src/access/require-caller.ts';
import { accessRefused } from '../src/access-refused.ts';
import { renderError } from '../src/ejbca/render-error.ts';
import type { GatewayEnv } from '../src/gateway-env.ts';
import { type ServedApp, send, serveApp } from './support/serve-app.ts';
import { createTestAuthority, type TestAuthority } from './support/test-authority.ts';

let authority: TestAuthority;
let foreign: TestAuthority;
/** Has the name of the authority, and another key. */
let impostor: TestAuthority;
let issuer: TokenIssuer;
let served: ServedApp | undefined;
const records: LogRecord[] = [];

beforeAll(async () => {
  [authority, foreign, impostor, issuer] = await Promise.all([
    createTestAuthority('Trial CA'),
    createTestAuthority('Foreign CA'),
    createTestAuthority('Trial CA'),
    startTokenIssuer(),
  ]);
});
afterAll(() => issuer.close());
beforeEach(() =>
  configure({
    reset: true,
    sinks: { kept: (record) => records.push(record) },
    loggers: [
      { category: 'certbridge', sinks: ['kept'], lowestLevel: 'debug' },
      { category: ['logtape', 'meta'], sinks: [], lowestLevel: 'error' },
    ],
  }),
);
afterEach(async () => {
  vi.useRealTimers();
  await served?.close();
  served = undefined;
  records.length = 0;
  await reset();
});

describe('a client certificate', () => {
  const rules = [
    {
      name: 'command',
      certificate: { issuer: 'CN=Trial CA', subject: 'CN=command' },
      roles: ['read' as const],
    },
  ];

  test('lets in whom a rule names, and nobody else', async () => {
    await serve({ rules });
    const { status, body } = await call({ client: await authority.client('command') });
    expect(status).toBe(200);
    expect(body).toMatch(/^command \(CN=command, serial [0-9A-F]{32}\)$/);
    expect(await call({ client: await authority.client('other') })).toMatchObject(denied);
    expect(await call({ client: await authority.client('com\u200Bmand') })).toMatchObject(denied);
    expect(await call({ client: await authority.client('\uFF43ommand') })).toMatchObject(denied);
  });

  test.each([
    ['\u1680command', 'CN=\\u1680command'],
    ['command\u2028', 'CN=command\\u2028'],
    ['\u2029command', 'CN=\\u2029command'],
    ['command\u00a0', 'CN=command\\u00a0'],
    ['com\u200dmand', 'CN=com\\u200dmand'],
  ])('of the name %j is refused, and the log shows the character as %s', async (name, shown) => {
    await serve({ rules });
    expect(await call({ client: await authority.client(name) })).toMatchObject(denied);
    expect(logged()).toContain(inJson(shown));
  });

  test('is named by its serial number as well', async () => {
    const client = await authority.client('any');
    const { serialNumber } = new X509Certificate(client.certificate);
    await serve({
      rules: [
        {
          name: 'one',
          certificate: { issuer: 'cn=trial ca', serialNumber: `0x${serialNumber.toLowerCase()}` },
          roles: ['read'],
        },
      ],
    });
    expect(await call({ client })).toMatchObject({ status: 200 });
    expect(await call({ client: await authority.client('any') })).toMatchObject(denied);
  });

  test.each([
    ['missing', async () => undefined, 'no credentials'],
    [
      'foreign',
      () => foreign.client('command'),
      'issued by CN=Foreign CA) is refused: neither a client authority nor one that came with it has issued it',
    ],
    [
      'of an authority with the same name',
      () => impostor.client('command'),
      'issued by CN=Trial CA) is refused: the client authority with the name of its issuer has not issued it',
    ],
    [
      'expired',
      () => authority.client('command', { isExpired: true }),
      'issued by CN=Trial CA) is refused: it expired at 2',
    ],
    ['one for servers', () => authority.server(), 'is refused: it is not for clients (extended key usage)'],
    [
      'of nobody that a rule names',
      () => authority.client('other'),
      'no rule names its certificate (CN=other',
    ],
  ])('that is %s is refused with the one text, and the log is told why', async (_, client, reason) => {
    await serve({ rules });
    expect(await call({ client: await client() })).toMatchObject(denied);
    expect(logged()).toContain(reason);
  });

  test('that is foreign is refused though a valid token comes with it', async () => {
    await serve({ tokens: [issuer.settings], rules: [...rules, tokenRule({ value: 'k8s' })] });
    const authorization = `Bearer ${await issuer.sign({ sub: 'k8s' })}`;
    expect(await call({ headers: { authorization } })).toMatchObject({ status: 200 });
    const client = await foreign.client('command');
    expect(await call({ client, headers: { authorization } })).toMatchObject(denied);
  });

  test('overrides the schemes of Authorization, which do not count then', async () => {
    await serve({ rules });
    const client = await authority.client('command');
    for (const authorization of ['Basic x', 'Bearer x', 'Digest', '']) {
      expect(await call({ client, headers: { authorization } })).toMatchObject({ status: 200 });
    }
  });

  test('that is one of ours and revoked is refused', async () => {
    const client = await authority.client('command');
    const { raw } = new X509Certificate(client.certificate);
    await serve({ rules }, { find: () => ({ der: raw, revocation: { at: new Date(), reason: 1 } }) });
    expect(await call({ client })).toMatchObject(denied);
    expect(logged()).toContain('revoked');
  });
});

test('a connection that outlives its client certificate is refused', async () => {
  const { certificate } = await authority.client('command', { isExpired: true });
  const app = appOf({
    rules: [
      { name: 'command', certificate: { issuer: 'CN=Trial CA', subject: 'CN=command' }, roles: ['read'] },
    ],
  });
  const peer = { address: '127.0.0.1', authorized: true, certificate: new X509Certificate(certificate) };
  expect((await app.fetch(new Request('https://gateway/'), { peer })).status).toBe(403);
  expect(logged()).toContain('it expired at');
});

test('a revoked certificate of the same number does not stand for the one that is presented', async () => {
  const [client, other] = await Promise.all([authority.client('command'), authority.client('other')]);
  const { raw } = new X509Certificate(other.certificate);
  await serve(
    {
      rules: [
        { name: 'command', certificate: { issuer: 'CN=Trial CA', subject: 'CN=command' }, roles: ['read'] },
      ],
    },
    { find: () => ({ der: raw, revocation: { at: new Date(), reason: 1 } }) },
  );
  expect(await call({ client })).toMatchObject({ status: 200 });
});

describe('a bearer token', () => {
  const settings = () => ({ tokens: [issuer.settings], rules: [tokenRule({ value: 'k8s' })] });
  const callWith = (token: string) => call({ headers: { authorization: `Bearer ${token}` } });

  test('lets in whom a rule names by the subject', async () => {
    await serve(settings());
    expect(await callWith(await issuer.sign({ sub: 'k8s' }))).toMatchObject({
      status: 200,
      body: `k8s (k8s of ${issuer.settings.issuer})`,
    });
    expect(await callWith(await issuer.sign({ sub: 'other' }))).toMatchObject(denied);
  });

  test('lets in whose claims have the blanks of the rule, but for those of ASCII at its edges', async () => {
    await serve({ ...settings(), rules: [tokenRule({ value: ' k8s\u00a0\n' })] });
    expect(await callWith(await issuer.sign({ sub: 'k8s\u00a0' }))).toMatchObject({ status: 200 });
    expect(await callWith(await issuer.sign({ sub: 'k8s' }))).toMatchObject(denied);
    expect(await callWith(await issuer.sign({ sub: 'k8s\u2003' }))).toMatchObject(denied);
    expect(logged()).toContain(inJson('k8s\\u2003 of'));
  });

  test('lets in by another claim, which may hold several values', async () => {
    await serve({ ...settings(), rules: [tokenRule({ claim: 'groups', value: 'pki' })] });
    expect(await callWith(await issuer.sign({ sub: 'a', groups: ['dev', 'pki'] }))).toMatchObject({
      status: 200,
    });
    expect(await callWith(await issuer.sign({ sub: 'a', groups: 'pki' }))).toMatchObject({ status: 200 });
    expect(await callWith(await issuer.sign({ sub: 'a', groups: ['dev'] }))).toMatchObject(denied);
    expect(await callWith(await issuer.sign({ sub: 'pki' }))).toMatchObject(denied);
  });

  test.each<[string, () => Promise<string> | string, string]>([
    ['without a signature', () => unsecured({ sub: 'k8s' }), 'ERR_JOSE_ALG_NOT_ALLOWED'],
    ['of another audience', () => issuer.sign({ sub: 'k8s' }, { audience: 'other' }), 'claim aud'],
    [
      'of another issuer',
      () => issuer.sign({ sub: 'k8s' }, { issuer: 'https://other.example' }),
      'of no issuer',
    ],
    ['that has expired', () => issuer.sign({ sub: 'k8s' }, { expires: '1 hour ago' }), 'expired'],
    ['that never expires', () => issuer.sign({ sub: 'k8s' }, { expires: null }), 'claim exp'],
    ['of a foreign key', () => issuer.sign({ sub: 'k8s' }, { isForged: true }), 'ERR_JW'],
    ['signed with a shared secret', () => hmac({ sub: 'k8s' }), 'ERR_JOSE_ALG_NOT_ALLOWED'],
    ['that is none', () => 'x', 'of no issuer'],
  ])('%s is refused with the one text, and the log is told why', async (_, token, reason) => {
    await serve(settings());
    const text = await token();
    expect(await callWith(text)).toMatchObject(denied);
    expect(logged()).toContain(reason);
    if (text.length > 1) expect(logged()).not.toContain(text);
  });

  test('is verified by keys that are fetched once, and anew after a rotation', async () => {
    await serve(settings());
    const before = issuer.fetches();
    for (const _ of [1, 2, 3])
      expect(await callWith(await issuer.sign({ sub: 'k8s' }))).toMatchObject({ status: 200 });
    expect(issuer.fetches()).toBe(before + 1);
    await issuer.rotate();
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 60_000 });
    expect(await callWith(await issuer.sign({ sub: 'k8s' }))).toMatchObject({ status: 200 });
    expect(issuer.fetches()).toBe(before + 2);
  });

  test('of a new key is a matter of time while the keys were fetched a moment before', async () => {
    let now = Date.now();
    // From the first call on, or the clock of the limits would go back by as long as this process has run.
    vi.useFakeTimers({ toFake: ['Date', 'performance'], now });
    await serve({ ...settings(), limits: { failuresPerMinute: 3 } });
    const before = issuer.fetches();
    const old = await issuer.sign({ sub: 'k8s' });
    expect((await callWith(old)).status).toBe(200);
    await issuer.rotate();
    now += 1;
    vi.setSystemTime(now);
    const token = await issuer.sign({ sub: 'k8s' });
    for (const _ of [1, 2, 3]) {
      expect(await callWith(token)).toMatchObject({ status: 503, headers: { 'retry-after': '10' } });
    }
    // Nobody gets around the limit by keys that are not known.
    expect((await callWith(token)).status).toBe(429);
    expect((await callWith(old)).status).toBe(200);
    expect(issuer.fetches()).toBe(before + 1);
    vi.setSystemTime(now + 10_000);
    expect((await callWith(token)).status).toBe(200);
    expect(issuer.fetches()).toBe(before + 2);
  });

  test('of a key that is not among those fetched since it came is refused, and has them fetched once in a while', async () => {
    await serve(settings());
    expect((await callWith(await issuer.sign({ sub: 'k8s' }))).status).toBe(200);
    const before = issuer.fetches();
    const now = Date.now();
    vi.useFakeTimers({ toFake: ['Date'], now: now + 10_000 });
    const strange = () => issuer.sign({ sub: 'k8s' }, { isForged: true, keyId: 'none of theirs' });
    expect(await callWith(await strange())).toMatchObject(denied);
    vi.setSystemTime(now + 10_001);
    for (const _ of [1, 2, 3]) expect((await callWith(await strange())).status).toBe(503);
    expect(issuer.fetches()).toBe(before + 1);
  });

  describe('of an issuer whose keys have no names', () => {
    let nameless: TokenIssuer;
    const serveNameless = (limits = {}) =>
      serve({
        tokens: [nameless.settings],
        rules: [{ name: 'k8s', token: { issuer: nameless.settings.issuer, value: 'k8s' }, roles: ['read'] }],
        limits,
      });
    beforeEach(async () => {
      nameless = await startTokenIssuer({ isNameless: true });
    });
    afterEach(() => nameless.close());

    test('is good by either key while the old and the new one are published', async () => {
      await serveNameless();
      const old = await nameless.sign({ sub: 'k8s' });
      await nameless.rotate({ keepsOld: true });
      const tokens = [old, await nameless.sign({ sub: 'k8s' })];
      for (const token of tokens) expect((await callWith(token)).status).toBe(200);
      expect(nameless.fetches()).toBe(1);
      const expired = await nameless.sign({ sub: 'k8s' }, { expires: '1 hour ago' });
      expect(await callWith(expired)).toMatchObject(denied);
      expect(logged()).toContain('its token has expired');
    });

    test('is good within seconds after the key was replaced, and has the keys fetched once in a while', async () => {
      let now = Date.now();
      vi.useFakeTimers({ toFake: ['Date', 'performance'], now });
      await serveNameless({ failuresPerMinute: 4 });
      expect((await callWith(await nameless.sign({ sub: 'k8s' }))).status).toBe(200);
      await nameless.rotate();
      now += 1;
      vi.setSystemTime(now);
      const token = await nameless.sign({ sub: 'k8s' });
      const forged = await nameless.sign({ sub: 'k8s' }, { isForged: true });
      for (const each of [token, forged, forged]) {
        expect(await callWith(each)).toMatchObject({ status: 503, headers: { 'retry-after': '10' } });
      }
      expect(nameless.fetches()).toBe(1);
      vi.setSystemTime(now + 10_000);
      expect(await callWith(forged)).toMatchObject(denied);
      expect(nameless.fetches()).toBe(2);
      expect((await callWith(token)).status).toBe(200);
      // Forged ones count as failed logins, and have nothing fetched.
      expect((await callWith(forged)).status).toBe(429);
      expect((await callWith(token)).status).toBe(200);
      expect(nameless.fetches()).toBe(2);
    });

    test('is refused where it is of none of several keys that were fetched since it came', async () => {
      await serveNameless();
      await nameless.rotate({ keepsOld: true });
      const forged = await nameless.sign({ sub: 'k8s' }, { isForged: true });
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
      expect(await callWith(forged)).toMatchObject(denied);
      vi.setSystemTime(Date.now() + 1);
      expect((await callWith(forged)).status).toBe(503);
      expect(nameless.fetches()).toBe(1);
    });
  });

  test('has an issuer that does not respond asked once in a while', async () => {
    let asked = 0;
    const server = createServer((_, response) => {
      asked += 1;
      response.writeHead(500).end();
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    await serve({ ...settings(), tokens: [{ ...issuer.settings, jwksUrl: `http://127.0.0.1:${port}` }] });
    vi.useFakeTimers({ toFake: ['Date'] });
    const token = await issuer.sign({ sub: 'k8s' });
    for (const _ of [1, 2, 3]) expect((await callWith(token)).status).toBe(503);
    expect(asked).toBe(1);
    vi.setSystemTime(Date.now() + 10_000);
    expect((await callWith(token)).status).toBe(503);
    expect(asked).toBe(2);
    server.close();
  });

  test.each([1024, 2048])(
    'signed with a published RSA key of %i bits is good if that is long enough',
    async (modulusLength) => {
      const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength });
      const kid = `rsa-${modulusLength}`;
      issuer.publish({ ...publicKey.export({ format: 'jwk' }), kid, use: 'sig' });
      await serve(settings());
      const claims = decodeJwt(await issuer.sign({ sub: 'k8s' }));
      const encoded = [{ alg: 'RS256', kid }, claims].map((part) =>
        Buffer.from(JSON.stringify(part)).toString('base64url'),
      );
      const content = encoded.join('.');
      const signature = sign('sha256', Buffer.from(content), privateKey).toString('base64url');
      const response = await callWith(`${content}.${signature}`);
      if (modulusLength === 2048) expect(response.status).toBe(200);
      else {
        expect(response).toMatchObject(denied);
        expect(logged()).toContain('such as one of RSA with less than 2048 bits');
      }
    },
  );

  test('whose subject is a list is nobody that a rule names by the subject', async () => {
    await serve(settings());
    const token = await issuer.sign({ sub: ['k8s'] as unknown as string });
    expect(await callWith(token)).toMatchObject(denied);
  });

  test("of an issuer whose keys can't be fetched is a matter of time", async () => {
    const gone = { ...issuer.settings, jwksUrl: 'http://127.0.0.1:9/keys' };
    await serve({ ...settings(), tokens: [gone] });
    const { status, headers } = await callWith(await issuer.sign({ sub: 'k8s' }));
    expect(status).toBe(503);
    expect(headers['retry-after']).toBe('10');
  });

  test.each(['Basic azhzOng=', 'Digest x', 'Bearer', 'bearer a b', 'Negotiate'])(
    'is none where the header says %s',
    async (authorization) => {
      await serve(settings());
      expect(await call({ headers: { authorization } })).toMatchObject(denied);
      expect(logged()).toContain('no credentials');
    },
  );
});

describe('the certificate in a header', () => {
  const rules = [
    {
      name: 'command',
      certificate: { issuer: 'CN=Trial CA', subject: 'CN=command' },
      roles: ['read' as const],
    },
  ];
  const derOf = (pem: string) => pem.replaceAll(/-----[^-]+-----|\s/g, '');

  test.each<[string, (pem: string) => string]>([
    ['nginx', (pem) => encodeURIComponent(pem)],
    ['Traefik', (pem) => derOf(pem)],
    ['RFC 9440', (pem) => `:${derOf(pem)}:`],
    ['Envoy', (pem) => `Hash=00;Cert="${encodeURIComponent(pem)}";Subject="CN=x"`],
  ])('is taken from a proxy in the form of %s', async (_, form) => {
    await serve({ rules, proxy: { header: 'X-Client-Cert', addresses: ['127.0.0.1'] } });
    const header = async (client: Promise<{ certificate: string }>) => ({
      headers: { 'x-client-cert': form((await client).certificate) },
    });
    expect(await call(await header(authority.client('command')))).toMatchObject({ status: 200 });
    expect(await call(await header(authority.client('other')))).toMatchObject(denied);
    expect(await call(await header(foreign.client('command')))).toMatchObject(denied);
    expect(await call(await header(impostor.client('command')))).toMatchObject(denied);
    expect(await call(await header(authority.client('command', { isExpired: true })))).toMatchObject(denied);
    expect(await call(await header(authority.server()))).toMatchObject(denied);
    expect(await call({ headers: { 'x-client-cert': 'nonsense' } })).toMatchObject(denied);
    expect(await call({})).toMatchObject(denied);
  });

  test.each<[string, AccessSettingsInput['proxy'] | undefined]>([
    ['by default', undefined],
    ['from another address', { header: 'x-client-cert', addresses: ['127.0.0.2', '::1'] }],
  ])('counts for nothing %s', async (_, proxy) => {
    await serve({ rules, ...(proxy && { proxy }) });
    const { certificate } = await authority.client('command');
    expect(await call({ headers: { 'x-client-cert': encodeURIComponent(certificate) } })).toMatchObject(
      denied,
    );
    expect(logged()).toContain('no credentials');
  });

  test('does not count where it comes more than once, or with that of another client', async () => {
    await serve({ rules, proxy: { header: 'X-Client-Cert', addresses: ['127.0.0.1'] } });
    const [victim, sender] = await Promise.all([authority.client('command'), authority.client('other')]);
    const [first, second, own] = [victim, sender, authority].map(({ certificate }) => derOf(certificate));
    const envoy = (pem: string) => `Cert="${encodeURIComponent(pem)}"`;
    const callWith = (header: string | string[]) => call({ headers: { 'x-client-cert': header } });
    expect(await callWith(`${first},${own}`)).toMatchObject({ status: 200 });
    for (const repeated of [
      [first ?? '', second ?? ''],
      [first ?? '', first ?? ''],
      [first ?? '', own ?? ''],
      [first ?? '', ''],
      [`:${first}:`, `:${second}:`],
      [encodeURIComponent(victim.certificate), encodeURIComponent(sender.certificate)],
      [envoy(sender.certificate), envoy(victim.certificate)],
    ]) {
      records.length = 0;
      expect(await callWith(repeated)).toMatchObject(denied);
      expect(logged()).toContain('the header of the proxy comes more than once');
    }
    expect(await callWith(`${first},${second}`)).toMatchObject(denied);
    expect(logged()).toContain('holds a further certificate that is not of an authority');
    expect(await callWith(encodeURIComponent(victim.certificate + sender.certificate))).toMatchObject(denied);
  });

  test('stands for the client, and the certificate of the proxy for nobody', async () => {
    await serve({ rules, proxy: { header: 'x-client-cert', addresses: ['127.0.0.1'] } });
    expect(await call({ client: await authority.client('command') })).toMatchObject(denied);
  });
});

describe('roles', () => {
  const certificate = (subject: string) => ({ issuer: 'CN=Trial CA', subject: `CN=${subject}` });

  test('are given per CA and per profile, and add up', async () => {
    await serve({
      rules: [
        { name: 'a', certificate: certificate('a'), roles: ['read'] },
        { name: 'a', certificate: certificate('a'), roles: ['enroll'], cas: ['one'], profiles: ['DV'] },
        { name: 'b', certificate: certificate('b'), roles: ['admin'], cas: ['two'] },
      ],
    });
    const [a, b] = await Promise.all([authority.client('a'), authority.client('b')]);
    const ask = async (client: typeof a, query: string) =>
      (await call({ client, path: `/ask?${query}` })).status;
    expect(await ask(a, 'role=read&ca=one')).toBe(200);
    expect(await ask(a, 'role=enroll&ca=one&profile=DV')).toBe(200);
    expect(await ask(a, 'role=enroll&ca=one')).toBe(200);
    expect(await ask(a, 'role=enroll&ca=one&profile=EV')).toBe(403);
    expect(await ask(a, 'role=enroll&ca=two&profile=DV')).toBe(403);
    expect(await ask(a, 'role=revoke&ca=one')).toBe(403);
    expect(await ask(b, 'role=revoke&ca=two')).toBe(200);
    expect(await ask(b, 'role=read&ca=one')).toBe(403);
  });

  test('that are lacking are refused as missing credentials are', async () => {
    await serve({ rules: [{ name: 'a', certificate: certificate('a'), roles: ['read'] }] });
    const client = await authority.client('a');
    expect(await call({ client, path: '/ask?role=revoke' })).toMatchObject(denied);
    expect(logged()).toContain('lacks the role');
  });
});

describe('a limit', () => {
  test('is kept for each caller by itself', async () => {
    const rule = (name: string) => ({
      name,
      certificate: { issuer: 'CN=Trial CA', subject: `CN=${name}` },
      roles: ['read' as const],
    });
    await serve({ rules: [rule('a'), rule('b')], limits: { requestsPerMinute: 2 } });
    const [a, b] = await Promise.all([authority.client('a'), authority.client('b')]);
    vi.useFakeTimers({ toFake: ['performance'] });
    const statuses = [];
    for (const client of [a, a, a, b]) statuses.push((await call({ client })).status);
    expect(statuses).toEqual([200, 200, 429, 200]);
    vi.advanceTimersByTime(30_000);
    expect((await call({ client: a })).status).toBe(200);
    const { headers } = await call({ client: a });
    expect(headers['retry-after']).toBe('30');
  });

  test('is kept for refused certificates and tokens of an address, and lets good ones through', async () => {
    const rules = [
      { name: 'a', certificate: { issuer: 'CN=Trial CA', subject: 'CN=a' }, roles: ['read' as const] },
    ];
    await serve({ rules, tokens: [issuer.settings], limits: { failuresPerMinute: 3 } });
    const [good, unnamed, stranger] = await Promise.all([
      authority.client('a'),
      authority.client('b'),
      foreign.client('a'),
    ]);
    vi.useFakeTimers({ toFake: ['performance'] });
    const refused = [
      () => call({ client: stranger }),
      () => call({ client: unnamed }),
      () => call({ headers: { authorization: 'Bearer no.good.token' } }),
    ];
    for (const attempt of refused) expect((await attempt()).status).toBe(403);
    for (const attempt of refused) {
      expect(await attempt()).toMatchObject({ status: 429, headers: { 'retry-after': '20' } });
    }
    expect((await call({ client: good })).status).toBe(200);
    vi.advanceTimersByTime(20_000);
    expect((await call({ client: stranger })).status).toBe(403);
  });
});

test('settings tell every problem at once', () => {
  const { issues = [] } = v.safeParse(AccessSettingsSchema, {
    tokens: [{ issuer: 'https://idp', audience: [], jwksUrl: 'http://idp/keys' }],
    rules: [
      { name: 'a', roles: ['write'] },
      { name: 'e', certificate: { issuer: 'no name' }, password: 1, roles: ['read'] },
      { name: 'b', certificate: { issuer: 'CN=x', subject: 'CN=y', serialNumber: '1' }, roles: [] },
      { name: 'c', certificate: { issuer: 'no name', subject: 'CN=y' }, roles: ['read'], cass: ['x'] },
      { name: 'd', token: { issuer: 'https://other', value: 'x' }, roles: ['read'] },
    ],
    proxy: { header: 'a b', addresses: ['proxy.example'] },
  });
  expect(issues.map((issue) => v.getDotPath(issue)).sort()).toEqual([
    'proxy.addresses.0',
    'proxy.header',
    'rules.0',
    'rules.0.roles.0',
    'rules.1',
    'rules.1.certificate',
    'rules.1.certificate.issuer',
    'rules.1.password',
    'rules.2.certificate',
    'rules.2.roles',
    'rules.3.cass',
    'rules.3.certificate.issuer',
    'rules.4.token.issuer',
    'tokens.0.audience',
    'tokens.0.jwksUrl',
  ]);
});

test.each([
  ['CN=device\u{a0}', false],
  ['CN=\u{feff}device', false],
  ['CN=device\u{2003},O=Corp', false],
  ['O=Corp + CN = \u{3000} device', false],
  ['CN=device\\C2\\A0', true],
  ['CN=my\u{a0}device, O=Corp ', true],
  ['O="M\u{fc}ller\u{a0}, S\u{f6}hne"', true],
  ['CN="x =\u{a0}y"', true],
  ['CN="device"\u{a0}', false],
  // As the certificate dialog of Windows has it.
  ['\u{200e}CN=device', true],
])(
  'a subject %j whose edge is a blank beyond ASCII is refused, for it would be cut off',
  (subject, isTaken) => {
    const rules = [{ name: 'a', certificate: { issuer: 'CN=Trial CA', subject }, roles: ['read'] }];
    expect(v.safeParse(AccessSettingsSchema, { rules }).success).toBe(isTaken);
  },
);

test.each([
  ['SN=12,CN=command', true],
  ['\u{200e}CN=command, sn = "12"', true],
  ['SERIALNUMBER=12,CN=command', true],
  ['SN=13,CN=command', false],
])(
  'in the issuer %j of a rule SN is the serial number, as EJBCA writes it, or the surname: %j',
  (given, isMeant) => {
    const certificate = { issuer: given, subject: 'SN=Doe,CN=x' };
    const { find } = createCallerFinder([{ name: 'a', certificate, roles: ['read'] }]);
    const key = (text: string, sn: 'SURNAME' | 'SERIALNUMBER') => {
      const name = parseDistinguishedName(text, { sn });
      return isNameProblem(name) ? '' : canonicalAttributes(name);
    };
    for (const sn of ['SURNAME', 'SERIALNUMBER'] as const) {
      const issuer = key('serialNumber=12,CN=command', sn);
      const identity = {
        kind: 'certificate',
        issuer,
        subject: key('SN=Doe,CN=x', sn),
        serialNumber: '1',
        label: '',
      } as const;
      expect(find(identity) !== undefined).toBe(isMeant);
    }
  },
);

test('a caller whom several rules name is called by one that grants the role', () => {
  const token = { issuer: 'https://idp.example', claim: 'sub', value: 'x' };
  const { find } = createCallerFinder([
    { name: 'a', token, roles: ['read'] },
    { name: 'b', token, roles: ['enroll'], profiles: ['DV'] },
    { name: 'c', token, roles: ['admin'], profiles: ['EV'] },
  ]);
  const caller = find({ kind: 'token', issuer: token.issuer, claims: { sub: 'x' }, label: 'x' });
  expect(caller?.name).toBe('a (x)');
  expect(caller?.nameFor?.('enroll', { ca: 'one', profile: 'DV' })).toBe('b (x)');
  expect(caller?.nameFor?.('revoke', { ca: 'one', profile: 'EV' })).toBe('c (x)');
  expect(caller?.nameFor?.('revoke', { ca: 'one', profile: 'DV' })).toBe('a (x)');
});

test('a password of a rule keeps the blanks at its edges', () => {
  const password = { user: ' router ', password: ' pass word\u00a0' };
  const { rules } = v.parse(AccessSettingsSchema, { rules: [{ name: 'a', password, roles: ['enroll'] }] });
  const { findByPassword } = createCallerFinder(rules);
  expect(findByPassword('router', ' pass word\u00a0')).toBeDefined();
  for (const other of ['pass word', ' pass word', ' pass word ']) {
    expect(findByPassword('router', other)).toBeUndefined();
  }
});

test.each(['\u00a0router', 'router\u2028'])(
  'the blank at the edge of the user name %j is a part of it',
  (user) => {
    const password = { user, password: 'x' };
    const { rules } = v.parse(AccessSettingsSchema, { rules: [{ name: 'a', password, roles: ['enroll'] }] });
    const { findByPassword } = createCallerFinder(rules);
    expect(findByPassword(user, 'x')).toBeDefined();
    expect(findByPassword('router', 'x')).toBeUndefined();
  },
);

test.each(['Authorization', 'host', 'Cookie', 'Content-Type', 'X-Forwarded-For'])(
  'the header %s can bring no certificate, since it means something else',
  (header) => {
    const rules = [{ name: 'a', password: { user: 'a', password: 'b' }, roles: ['read'] }];
    const read = (name: string) =>
      v.safeParse(AccessSettingsSchema, { rules, proxy: { header: name, addresses: ['10.0.0.1'] } });
    expect(read('X-Client-Cert').success).toBe(true);
    expect(read(header).issues).toMatchObject([{ message: expect.stringContaining('means something else') }]);
  },
);

test('a rule for tokens of an issuer that is not known is a problem', () => {
  const { issues = [] } = v.safeParse(AccessSettingsSchema, {
    rules: [{ name: 'a', token: { issuer: 'https://idp', value: 'x' }, roles: ['read'] }],
  });
  expect(issues.map((issue) => v.getDotPath(issue))).toEqual(['rules.0.token.issuer']);
});

const denied = {
  status: 403,
  body: JSON.stringify({
    error_code: 403,
    error_message: 'These credentials do not allow it. The log of the gateway says why.',
  }),
};

function appOf(
  settings: AccessSettingsInput,
  certificates: { find: () => unknown } = { find: () => undefined },
): Hono<GatewayEnv> {
  const access = createAccess({
    settings: v.parse(AccessSettingsSchema, settings),
    clientAuthorities: () => [authority.certificate],
    certificates: certificates as never,
  });
  const app = new Hono<GatewayEnv>();
  app.onError(renderError);
  app.use(requireCaller(access));
  app.get('/', (c) => c.text(c.var.caller.name));
  app.get('/ask', (c) => {
    const { role, ca, profile } = c.req.query();
    if (!c.var.caller.can(role as Role, { ca, profile })) throw accessRefused('It lacks the role.');
    return c.text('yes');
  });
  return app;
}

async function serve(...parameters: Parameters<typeof appOf>): Promise<void> {
  served = await serveApp(appOf(...parameters), {
    server: await authority.server(),
    clientAuthorities: [authority.certificate],
  });
}

function call({ path = '/', ...options }: { path?: string } & Partial<Parameters<typeof send>[1]>) {
  return send(`${served?.url}${path}`, { ca: authority.certificate, ...options });
}

function logged(): string {
  return records.map(({ message, properties }) => JSON.stringify([message, properties])).join('\n');
}

/** A text as it stands in what was logged. */
function inJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

function tokenRule(match: { claim?: string; value: string }) {
  return { name: match.value, token: { issuer: issuer.settings.issuer, ...match }, roles: ['read' as const] };
}

interface TokenIssuer extends Awaited<ReturnType<typeof startTokenIssuer>> {}

/** An identity provider that signs tokens and publishes its keys, with names unless it is to have none. */
async function startTokenIssuer({ isNameless = false } = {}) {
  let fetches = 0;
  let generation = 0;
  const newKey = async () => {
    generation += 1;
    return { kid: `key-${generation}`, ...(await generateKeyPair('ES256', { extractable: true })) };
  };
  let current = await newKey();
  let published = [current];
  const others: JWK[] = [];
  const named = (kid: string) => (isNameless ? {} : { kid });
  const stranger = await newKey();
  const server = createServer((_, response) => {
    fetches += 1;
    const keys = published.map(async ({ kid, publicKey }) => {
      return { ...(await exportJWK(publicKey)), ...named(kid), alg: 'ES256', use: 'sig' };
    });
    void Promise.all([...keys, ...others]).then((keys) => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ keys }));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const settings = { issuer: url, audience: 'certbridge', jwksUrl: `${url}/keys` };
  return {
    settings,
    fetches: () => fetches,
    publish: (key: JWK) => void others.push(key),
    rotate: async ({ keepsOld = false } = {}) => {
      current = await newKey();
      published = keepsOld ? [...published, current] : [current];
    },
    sign: (
      claims: JWTPayload,
      {
        issuer: iss = url,
        audience = settings.audience,
        expires = '1 hour' as string | null,
        isForged = false,
        keyId = current.kid,
      } = {},
    ) => {
      const token = new SignJWT(claims)
        .setProtectedHeader({ alg: 'ES256', ...named(keyId) })
        .setIssuer(iss)
        .setAudience(audience);
      if (expires !== null) token.setExpirationTime(expires);
      return token.sign(isForged ? stranger.privateKey : current.privateKey);
    },
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

function unsecured(claims: JWTPayload): string {
  const { issuer: iss, audience } = issuer.settings;
  return new UnsecuredJWT(claims).setIssuer(iss).setAudience(audience).setExpirationTime('1 hour').encode();
}

function hmac(claims: JWTPayload): Promise<string> {
  const { issuer: iss, audience } = issuer.settings;
  return new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS256' })
    .setIssuer(iss)
    .setAudience(audience)
    .setExpirationTime('1 hour')
    .sign(Buffer.from('secret secret secret secret secret secret'));
}
