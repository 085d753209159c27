import { type CaDatabase, type OrderOutcome, openCaDatabase } from '@certbridge/ca-host';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Caller } from '../../src/access/caller.ts';
import { createEndEntityStore } from '../../src/ejbca/end-entities/create-end-entity-store.ts';
import type { EndEntity } from '../../src/ejbca/end-entities/end-entity.ts';
import type { EndEntityStore } from '../../src/ejbca/end-entities/end-entity-store.ts';
import { createMemoryEndEntityStore } from '../../src/ejbca/end-entities/memory-end-entity-store.ts';
import { type EjbcaServer, everything, serveEjbca } from '../support/ejbca-server.ts';
import { api, createEjbcaWorld, type EjbcaWorld } from '../support/ejbca-world.ts';
import type { MemoryHost } from '../support/memory-host.ts';
import { createCsr } from '../support/test-pki.ts';

let world: EjbcaWorld;
let csr: string;
let host: MemoryHost;
let server: EjbcaServer;
let endEntities: EndEntityStore;
let caller: Caller;
let database: CaDatabase;

beforeAll(async () => {
  world = await createEjbcaWorld();
  csr = await createCsr('CN=www.corp.example');
});
beforeEach(async () => {
  host = world.createHost();
  caller = everything;
  database = await openCaDatabase(':memory:');
  endEntities = createEndEntityStore(database.records('end entity'));
  server = await serveEjbca({ host, endEntities, caller: () => caller, settings: { pageLimit: 3 } });
});
afterEach(async () => {
  await server.close();
  await database.close();
});

const alice = {
  username: 'alice',
  password: 'planted-secret',
  subject_dn: 'CN=www.corp.example,O=Corp',
  subject_alt_name: 'dNSName=www.corp.example',
  email: 'alice@corp.example',
  ca_name: 'Sectigo OV',
  certificate_profile_name: 'DV SSL',
  end_entity_profile_name: 'AnyCA',
  token: 'USERGENERATED',
  extension_data: [{ name: '1.2.3', value: 'x' }],
  account_binding_id: '',
};

const post = (path: string, body: unknown) => server.send({ method: 'POST', path: `${api}${path}`, body });
const add = (change: object = {}) => post('/v1/endentity', { ...alice, ...change });
const search = (criteria: unknown, max_number_of_results: unknown = 3) =>
  post('/v1/endentity/search', { max_number_of_results, criteria });
const query = (value: string, operation = 'EQUAL') => [{ property: 'QUERY', value, operation }];
const request = (change: object = {}) =>
  post('/v1/certificate/certificaterequest', {
    certificate_request: csr,
    username: 'alice',
    password: 'planted-secret',
    include_chain: true,
    ...change,
  });
const found = async (criteria: unknown) => {
  const { status, body } = await search(criteria);
  expect(status).toBe(200);
  return (body as { end_entities: { username: string }[] }).end_entities.map(({ username }) => username);
};

