/** What functions and objects of the embedding program return: nothing but what they should counts. */
import { X509Certificate } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  type Access,
  accessBy,
  createAccess,
  createGateway,
  type EndEntityStore,
  GatewayError,
  type ReadCredentialsOptions,
} from '../src/index.ts';
import { everything } from './support/ejbca-server.ts';
import { api, createEjbcaWorld, type EjbcaWorld, enrollment } from './support/ejbca-world.ts';
import { createMemoryHost } from './support/memory-host.ts';
import { createTestAuthority, type TestAuthority } from './support/test-authority.ts';
import { createCsr } from './support/test-pki.ts';

const peer = { address: '127.0.0.1', authorized: false };
let authority: TestAuthority;
let world: EjbcaWorld;
let csr: string;

beforeAll(async () => {
  [authority, world, csr] = await Promise.all([
    createTestAuthority('Client CA'),
    createEjbcaWorld(),
    createCsr('CN=www.corp.example'),
  ]);
});

const rule = {
  name: 'client',
  certificate: { issuer: 'CN=Client CA', subject: 'CN=client' },
  roles: ['read' as const],
};
const settings = { rules: [rule] };

describe('a certificate that no authority vouches for is trusted by nothing that a listener says but true', () => {
  test.each<[unknown, number | 'invalid-argument']>([
    [true, 200],
    [false, 403],
    ...[undefined, null, 'NONE', 'FAILED:self-signed', 'SUCCESS', 'false', 1, {}, Promise.resolve(true)].map(
      (authorized): [unknown, 'invalid-argument'] => [authorized, 'invalid-argument'],
    ),
  ])('%j', async (authorized, outcome) => {
    const certificate = new X509Certificate((await authority.client('client')).certificate);
    const access = createAccess({
      settings,
      clientAuthorities: () => [],
      certificates: { find: () => undefined },
    });
    const { app } = createGateway({ host: createMemoryHost([]), access });
    const given = { address: '127.0.0.1', authorized, certificate } as never;
    const request = new Request(`https://gateway${api}/v1/ca`);
    const response = app.fetch(request, { peer: given });
    const read = access.readCredentials({ request, peer: given });
    if (outcome === 'invalid-argument') {
      await expect(response).rejects.toMatchObject({ name: 'ApiError', code: outcome });
      await expect(read).rejects.toMatchObject({ name: 'ApiError', code: outcome });
    } else {
      expect((await response).status).toBe(outcome);
      expect((await read).state).toBe(outcome === 200 ? 'known' : 'refused');
    }
  });
});

test.each(['yes', 1, null])('a password counts by nothing but true (%j)', async (withPasswords) => {
  const { readCredentials } = createAccess({
    settings: { rules: [{ name: 'a', password: { user: 'a', password: 'b' }, roles: ['read'] }] },
    clientAuthorities: () => [],
    certificates: { find: () => undefined },
  });
  const request = new Request('https://gateway/', { headers: { authorization: `Basic ${btoa('a:b')}` } });
  const read = (value: unknown) =>
    readCredentials({ request, peer }, { withPasswords: value } as ReadCredentialsOptions);
  expect((await read(true)).state).toBe('known');
  expect((await read(false)).state).toBe('none');
  await expect(read(withPasswords)).rejects.toMatchObject({ code: 'invalid-argument' });
});

describe('a client certificate counts only where the host says that it is not revoked, and not', () => {
  test.each<[string, (der: Uint8Array) => unknown]>([
    ['by a promise', async () => undefined],
    ['by null', () => null],
    ['without its bytes', () => ({ revocation: null })],
    ['without its revocation', (der) => ({ der })],
    ['with text as its revocation', (der) => ({ der, revocation: 'no' })],
  ])('%s', async (_, found) => {
    const certificate = new X509Certificate((await authority.client('client')).certificate);
    const { readCredentials } = createAccess({
      settings,
      clientAuthorities: () => [authority.certificate],
      certificates: { find: () => found(certificate.raw) as never },
    });
    const received = {
      request: new Request('https://gateway/'),
      peer: { ...peer, authorized: true, certificate },
    };
    await expect(readCredentials(received)).rejects.toMatchObject({
      code: 'invalid-argument',
      message: expect.stringMatching(
        /^The function find of certificates must return undefined, or a certificate/,
      ),
    });
  });
});

function send(path: string, body?: unknown): Request {
  const headers = { 'content-type': 'application/json' };
  return new Request(
    `https://gateway${api}${path}`,
    body === undefined ? {} : { method: 'POST', body: JSON.stringify(body), headers },
  );
}

