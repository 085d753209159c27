import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { noRecords, refusalWith, replaceRecords } from '../../plain-text/test/no-records.ts';
import {
  ApiError,
  accessBy,
  createAccess,
  createEndEntityStore,
  createGateway,
  type EndEntity,
  GatewayError,
  listUnfitAuthorities,
  peerOf,
  readPeers,
  respondToUnreadable,
  trustAnchors,
  verifyClientCertificate,
  writeAudit,
} from '../src/index.ts';
import { caError } from './support/ca-error.ts';
import { everything } from './support/ejbca-server.ts';
import { createMemoryHost } from './support/memory-host.ts';

// What compiles in JavaScript only.

const planted = 'pl4nted';
const host = createMemoryHost([]);
const access = accessBy(() => everything);
const good = { host, access };

/** What a call throws, or rejects with. */
async function failureOf(call: () => unknown): Promise<unknown> {
  try {
    await call();
  } catch (error) {
    return error;
  }
  throw new Error('It was not refused.');
}

async function expectRefusal(call: () => unknown, message: string): Promise<void> {
  const failure = await failureOf(call);
  expect(failure).toBeInstanceOf(ApiError);
  expect(failure).toMatchObject({ code: 'invalid-argument', message });
  expect(inspect(failure)).not.toContain(planted);
}

test.each<[unknown, string]>([
  [undefined, 'The argument of createGateway must be an object of options. It needs host, access.'],
  [planted, 'The argument of createGateway must be an object of options.'],
  [{}, 'The option host of createGateway is missing.'],
  [{ host }, 'The option access of createGateway is missing.'],
  [{ ...good, acess: access }, 'The option acess of createGateway is unknown. Did you mean access?'],
  [{ ...good, host: {} }, 'The option host.cas of createGateway must be a list.'],
  [
    { ...good, host: { ...host, cas: [{}] } },
    'The option host.cas.0 of createGateway must have the function order.',
  ],
  [
    { ...good, host: { ...host, cas: [Promise.resolve()] } },
    'The option host.cas.0 of createGateway must have the function order. It is a Promise: await it first.',
  ],
  [
    { ...good, host: Promise.resolve(host) },
    'The option host.cas of createGateway must be a list. It is a Promise: await it first.',
  ],
  [
    { ...good, host: { ...host, cas: [{ name: 'a' }] } },
    'The option host.cas.0 of createGateway must have the function order.',
  ],
  [
    { ...good, host: { cas: [] } },
    'The option host.certificates of createGateway must have the function search.',
  ],
  [{ host, access: {} }, 'The option access of createGateway must have the function authenticate.'],
  [
    { ...good, est: { profil: planted } },
    'The option est.profil of createGateway is unknown. Did you mean profile?',
  ],
  [
    { ...good, settings: { waitSeconds: 4 } },
    'The option settings.waitSeconds of createGateway is unknown. There are waitMs, retryAfterSeconds, pageLimit, bodyLimit.',
  ],
  [
    { ...good, settings: { pageLimit: 0 } },
    'The option settings.pageLimit of createGateway must be a whole number from 1.',
  ],
  [
    { ...good, settings: { waitMs: planted } },
    'The option settings.waitMs of createGateway must be a whole number from 0 to 2147483647.',
  ],
  ...[null, 2_147_483_648, Number.POSITIVE_INFINITY].map((waitMs): [unknown, string] => [
    { ...good, settings: { waitMs } },
    'The option settings.waitMs of createGateway must be a whole number from 0 to 2147483647.',
  ]),
  [
    { ...good, settings: { retryAfterSeconds: null } },
    'The option settings.retryAfterSeconds of createGateway must be a whole number from 0.',
  ],
  [
    { ...good, settings: { pageLimit: null } },
    'The option settings.pageLimit of createGateway must be a whole number from 1.',
  ],
  [
    { ...good, settings: { bodyLimit: null } },
    'The option settings.bodyLimit of createGateway must be a whole number from 1.',
  ],
  [{ ...good, endEntities: {} }, 'The option endEntities of createGateway must have the function add.'],
  [{ ...good, shownPages: {} }, 'The option shownPages of createGateway must have the function showsOf.'],
  [{ ...good, draining: true }, 'The option draining of createGateway must be an AbortSignal.'],
  [{ ...good, audit: planted }, 'The option audit of createGateway must be a function.'],
])('no gateway is made with %#', async (options, message) => {
  await expectRefusal(() => createGateway(options as never), message);
});

const rule = { name: 'operator', password: { user: 'a', password: planted }, roles: ['read'] };
const sources = {
  settings: { rules: [rule] },
  clientAuthorities: () => [],
  certificates: { find: () => undefined },
};
const withSettings = (settings: object) => ({ ...sources, settings: { ...sources.settings, ...settings } });