describe('an end entity', () => {
  test('is registered with an empty 200, and read back', async () => {
    expect(await add()).toMatchObject({ status: 200, text: '' });
    expect((await search(query('alice'))).body).toEqual({
      end_entities: [
        {
          username: 'alice',
          dn: 'CN=www.corp.example,O=Corp',
          subject_alt_name: 'dNSName=www.corp.example',
          email: 'alice@corp.example',
          status: 'NEW',
          token: 'USERGENERATED',
          extension_data: [{ name: '1.2.3', value: 'x' }],
        },
      ],
      more_results: false,
    });
    expect(host.ordered).toEqual([]);
  });

  test('may lack what is optional', async () => {
    const absent = { password: undefined, subject_alt_name: null, email: null, extension_data: null };
    expect((await add(absent)).status).toBe(200);
    expect((await search(query('alice'))).body).toMatchObject({
      end_entities: [{ subject_alt_name: null, email: null, extension_data: [] }],
    });
  });

  test('keeps no password', async () => {
    await add();
    await post('/v1/endentity/alice/setstatus', { password: 'another-secret', token: 'P12', status: 'NEW' });
    const kept = JSON.stringify(await endEntities.list());
    expect(kept).not.toMatch(/secret/);
    expect((await search(query('alice'))).text).not.toContain('assword');
  });

  test.each([
    [{ username: '' }, 400, 'username must not be empty'],
    [{ username: undefined }, 400, 'username is missing'],
    [{ username: 'a'.repeat(251) }, 400, 'username must not be longer'],
    [{ subject_dn: `CN=${'a'.repeat(4000)}` }, 400, 'subject_dn must not be longer'],
    [{ email: 'a'.repeat(4001) }, 400, 'email must not be longer'],
    [
      { extension_data: Array(101).fill({ name: 'a', value: 'b' }) },
      400,
      'extension_data must not have more than 100 entries',
    ],
    [{ subject_dn: '' }, 400, 'subject_dn must not be empty'],
    [{ token: 'SMARTCARD' }, 400, 'token must be one of USERGENERATED, P12, BCFKS, JKS, PEM."'],
    [
      { token: 'USER_GENERATED' },
      400,
      'token must be one of USERGENERATED, P12, BCFKS, JKS, PEM. Did you mean USERGENERATED?"',
    ],
    [{ token: 5 }, 400, 'token must be one of USERGENERATED, P12, BCFKS, JKS, PEM."'],
    [{ ca_name: 'Other' }, 400, 'Invalid request, unknown CA.'],
    [{ certificate_profile_name: 'EV SSL' }, 400, 'Invalid request, unknown certificate profile.'],
    [{ end_entity_profile_name: 'EMPTY' }, 400, 'Invalid request, unknown end entity profile.'],
    [{ extension_data: [{ name: 1 }] }, 400, 'extension_data.0.name must be text'],
  ])('with %o is %i', async (change, status, message) => {
    const response = await add(change);
    expect(response.status).toBe(status);
    expect(response.text).toContain(message);
    expect(await endEntities.list()).toEqual([]);
  });

  test('of a name that is taken is 409', async () => {
    await add();
    expect((await add({ email: null })).status).toBe(409);
  });

  test('is forgotten with an empty 200, also if it is not there', async () => {
    await add({ username: 'host/www.corp.example' });
    const remove = () => server.send({ method: 'DELETE', path: `${api}/v1/endentity/host/www.corp.example` });
    expect(await remove()).toMatchObject({ status: 200, text: '' });
    expect(await endEntities.list()).toEqual([]);
    expect((await remove()).status).toBe(200);
  });

  test('changes its status and token', async () => {
    await add();
    const change = { token: 'PEM', status: 'REVOKED' };
    expect(await post('/v1/endentity/alice/setstatus', change)).toMatchObject({ status: 200, text: '' });
    expect((await search(query('alice'))).body).toMatchObject({ end_entities: [change] });
    expect((await post('/v1/endentity/bob/setstatus', change)).status).toBe(404);
    const gone = await post('/v1/endentity/alice/setstatus', { ...change, status: 'GONE' });
    expect(gone.status).toBe(400);
    expect(gone.text).toContain(
      '"Invalid input. status must be one of NEW, FAILED, INITIALIZED, INPROCESS, ',
    );
  });

  test('is for those who may enroll for its CA and profile alone', async () => {
    await add();
    caller = { name: 'other', can: (role, { ca }) => role === 'read' || ca === 'Second CA' };
    expect((await add({ username: 'bob' })).status).toBe(403);
    expect((await request()).status).toBe(403);
    expect((await server.send({ method: 'DELETE', path: `${api}/v1/endentity/alice` })).status).toBe(403);
    expect((await post('/v1/endentity/alice/setstatus', { token: 'PEM', status: 'NEW' })).status).toBe(403);
    expect(await found(query('alice'))).toEqual(['alice']);
    const unknown = [
      await request({ username: 'nobody' }),
      await server.send({ method: 'DELETE', path: `${api}/v1/endentity/nobody` }),
      await post('/v1/endentity/nobody/setstatus', { token: 'PEM', status: 'NEW' }),
      await add({ username: 'bob', ca_name: 'Nowhere' }),
    ];
    expect(unknown.map(({ status }) => status)).toEqual([403, 403, 403, 403]);
    caller = { name: 'third', can: (_, { ca }) => ca === 'Second CA' };
    expect(await found(query('alice'))).toEqual([]);
  });
});

