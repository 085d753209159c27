/** The operations over a real host: its database, its orders, and the simulated SCM behind them. */
import { X509Certificate } from 'node:crypto';
import { createHostedCa, type ManagedCa, openCaDatabase } from '@certbridge/ca-host';
import { type Sandbox, startSandbox } from '@certbridge/sandbox';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createEndEntityStore } from '../../src/ejbca/end-entities/create-end-entity-store.ts';
import { type EjbcaServer, serveEjbca, type WireResponse } from '../support/ejbca-server.ts';
import { api, enrollment } from '../support/ejbca-world.ts';
import { pemContents } from '../support/pem-contents.ts';
import { createCsr } from '../support/test-pki.ts';

let sandbox: Sandbox;
let ca: ManagedCa;
let server: EjbcaServer;
let serve: (waitMs: number) => Promise<void>;
/** Has searches read the store as it is, without a scan before. */
let markRead: () => Promise<void>;
let close: () => Promise<void>;

const profile = 'Sectigo DV SSL';

beforeEach(async () => {
  sandbox = await startSandbox({ certificates: 5 });
  const { url, customerUri, login, password } = sandbox.scm;
  const database = await openCaDatabase(':memory:');
  ca = await createHostedCa({
    name: 'Sectigo',
    connection: { ApiEndpoint: url, CustomerUri: customerUri, Username: login, Password: password },
    database,
    settingsOf: () => ({
      parameters: { Organization: 'Corp Services', 'Cost Center': 'CC-1' },
      renewals: 'order',
    }),
  });
  const host = { cas: [ca], certificates: database.certificates };
  let running: EjbcaServer | undefined;
  serve = async (waitMs) => {
    await running?.close();
    server = await serveEjbca({
      host,
      settings: { waitMs },
      endEntities: createEndEntityStore(database.records('end entity')),
    });
    running = server;
  };
  markRead = async () => {
    const { syncs } = await database.store('Sectigo');
    const [at, counts] = [new Date(), { added: 0, changed: 0, unchanged: 0, bad: 0 }];
    await syncs.finish(await syncs.begin({ full: true, at }), { result: 'completed', counts, at });
  };
  // A busy machine takes its time; what is issued at once waits for nothing.
  await serve(60_000);
  close = async () => {
    await server.close();
    await ca.close();
    await database.close();
    await sandbox.close();
  };
});
afterEach(() => close());

const enroll = (csr: string): Promise<WireResponse> =>
  server.send({
    method: 'POST',
    path: `${api}/v1/certificate/pkcs10enroll`,
    body: enrollment(csr, { certificate_authority_name: 'Sectigo', certificate_profile_name: profile }),
  });

const search = async (property: string, operation: string, value: string) => {
  const body = {
    pagination: { page_size: 100, current_page: 1 },
    sort: { property: 'UPDATE_TIME', operation: 'ASC' },
    criteria: [{ property, operation, value }],
  };
  const response = await server.send({ method: 'POST', path: `${api}/v2/certificate/search`, body });
  return (response.body as { certificates: Record<string, unknown>[] }).certificates;
};

test('a certificate is ordered, found, downloaded with its chain, revoked, and found as revoked', async () => {
  await markRead();
  const csr = await createCsr('CN=www.corp.example', ['www.corp.example']);
  const response = await enroll(csr);
  expect(response.status).toBe(201);
  const { certificate, certificate_chain, serial_number } = response.body as {
    certificate: string;
    certificate_chain: string[];
    serial_number: string;
  };
  const [leaf, ...chain] = [certificate, ...certificate_chain].map(
    (text) => new X509Certificate(Buffer.from(text, 'base64')),
  );
  if (leaf === undefined) throw new Error('There is no certificate.');
  for (const [index, each] of [leaf, ...chain].entries()) {
    expect(each.verify((chain[index] ?? each).publicKey)).toBe(true);
  }
  expect((await enroll(csr)).body).toEqual(response.body);

  const [found] = await search('QUERY', 'EQUAL', serial_number.toLowerCase());
  expect(found).toMatchObject({
    serialNumber: serial_number,
    certificateProfile: profile,
    certificateProfileId: expect.any(Number),
    username: 'www.corp.example',
    status: 20,
  });
  const issuer = encodeURIComponent(String(found?.issuerDN));
  const download = await server.send({ path: `${api}/v1/ca/${issuer}/certificate/download` });
  expect(pemContents(download.text)).toHaveLength(chain.length);
  const { body } = await server.send({ path: `${api}/v1/ca` });
  expect(body).toMatchObject({
    certificate_authorities: [{ name: 'Sectigo', subject_dn: found?.issuerDN }],
  });

  const path = `${api}/v1/certificate/${issuer}/${serial_number}`;
  const revoke = () => server.send({ method: 'PUT', path: `${path}/revoke?reason=SUPERSEDED` });
  expect((await revoke()).status).toBe(200);
  expect((await revoke()).status).toBe(409);
  const status = await server.send({ path: `${path}/revocationstatus` });
  expect(status.body).toMatchObject({ revoked: true, revocation_reason: 'SUPERSEDED' });
  expect(await search('STATUS', 'EQUAL', 'REVOCATION_REASON_SUPERSEDED')).toMatchObject([
    { serialNumber: serial_number, status: 40, revocationReason: 4 },
  ]);
  expect(await search('STATUS', 'EQUAL', 'CERT_ACTIVE')).toEqual([]);
});