test.each([undefined, null, 'yes', 1, Promise.resolve(true)])(
  'a CA is ready by nothing but true (%j)',
  async (isReady) => {
    const host = world.createHost();
    const cas = host.cas.map((ca) => ({ ...ca, isReady: () => isReady as never }));
    const { app } = createGateway({
      host: { ...host, cas },
      access: accessBy(() => everything),
    });
    expect((await app.fetch(send('/v2/certificate/count'), { peer })).status).toBe(500);
  },
);

describe('a certificate that the host finds is shown only with what access goes by:', () => {
  test.each([['ca'], ['productName'], ['revocation']])('%s', async (lacking) => {
    const host = world.createHost();
    const certificate = await host.add('Sectigo OV', { subject: 'CN=www.corp.example' });
    const path = `/v1/certificate/Sectigo OV/${certificate.serialNumber}/revocationstatus`;
    const statusWith = async (found: unknown) => {
      const certificates = { ...host.certificates, find: () => found as never };
      const access = accessBy(() => ({ name: 'a', can: (_, { ca }) => ca !== 'Sectigo OV' }));
      const { app } = createGateway({ host: { ...host, certificates }, access });
      return (await app.fetch(send(path), { peer })).status;
    };
    expect(await statusWith(certificate)).toBe(403);
    expect(await statusWith({ ...certificate, [lacking]: undefined })).toBe(500);
  });
});

test.each<[string, unknown]>([
  ['nothing', undefined],
  ['an unknown state', { state: 'maybe' }],
  ['no word on whether it may be ordered', { state: 'unavailable', reason: 'It is so.' }],
])('an order of which a CA returns %s is none', async (_, outcome) => {
  const host = world.createHost();
  const cas = host.cas.map((ca) => ({ ...ca, order: async () => outcome as never }));
  const { app } = createGateway({ host: { ...host, cas }, access: accessBy(() => everything) });
  const response = await app.fetch(send('/v1/certificate/pkcs10enroll', enrollment(csr)), { peer });
  expect(response.status).toBe(500);
});

describe('end entities of a store count only as they were added:', () => {
  const added = {
    username: 'alice',
    password: 'a',
    subject_dn: 'CN=www.corp.example',
    ca_name: 'Sectigo OV',
    certificate_profile_name: 'DV SSL',
    end_entity_profile_name: 'AnyCA',
    token: 'USERGENERATED',
  };
  const entity = { ca: 'Sectigo OV', profile: 'DV SSL', status: 'NEW', passwordHash: null, csrSha256: null };
  const statusWith = async (store: object, request: Request) => {
    const none: EndEntityStore = {
      add: async () => true,
      find: async () => undefined,
      replace: async () => true,
      remove: async () => undefined,
      list: async () => [],
    };
    const { app } = createGateway({
      host: world.createHost(),
      access: accessBy(() => everything),
      endEntities: { ...none, ...store },
    });
    return (await app.fetch(request, { peer })).status;
  };
  const criteria = [{ property: 'QUERY', value: 'alice', operation: 'EQUAL' }];
  const search = () => send('/v1/endentity/search', { max_number_of_results: 3, criteria });
  const order = () =>
    send('/v1/certificate/certificaterequest', {
      certificate_request: csr,
      username: 'alice',
      password: 'a',
      include_chain: false,
    });

  test.each<[string, object, () => Request]>([
    ['a number of added rows', { add: async () => 1 }, () => send('/v1/endentity', added)],
    ['nothing for an added one', { add: async () => undefined }, () => send('/v1/endentity', added)],
    ['null', { find: async () => null }, order],
    ['one without its CA', { find: async () => ({ ...entity, ca: undefined }) }, order],
    ['one without its password', { find: async () => ({ ...entity, passwordHash: undefined }) }, order],
    ['a number of replaced rows', { find: async () => entity, replace: async () => 1 }, order],
    ['a list of ones without a CA', { list: async () => [{ ...entity, ca: undefined }] }, search],
    ['no list', { list: async () => ({}) }, search],
  ])('%s', async (_, store, request) => {
    expect(await statusWith(store, request())).toBe(500);
  });
});

test('limits of an access of another kind may be async', async () => {
  const refuse = () => Promise.reject(new GatewayError(429, 'Too many requests.'));
  const limited = (state: object): Access => ({
    ...accessBy(() => everything),
    readCredentials: async () => state as never,
    admit: refuse,
    noteFailure: refuse,
  });
  const request = () =>
    new Request('https://gateway/.well-known/est/DV%20SSL/simpleenroll', { method: 'POST', body: '' });
  for (const state of [
    { state: 'known', caller: everything },
    { state: 'refused', reason: 'no' },
  ]) {
    const { app } = createGateway({ host: world.createHost(), access: limited(state) });
    expect((await app.fetch(request(), { peer })).status).toBe(429);
  }
});