describe('a search for end entities', () => {
  beforeEach(async () => {
    await add();
    await add({
      username: 'bob',
      ca_name: 'Second CA',
      certificate_profile_name: 'OV SSL',
      subject_dn: 'CN=b_b',
    });
    await post('/v1/endentity/bob/setstatus', { token: 'PEM', status: 'GENERATED' });
  });

  test.each<[string, string, string, string[]]>([
    ['QUERY', 'EQUAL', 'ALICE', ['alice']],
    ['QUERY', 'EQUAL', 'ali', []],
    ['QUERY', 'LIKE', 'li', ['alice']],
    ['QUERY', 'LIKE', '%', ['alice', 'bob']],
    ['QUERY', 'LIKE', 'a%ce', ['alice']],
    ['QUERY', 'LIKE', 'b_b', ['bob']],
    ['QUERY', 'LIKE', '(a+)+$', []],
    ['CA', 'EQUAL', 'Second CA', ['bob']],
    ['CERTIFICATE_PROFILE', 'EQUAL', 'DV SSL', ['alice']],
    ['END_ENTITY_PROFILE', 'EQUAL', 'AnyCA', ['alice', 'bob']],
    ['STATUS', 'EQUAL', 'GENERATED', ['bob']],
    ['status', 'equal', 'new', ['alice']],
    ['MODIFIED_AFTER', 'EQUAL', '2020-01-01T00:00:00Z', ['alice', 'bob']],
    ['MODIFIED_BEFORE', 'EQUAL', '2020-01-01T00:00:00Z', []],
  ])('by %s %s %s finds %j', async (property, operation, value, names) => {
    expect(await found([{ property, operation, value }])).toEqual(names);
  });

  test('joins what is of one property by or, and different ones by and', async () => {
    const status = (value: string) => ({ property: 'STATUS', operation: 'EQUAL', value });
    expect(await found([status('NEW'), status('GENERATED')])).toEqual(['alice', 'bob']);
    expect(await found([status('NEW'), ...query('bob')])).toEqual([]);
  });

  test('tells whether there are more than were asked for', async () => {
    const { body } = await search(query('%', 'LIKE'), 1);
    expect(body).toMatchObject({ end_entities: [{ username: 'alice' }], more_results: true });
  });

  test.each([
    [[], 3],
    [[...query('a'), ...query('b')], 3],
    [query(''), 3],
    [query('a'.repeat(1001)), 3],
    [Array(501).fill(query('a')[0]), 3],
    [[{ property: 'NAME', operation: 'EQUAL', value: 'a' }], 3],
    [[{ property: 'CA', operation: 'EQUAL', value: 'Other' }], 3],
    [[{ property: 'END_ENTITY_PROFILE', operation: 'EQUAL', value: '1' }], 3],
    [[{ property: 'STATUS', operation: 'EQUAL', value: '10' }], 3],
    [[{ property: 'MODIFIED_AFTER', operation: 'EQUAL', value: 'today' }], 3],
    [[{ property: 'QUERY', operation: 'BEFORE', value: 'a' }], 3],
    [query('a'), 4],
    [query('a'), 0],
    [query('a'), 'many'],
  ])('for %o of %j is 400', async (criteria, limit) => {
    expect((await search(criteria, limit)).status).toBe(400);
  });
});