test('a revocation that got 503 is reported to the same request again, once', async () => {
  const csr = await createCsr('CN=www.corp.example', ['www.corp.example']);
  const { serial_number } = (await enroll(csr)).body as { serial_number: string };
  const path = `${api}/v1/certificate/Sectigo/${serial_number}/revoke?reason=SUPERSEDED`;
  const revoke = () => server.send({ method: 'PUT', path });
  const lost = { method: 'POST', path: '/api/ssl/v1/revoke.*', response: 'drop' } as const;
  sandbox.setKnobs({ faultsAfterWrite: true, failures: [lost] });
  sandbox.onRequest(({ operation }) => {
    if (operation === 'revokeSslById')
      sandbox.setKnobs({ failures: [lost, { method: 'GET', response: 503 }] });
  });
  expect(await revoke()).toMatchObject({ status: 503, headers: { 'retry-after': '30' } });
  sandbox.setKnobs({ failures: [] });
  expect(await revoke()).toMatchObject({
    status: 200,
    body: { revocation_reason: 'SUPERSEDED', message: 'Successfully revoked' },
  });
  expect((await revoke()).status).toBe(409);
  expect(sandbox.requests.list().filter(({ operation }) => operation === 'revokeSslById')).toHaveLength(1);
});

test('while SCM is down at the first start, nothing that it may have is unknown for good', async () => {
  sandbox.setKnobs({ errorRate: 1, errorStatuses: [503] });
  const post = (path: string, body: unknown) => server.send({ method: 'POST', path: `${api}${path}`, body });
  const ask = async (): Promise<number[]> => {
    const criteria = [{ property: 'CERTIFICATE_PROFILE', operation: 'EQUAL', value: 'Other SSL' }];
    const entity = {
      username: 'alice',
      password: 'secret',
      subject_dn: 'CN=a',
      ca_name: 'Sectigo',
      certificate_profile_name: 'Other SSL',
      end_entity_profile_name: 'AnyCA',
      token: 'PEM',
    };
    const order = enrollment(await createCsr('CN=www.corp.example', ['www.corp.example']), {
      certificate_authority_name: 'Sectigo',
      certificate_profile_name: 'Other SSL',
    });
    const responses = [
      await post('/v2/certificate/search', { criteria }),
      await post('/v1/certificate/search', { max_number_of_results: 5, criteria }),
      await post('/v1/endentity/search', { max_number_of_results: 5, criteria }),
      await post('/v1/endentity', entity),
      await post('/v1/certificate/pkcs10enroll', order),
      await server.send({ path: `${api}/v2/certificate/profile/Other%20SSL` }),
      await server.send({ path: `${api}/v1/ca/CN=Somebody/certificate/download` }),
      await server.send({ path: `${api}/v1/ca/Sectigo/certificate/download` }),
      await server.send({ path: `${api}/v1/certificate/CN=Somebody/0A/revocationstatus` }),
      await server.send({
        method: 'PUT',
        path: `${api}/v1/certificate/CN=Sectigo/0A/revoke?reason=SUPERSEDED`,
      }),
    ];
    for (const { status, headers } of responses) {
      expect(headers['retry-after'] !== undefined).toBe(status === 503);
    }
    return responses.map(({ status }) => status);
  };
  expect(await ask()).toEqual(Array.from({ length: 10 }, () => 503));
  sandbox.setKnobs({ errorRate: 0 });
  await ca.scan({ full: true });
  const notFound = [404, 200, 404, 404];
  expect(await ask()).toEqual([...Array.from({ length: 6 }, () => 400), ...notFound]);
});