test.each<[unknown, string]>([
  [
    undefined,
    'The argument of createAccess must be an object of options. It needs clientAuthorities, certificates.',
  ],
  [{}, 'The option clientAuthorities of createAccess is missing.'],
  [{ ...sources, settings: undefined }, 'The option settings of createAccess is missing.'],
  [{ settings: {} }, 'The option settings.rules of createAccess is missing.'],
  [{ settings: sources.settings }, 'The option clientAuthorities of createAccess is missing.'],
  [{ ...sources, clientAuthorities: [] }, 'The option clientAuthorities of createAccess must be a function.'],
  [
    { ...sources, clientAuthorities: () => planted },
    'What the option clientAuthorities of createAccess returns must be a list of texts.',
  ],
  [
    { ...sources, clientAuthorities: () => [`-----BEGIN CERTIFICATE-----\n${planted}`] },
    "The option clientAuthorities of createAccess returns what can't be used: text 1: block 1 is cut off: its BEGIN or END line lacks its counterpart. Copy the complete file again.",
  ],
  [{ ...sources, certificates: {} }, 'The option certificates of createAccess must have the function find.'],
  [withSettings({ limit: {} }), 'The option settings.limit of createAccess is unknown. Did you mean limits?'],
  [
    withSettings({ limits: { requestsPerMinutes: 5 } }),
    'The option settings.limits.requestsPerMinutes of createAccess is unknown. Did you mean requestsPerMinute?',
  ],
  [
    withSettings({ rules: [rule, planted] }),
    'The option settings.rules.1 of createAccess must be an object of properties.',
  ],
  [
    withSettings({ rules: [{ ...rule, profile: ['a'] }] }),
    'The property profile of settings.rules.0 is unknown. Did you mean profiles?',
  ],
  [
    withSettings({ rules: [{ ...rule, roles: ['write'] }] }),
    "The option settings.rules.0.roles.0 of createAccess can't be used. The roles are read, enroll, revoke and admin.",
  ],
  [
    withSettings({ rules: [{ ...rule, roles: ['enrol'] }] }),
    "The option settings.rules.0.roles.0 of createAccess can't be used. The roles are read, enroll, revoke and admin. Did you mean enroll?",
  ],
  [
    withSettings({ rules: [] }),
    "The option settings.rules of createAccess can't be used. Write at least one rule: without one nobody may do anything.",
  ],
  [
    withSettings({ tokens: [{ issuer: 'https://idp', audience: 'a', jwksURL: planted }] }),
    'The property jwksURL of settings.tokens.0 is unknown. Did you mean jwksUrl?',
  ],
])('no access is made with %#', async (given, message) => {
  await expectRefusal(() => createAccess(given as never), message);
});

test.each(noRecords)(
  'no gateway and no access is made with an object without properties by name (%#)',
  (object, offer) => {
    const refusal = expect.objectContaining({
      code: 'invalid-argument',
      message: expect.stringMatching(refusalWith(offer)),
    });
    const options = { est: { ca: 'a', profile: 'b' }, settings: { waitMs: 5 } };
    for (const [path, [given]] of replaceRecords([options], object)) {
      const wrong = path === '0' ? given : { ...good, ...(given as object) };
      expect(() => createGateway(wrong as never)).toThrow(refusal);
    }
    const settings = {
      tokens: [{ issuer: 'https://idp', audience: 'a', jwksUrl: 'https://idp/keys' }],
      proxy: { header: 'a', addresses: [] },
      limits: { requestsPerMinute: 5 },
      rules: [
        {
          ...rule,
          certificate: { issuer: 'CN=a' },
          token: { issuer: 'https://idp', value: 'a' },
        },
      ],
    };
    for (const [path, [given]] of replaceRecords([{ settings }], object)) {
      const wrong = path === '0' ? given : { ...sources, ...(given as object) };
      expect(() => createAccess(wrong as never)).toThrow(refusal);
    }
  },
);

test('access takes settings as a configuration has them, and fills in their defaults', async () => {
  const { readCredentials, noteFailure, admit } = createAccess(sources as never);
  const peer = { address: '127.0.0.1', authorized: false };
  const authorization = `Basic ${btoa(`a:${planted}`)}`;
  const request = new Request('https://gateway', { headers: { authorization } });
  const read = await readCredentials({ request, peer }, { withPasswords: true });
  expect(read).toMatchObject({ state: 'known', caller: { name: 'operator (user a)' } });
  if (read.state === 'known') admit(read.caller);
  for (let turn = 1; turn <= 60; turn += 1) noteFailure(peer);
  expect(() => noteFailure(peer)).toThrow(GatewayError);
});

const records = {
  add: async () => true,
  find: () => undefined,
  replace: async () => true,
  remove: async () => undefined,
  list: () => [],
};
const endEntities = createEndEntityStore(records);
const entity: EndEntity = {
  userName: 'a',
  passwordHash: null,
  subject: 'CN=a',
  subjectAlternativeName: null,
  email: null,
  ca: 'Sectigo',
  profile: 'DV SSL',
  token: 'USERGENERATED',
  status: 'NEW',
  extensionData: [],
  csrSha256: null,
  changedAt: new Date(),
};