describe('a certificate request', () => {
  beforeEach(() => add());

  test('orders for the CA and profile of its end entity, which is GENERATED then', async () => {
    const { status, body } = await request();
    expect(status).toBe(201);
    expect(body).toMatchObject({
      response_format: 'DER',
      certificate_chain: [expect.any(String), expect.any(String)],
    });
    expect(host.ordered).toMatchObject([{ ca: 'Sectigo OV', profile: 'DV SSL', userName: 'alice' }]);
    expect((await search(query('alice'))).body).toMatchObject({ end_entities: [{ status: 'GENERATED' }] });
  });

  test('again gets the same response; another one needs the status NEW', async () => {
    const { body } = await request();
    expect(await request()).toMatchObject({ status: 201, body });
    const other = { certificate_request: await createCsr('CN=other') };
    expect((await request(other)).status).toBe(400);
    await post('/v1/endentity/alice/setstatus', { token: 'USERGENERATED', status: 'NEW' });
    expect((await request(other)).status).toBe(201);
  });

  test('that waits is 503, and its end entity stays NEW', async () => {
    host.decide({
      order: async () => ({ state: 'waiting', requestId: '5', reason: 'It waits for approval.' }),
    });
    expect((await request()).status).toBe(503);
    expect((await search(query('alice'))).body).toMatchObject({ end_entities: [{ status: 'NEW' }] });
    host.decide({});
    expect((await request()).status).toBe(201);
  });

  test('is one of all that come at once with different CSRs, at whatever process', async () => {
    const other = await serveEjbca({
      host,
      caller: () => everything,
      endEntities: createEndEntityStore(database.records('end entity')),
    });
    const csrs = await Promise.all(Array.from({ length: 6 }, () => createCsr('CN=www.corp.example')));
    const responses = await Promise.all(
      csrs.map((certificate_request, index) =>
        (index % 2 === 0 ? server : other).send({
          method: 'POST',
          path: `${api}/v1/certificate/certificaterequest`,
          body: { certificate_request, username: 'alice', password: 'planted-secret' },
        }),
      ),
    );
    await other.close();
    expect(responses.map(({ status }) => status).toSorted()).toEqual([201, 400, 400, 400, 400, 400]);
    expect(host.ordered).toHaveLength(1);
  });

  test('that comes several times at once gets a response each time, as the same order does of the host', async () => {
    const responses = await Promise.all(Array.from({ length: 4 }, () => request()));
    expect(responses.map(({ status }) => status)).toEqual([201, 201, 201, 201]);
    const fingerprints = host.ordered.map(
      ({ csr: each }) => !(each instanceof Uint8Array) && each.fingerprint,
    );
    expect(fingerprints).toEqual(Array(4).fill(expect.any(String)));
    expect(new Set(fingerprints).size).toBe(1);
    expect((await search(query('alice'))).body).toMatchObject({ end_entities: [{ status: 'GENERATED' }] });
  });

  test.each<[number, OrderOutcome]>([
    [400, { state: 'invalid', problem: 'order', reason: 'The name is refused.' }],
    [400, { state: 'rejected', requestId: '5', reason: 'It was declined.' }],
    [503, { state: 'unavailable', reason: 'SCM is down.', maybeOrdered: false }],
  ])(
    'leads to %i and leaves its end entity to others where nothing comes of it: %o',
    async (status, outcome) => {
      host.decide({ order: async () => outcome });
      expect((await request()).status).toBe(status);
      host.decide({});
      const another = { certificate_request: await createCsr('CN=other') };
      expect((await request(another)).status).toBe(201);
    },
  );

  test.each<OrderOutcome>([
    { state: 'waiting', requestId: '5', reason: 'It waits for approval.' },
    { state: 'unavailable', reason: 'SCM is down.', maybeOrdered: true },
  ])('keeps others out while something may come of it, until the status is set: %o', async (outcome) => {
    host.decide({ order: async () => outcome });
    expect((await request()).status).toBe(503);
    host.decide({});
    const another = { certificate_request: await createCsr('CN=other') };
    expect((await request(another)).status).toBe(400);
    await post('/v1/endentity/alice/setstatus', { token: 'USERGENERATED', status: 'NEW' });
    expect((await request(another)).status).toBe(201);
  });

  test.each([
    [{ password: 'wrong' }, 400],
    [{ password: undefined }, 400],
    [{ username: 'bob' }, 404],
    [{ certificate_authority_name: 'Second CA' }, 400],
    [{ certificate_authority_name: 'Other' }, 400],
    [{ certificate_request: 'no CSR' }, 400],
    [{ certificate_request_type: 'CRMF' }, 400],
  ])('with %j is %i, and nothing is ordered', async (change, status) => {
    expect((await request(change)).status).toBe(status);
    expect(host.ordered).toEqual([]);
  });

  test.each([{ certificate_authority_name: 'Sectigo OV' }, { certificate_request_type: 'pkcs10' }])(
    'may have %j',
    async (change) => {
      expect((await request(change)).status).toBe(201);
    },
  );
});

const entity: EndEntity = {
  userName: 'alice',
  passwordHash: null,
  subject: 'CN=a',
  subjectAlternativeName: null,
  email: null,
  ca: 'Sectigo OV',
  profile: 'DV SSL',
  token: 'PEM',
  status: 'NEW',
  extensionData: [{ name: '1.2.3', value: 'x' }],
  csrSha256: null,
  changedAt: new Date('2026-05-01T10:00:00.123Z'),
};

test.each([
  ['in memory', () => createMemoryEndEntityStore()],
  ['in the database of a host', () => createEndEntityStore(database.records('end entity'))],
])('a store %s keeps all of an end entity, one for a name', async (_, create) => {
  const store = create();
  expect(await store.add({ ...entity, userName: 'bob' })).toBe(true);
  expect(await store.add(entity)).toBe(true);
  expect(await store.add({ ...entity, subject: 'CN=b' })).toBe(false);
  expect(await store.find('alice')).toEqual(entity);
  expect(await store.find('Alice')).toBeUndefined();
  const found = await store.find('alice');
  if (found === undefined) throw new Error('It is not kept.');
  expect(await store.replace(found, { ...entity, status: 'GENERATED' })).toBe(true);
  expect(await store.replace(found, { ...entity, status: 'REVOKED' })).toBe(false);
  expect((await store.list()).map(({ userName, status }) => [userName, status])).toEqual([
    ['alice', 'GENERATED'],
    ['bob', 'NEW'],
  ]);
  await store.remove('alice');
  expect(await store.replace(found, entity)).toBe(false);
  expect((await store.list()).map(({ userName }) => userName)).toEqual(['bob']);
});

test('a store in memory is bounded', async () => {
  const store = createMemoryEndEntityStore(1);
  expect(await store.add(entity)).toBe(true);
  expect(await store.add(entity)).toBe(false);
  await expect(store.add({ ...entity, userName: 'b' })).rejects.toThrow('keeps no more end entities');
});