test('text is sought in the alternative name as it is shown, and EQUAL finds the whole of it alone', async () => {
  await markRead();
  const names = ['first.corp.example', 'b.corp.example'];
  expect((await enroll(await createCsr('CN=first.corp.example', names))).status).toBe(201);
  const shown = 'dNSName=first.corp.example, dNSName=b.corp.example';
  expect(await search('QUERY', 'EQUAL', shown)).toMatchObject([{ subjectAltName: shown }]);
  for (const part of [shown, 'dNSName=b.corp.example', 'example, dNSName=b', 'b.corp.example', 'Name=b%e']) {
    expect([part, (await search('QUERY', 'LIKE', part)).length]).toEqual([part, 1]);
  }
  const others: [string, string][] = [
    ...['b.corp.example', 'dNSName=b.corp.example'].map((text): [string, string] => ['EQUAL', text]),
    ...['dns=b.corp.example', 'dnsname=b.corp.example'].map((text): [string, string] => ['LIKE', text]),
  ];
  for (const [operation, text] of others) {
    expect([text, await search('QUERY', operation, text)]).toEqual([text, []]);
  }
});

test('an order that waits is in no search, is collected by the same request, and is counted then', async () => {
  await markRead();
  sandbox.setSwitches({ approval: 'manual' });
  await serve(0);
  const csr = await createCsr('CN=www.corp.example', ['www.corp.example']);
  const waiting = await enroll(csr);
  expect(waiting).toMatchObject({ status: 503, headers: { 'retry-after': '30' } });
  const message = (waiting.body as { error_message: string }).error_message;
  const order = Number(/^Order (\d+) waits at the CA\./.exec(message)?.[1]);
  expect(message).toContain('Waiting for approval');
  const count = async () => (await server.send({ path: `${api}/v2/certificate/count` })).body;
  expect(await search('QUERY', 'LIKE', '%')).toEqual([]);
  expect(await count()).toEqual({ count: 0 });
  expect((await enroll(csr)).body).toEqual(waiting.body);
  await sandbox.scmState.decide(order, 'issue');
  await serve(60_000);
  expect((await enroll(csr)).status).toBe(201);
  expect(await count()).toEqual({ count: 1 });
  expect(sandbox.requests.list().filter(({ operation }) => operation === 'enrollSsl')).toHaveLength(1);
});

test('an order that is declined is 400 for good, with its number and the reason', async () => {
  await markRead();
  sandbox.setSwitches({ approval: 'manual' });
  await serve(0);
  const csr = await createCsr('CN=www.corp.example', ['www.corp.example']);
  const { body } = await enroll(csr);
  const order = Number(/\d+/.exec((body as { error_message: string }).error_message)?.[0]);
  await sandbox.scmState.decide(order, 'decline');
  for (let time = 0; time < 2; time += 1) {
    const refused = await enroll(csr);
    expect(refused.status).toBe(400);
    expect(refused.text).toContain(`Order ${order} was refused by the CA.`);
  }
  expect(sandbox.requests.list().filter(({ operation }) => operation === 'enrollSsl')).toHaveLength(1);
  expect(await search('QUERY', 'LIKE', '%')).toEqual([]);
});

test('an error says what SCM refuses, but neither its own words and paths nor organizations and the login', async () => {
  const { login } = sandbox.scm;
  sandbox.setSwitches({ domainValidation: 'checked' });
  const csr = await createCsr('CN=www.elsewhere.example', ['www.elsewhere.example']);
  const refused = await enroll(csr);
  expect(refused.status).toBe(400);
  expect(refused.text).toContain('a domain is not validated');
  const sent = await enroll(await createCsr('CN=www.corp.example', ['bad name.corp.example']));
  expect(sent.status).toBe(400);
  // The names of a CSR are the requester's own.
  expect(sent.text).toContain('bad name.corp.example');
  for (const { text } of [refused, sent])
    expect(text).not.toMatch(new RegExp(`/api/|POST|Corp Services|${login}`));
});

test('profiles have the names and ids of the products', async () => {
  const { body } = await server.send({ path: `${api}/v2/endentity/profile/AnyCA` });
  const names = (body as { available_certificate_profiles: string[] }).available_certificate_profiles;
  expect(names).toContain(profile);
  const ids = await Promise.all(
    names.map(async (name) => {
      const response = await server.send({
        path: `${api}/v2/certificate/profile/${encodeURIComponent(name)}`,
      });
      expect(response.status).toBe(200);
      return (response.body as { certificate_profile_id: number }).certificate_profile_id;
    }),
  );
  expect(new Set(ids).size).toBe(names.length);
});