test.each<[() => unknown, string]>([
  [() => accessBy(undefined as never), 'The argument of accessBy must be a function.'],
  [
    () => createEndEntityStore(undefined as never),
    'The argument of createEndEntityStore must have the function add.',
  ],
  [
    () => createEndEntityStore({} as never),
    'The argument of createEndEntityStore must have the function add.',
  ],
  [() => endEntities.add({} as never), 'The userName of argument 1 of endEntities.add must be text.'],
  [
    () => endEntities.add({ userName: 'a', changedAt: planted } as never),
    'The changedAt of argument 1 of endEntities.add must be a valid Date.',
  ],
  [
    () => endEntities.add({ ...entity, ca: 5 } as never),
    'The property ca of argument 1 of endEntities.add must be text.',
  ],
  [
    () => endEntities.replace(entity, { ...entity, profil: planted } as never),
    'The property profil of argument 2 of endEntities.replace is unknown. Did you mean profile?',
  ],
  [() => endEntities.find(5 as never), 'Argument 1 of endEntities.find must be text.'],
  [
    () => endEntities.replace(undefined as never, {} as never),
    'The userName of argument 1 of endEntities.replace must be text.',
  ],
  [() => endEntities.remove(undefined as never), 'Argument 1 of endEntities.remove must be text.'],
  [
    () => verifyClientCertificate(planted as never, {} as never),
    'Argument 1 of verifyClientCertificate must be an X509Certificate.',
  ],
  [() => trustAnchors(planted as never), 'Argument 1 of trustAnchors must be a list of texts.'],
  [
    () => listUnfitAuthorities(planted as never),
    'Argument 1 of listUnfitAuthorities must be a list of texts.',
  ],
  [() => trustAnchors([], 5 as never), 'Argument 2 of trustAnchors must be a valid Date.'],
  [() => peerOf(undefined as never), 'The argument of peerOf must be a request of Node.'],
  [() => peerOf({ socket: null } as never), 'The argument of peerOf must be a request of Node.'],
  [() => readPeers({} as never), 'The argument of readPeers must have the function on.'],
  [() => respondToUnreadable({} as never), 'The argument of respondToUnreadable must have the function on.'],
  [() => writeAudit(undefined as never), 'The caller of the argument of writeAudit must be text.'],
  [
    () => new GatewayError(418 as never, 'a'),
    'Argument 1 of GatewayError must be one of 400, 401, 403, 404, 405, 409, 413, 415, 422, 429, 500, 503.',
  ],
  [
    () => new GatewayError(400, 'a', null as never),
    'Argument 3 of GatewayError must be an object of options.',
  ],
  [
    () => new GatewayError(400, 'a', { retryAfer: 5 } as never),
    'The option retryAfer of GatewayError is unknown. Did you mean retryAfter?',
  ],
  ...[null, '5', -1, 0.5].map((retryAfter): [() => unknown, string] => [
    () => new GatewayError(503, 'a', { retryAfter: retryAfter as never }),
    'The option retryAfter of GatewayError must be a whole number from 0.',
  ]),
  [
    () => new GatewayError(503, 'a', { detail: null as never }),
    'The option detail of GatewayError must be text.',
  ],
  [() => new GatewayError(400, undefined as never), 'Argument 2 of GatewayError must be text.'],
])("a function refuses what it can't use (%#)", async (call, message) => {
  await expectRefusal(call, message);
});

const request = new Request('https://gateway/ejbca/ejbca-rest-api/v1/ca');

test.each<[readonly unknown[], string]>([
  [[], 'Argument 1 of app.fetch must be a Request.'],
  [[request], 'Argument 2 of app.fetch must be an object with a peer, as peerOf reads it.'],
  [[request, { incoming: {} }], 'Argument 2 of app.fetch must be an object with a peer, as peerOf reads it.'],
  [
    [request, { peer: { address: '' } }],
    'The property authorized of the peer of argument 2 of app.fetch is missing.',
  ],
  [
    [request, { peer: { address: '', authorized: false, rawHeader: [] } }],
    'The property rawHeader of the peer of argument 2 of app.fetch is unknown. Did you mean rawHeaders?',
  ],
  [
    [request, { peer: { address: '', authorized: false, rawHeaders: [['host', 'a']] } }],
    'The property rawHeaders of the peer of argument 2 of app.fetch must be a list of texts.',
  ],
  [
    [request, { peer: { address: '', authorized: true, certificate: planted } }],
    'The property certificate of the peer of argument 2 of app.fetch must be an X509Certificate.',
  ],
])('the app refuses %#', async (given, message) => {
  const { app, operations } = createGateway(good);
  await expectRefusal(() => app.fetch(...(given as Parameters<typeof app.fetch>)), message);
  await expectRefusal(
    () => operations.fetch(undefined as never),
    'Argument 1 of app.fetch must be a Request.',
  );
});

test.each([
  ['invalid-argument', 500],
  ['unavailable', 503],
] as const)('a CaPluginError %s of a host becomes the status %i', async (code, status) => {
  const count = () => Promise.reject(Object.assign(caError('It is so.'), { code }));
  const certificates = { ...host.certificates, count };
  const { app } = createGateway({ access, host: { ...host, certificates } });
  const url = 'https://gateway/ejbca/ejbca-rest-api/v2/certificate/count';
  const peer = { address: '127.0.0.1', authorized: false };
  expect((await app.fetch(new Request(url), { peer })).status).toBe(status);
});