test('what is found in SCM is paged through whole, once a scan has read it', async () => {
  await ca.scan({ full: true });
  const all = [{ property: 'QUERY', operation: 'LIKE', value: '%' }];
  const send = async (pagination: object) => {
    const path = `${api}/v2/certificate/search`;
    const { body } = await server.send({ method: 'POST', path, body: { criteria: all, pagination } });
    return body as { certificates: { fingerprint: string }[]; pagination_summary: { total_certs?: number } };
  };
  const { pagination_summary } = await send({ page_size: 2, current_page: -1 });
  const read: string[] = [];
  for (let page = 1; ; page += 1) {
    const { certificates } = await send({ page_size: 2, current_page: page });
    read.push(...certificates.map(({ fingerprint }) => fingerprint));
    if (certificates.length < 2) break;
  }
  expect(read.length).toBeGreaterThan(0);
  expect(new Set(read).size).toBe(pagination_summary.total_certs);
  expect(read).toHaveLength(pagination_summary.total_certs ?? 0);
  const counted = await server.send({ path: `${api}/v2/certificate/count` });
  expect(counted.body).toEqual({ count: read.length });
});

test.each(['EV SSL', 'sectigo dv ssl', ''])(
  'the profile %j is unknown, and nothing is ordered',
  async (name) => {
    const csr = await createCsr('CN=www.corp.example');
    const body = enrollment(csr, { certificate_authority_name: 'Sectigo', certificate_profile_name: name });
    const response = await server.send({ method: 'POST', path: `${api}/v1/certificate/pkcs10enroll`, body });
    expect(response.status).toBe(400);
    expect(sandbox.requests.list().filter(({ operation }) => /^enroll/i.test(operation))).toEqual([]);
  },
);

test.each(['\u0000', 'a\u0000b', '\u001f', '\u0085', '\ud800'])(
  'what holds %j is refused or not found, wherever it stands',
  async (text) => {
    await ca.scan({ full: true });
    const csr = await createCsr('CN=www.corp.example', ['www.corp.example']);
    const post = (path: string, body: unknown) =>
      server.send({ method: 'POST', path: `${api}${path}`, body });
    const criteria = (operation: string) => [{ property: 'QUERY', operation, value: text }];
    const pagination = { page_size: 10, current_page: 1 };
    const entity = {
      username: 'alice',
      password: 'secret',
      subject_dn: 'CN=a',
      ca_name: 'Sectigo',
      certificate_profile_name: profile,
      end_entity_profile_name: 'AnyCA',
      token: 'PEM',
    };
    const order = enrollment(csr, {
      certificate_authority_name: 'Sectigo',
      certificate_profile_name: profile,
    });
    const bodies: [string, object][] = [
      ...['EQUAL', 'LIKE'].flatMap((operation): [string, object][] => [
        ['/v2/certificate/search', { pagination, criteria: criteria(operation) }],
        ['/v1/certificate/search', { max_number_of_results: 5, criteria: criteria(operation) }],
        ['/v1/endentity/search', { max_number_of_results: 5, criteria: criteria(operation) }],
      ]),
      ...[
        'username',
        'certificate_profile_name',
        'certificate_authority_name',
        'end_entity_profile_name',
      ].map((name): [string, object] => ['/v1/certificate/pkcs10enroll', { ...order, [name]: text }]),
      ...['username', 'subject_dn', 'ca_name', 'certificate_profile_name', 'subject_alt_name', 'email'].map(
        (name): [string, object] => ['/v1/endentity', { ...entity, [name]: text }],
      ),
      ['/v1/endentity', { ...entity, extension_data: [{ name: 'a', value: text }] }],
      [
        '/v1/certificate/certificaterequest',
        { certificate_request: csr, username: text, password: 'secret' },
      ],
    ];
    for (const [path, body] of bodies) {
      const { status } = await post(path, body);
      expect([path, body, [400, 404].includes(status), status]).toEqual([path, body, true, status]);
    }
    const name = encodeURIComponent(text.replace(/\p{Cs}/gu, '?'));
    for (const path of [
      `/v1/ca/${name}/certificate/download`,
      `/v1/ca/CN=${name}/certificate/download`,
      `/v1/certificate/CN=${name}/0A/revocationstatus`,
      `/v2/certificate/profile/${name}`,
      `/v2/endentity/profile/${name}`,
    ]) {
      const { status } = await server.send({ path: `${api}${path}` });
      expect([path, [400, 404].includes(status), status]).toEqual([path, true, status]);
    }
    const status = { token: 'PEM', status: 'NEW' };
    expect((await post(`/v1/endentity/${name}/setstatus`, status)).status).toBe(404);
    const removed = await server.send({ method: 'DELETE', path: `${api}/v1/endentity/${name}` });
    expect(removed.status).toBe(200);
    expect(sandbox.requests.list().filter(({ path }) => path.endsWith('/enroll'))).toEqual([]);
  },
);
