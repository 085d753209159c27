/** Responses while the database can't be used: mostly since another program keeps it locked. */
import { mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type CaDatabase, createHostedCa, type ManagedCa, openCaDatabase } from '@certbridge/ca-host';
import { type Sandbox, startSandbox } from '@certbridge/sandbox';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { AuditEntry } from '../src/audit-entry.ts';
import { createEndEntityStore } from '../src/ejbca/end-entities/create-end-entity-store.ts';
import { createOperationsApp } from '../src/operations/create-operations-app.ts';
import { type EjbcaServer, serveEjbca } from './support/ejbca-server.ts';
import { api, enrollment } from './support/ejbca-world.ts';
import { createCsr } from './support/test-pki.ts';

let folder: string;
let database: CaDatabase;
let sandbox: Sandbox;
let ca: ManagedCa;
let server: EjbcaServer;
let locking: DatabaseSync;
let audit: AuditEntry[];

const profile = 'Sectigo DV SSL';

beforeEach(async () => {
  audit = [];
  folder = await mkdtemp(path.join(tmpdir(), 'ca-gateway-'));
  const file = path.join(folder, 'gateway.db');
  database = await openCaDatabase(file);
  sandbox = await startSandbox({ certificates: 5 });
  const { url, customerUri, login, password } = sandbox.scm;
  ca = await createHostedCa({
    name: 'Sectigo',
    database,
    connection: { ApiEndpoint: url, CustomerUri: customerUri, Username: login, Password: password },
    settingsOf: () => ({
      parameters: { Organization: 'Corp Services', 'Cost Center': 'CC-1' },
      renewals: 'order',
    }),
  });
  server = await serveEjbca({
    host: { cas: [ca], certificates: database.certificates },
    settings: { waitMs: 60_000 },
    audit: (entry) => void audit.push(entry),
    endEntities: createEndEntityStore(database.records('end entity')),
    shownPages: database.shownPages,
  });
  locking = new DatabaseSync(file);
});
afterEach(async () => {
  locking.close();
  await server.close();
  await ca.close();
  await database.close();
  await Promise.all([sandbox.close(), rm(folder, { recursive: true, force: true, maxRetries: 5 })]);
});

const post = (path: string, body: object) => server.send({ method: 'POST', path: `${api}${path}`, body });
const unavailable = { status: 503, headers: { 'retry-after': expect.stringMatching(/^\d+$/) } };

async function order() {
  const csr = await createCsr('CN=www.corp.example', ['www.corp.example']);
  const named = { certificate_authority_name: 'Sectigo', certificate_profile_name: profile };
  return post('/v1/certificate/pkcs10enroll', enrollment(csr, named));
}

test('pages that can be read are shown, and what would be written may be sent again', async () => {
  await ca.scan({ full: true });
  expect((await order()).status).toBe(201);
  locking.exec('BEGIN IMMEDIATE');
  const endEntity = {
    username: 'www',
    password: 'foo123',
    subject_dn: 'CN=www.corp.example',
    ca_name: 'Sectigo',
    certificate_profile_name: profile,
    end_entity_profile_name: 'AnyCA',
    token: 'USERGENERATED',
  };
  const search = {
    pagination: { page_size: 1, current_page: 1 },
    criteria: [{ property: 'QUERY', operation: 'LIKE', value: '%' }],
  };
  const [page, added, ordered] = await Promise.all([
    post('/v2/certificate/search', search),
    post('/v1/endentity', endEntity),
    order(),
  ]);
  expect(page).toMatchObject({ status: 200, body: { certificates: [expect.anything()] } });
  expect(added).toMatchObject(unavailable);
  expect(ordered).toMatchObject({
    ...unavailable,
    body: {
      error_message: expect.stringMatching(
        /^The gateway can't use its database now, and nothing was ordered\./,
      ),
    },
  });
  locking.exec('ROLLBACK');
  expect((await post('/v1/endentity', endEntity)).status).toBe(200);
  expect((await order()).status).toBe(201);
});

test('a revocation that SCM has done and nobody can record is reported as done, and is settled by the same request', async () => {
  const { body } = await order();
  const { serial_number } = body as { serial_number: string };
  const path = `${api}/v1/certificate/Sectigo/${serial_number}/revoke?reason=SUPERSEDED`;
  locking.exec('BEGIN IMMEDIATE');
  expect(await server.send({ method: 'PUT', path })).toMatchObject({
    ...unavailable,
    body: {
      error_message: expect.stringMatching(
        /^The CA has revoked the certificate, and the gateway can't use its database now to record it\. Send the same request again\.$/,
      ),
    },
  });
  expect(audit.at(-1)).toMatchObject({
    action: 'revoke',
    result: 'unavailable',
    why: expect.stringMatching(
      /^SCM has revoked the certificate, and the database could not record it: .*locked/,
    ),
  });
  locking.exec('ROLLBACK');
  expect(await server.send({ method: 'PUT', path })).toMatchObject({ status: 200 });
});

test("a certificate whose revocation can't be recorded is revoked for who asks, and is not returned for its order", async () => {
  const csr = await createCsr('CN=www.corp.example', ['www.corp.example']);
  const named = { certificate_authority_name: 'Sectigo', certificate_profile_name: profile };
  const again = () => post('/v1/certificate/pkcs10enroll', enrollment(csr, named));
  const { body } = await again();
  const { serial_number: serialNumber } = body as { serial_number: string };
  const path = `${api}/v1/certificate/Sectigo/${serialNumber}`;
  const statusOf = () => server.send({ path: `${path}/revocationstatus` });
  expect(await statusOf()).toMatchObject({ status: 200, body: { revoked: false } });
  locking.exec('BEGIN IMMEDIATE');
  const revoked = { method: 'PUT', path: `${path}/revoke?reason=SUPERSEDED` } as const;
  expect(await server.send(revoked)).toMatchObject(unavailable);
  expect(await statusOf()).toMatchObject({
    status: 200,
    body: { revoked: true, revocation_reason: 'SUPERSEDED' },
  });
  expect(await again()).toMatchObject(unavailable);
  locking.exec('ROLLBACK');
  expect(await server.send(revoked)).toMatchObject({ status: 200 });
  expect(await statusOf()).toMatchObject({ status: 200, body: { revoked: true } });
  expect(await again()).toMatchObject({
    status: 201,
    body: { serial_number: expect.not.stringContaining(serialNumber) },
  });
});

test("a revocation that can't be recorded is audited before it is sent, and one for another reason is not told as done", async () => {
  const { body } = await order();
  const { serial_number: serialNumber } = body as { serial_number: string };
  // One that waits for a short time only: the certificate is issued by now.
  await server.close();
  server = await serveEjbca({
    host: { cas: [ca], certificates: database.certificates },
    settings: { waitMs: 300 },
    audit: (entry) => void audit.push(entry),
  });
  const revoke = (reason: string) =>
    server.send({
      method: 'PUT',
      path: `${api}/v1/certificate/Sectigo/${serialNumber}/revoke?reason=${reason}`,
    });
  let auditedBefore: AuditEntry | undefined;
  sandbox.onRequest(({ operation, phase }) => {
    if (operation === 'revokeSslById' && phase === 'arrived') auditedBefore = audit.at(-1);
  });
  locking.exec('BEGIN IMMEDIATE');
  expect(await revoke('SUPERSEDED')).toMatchObject(unavailable);
  expect(auditedBefore).toMatchObject({
    action: 'revoke',
    caller: 'everything',
    result: 'attempted, not recorded',
    reason: 'SUPERSEDED',
    serialNumber,
  });
  expect(await revoke('KEY_COMPROMISE')).toMatchObject({
    ...unavailable,
    body: {
      error_message: expect.stringMatching(
        /^The certificate is revoked at the CA, perhaps for another reason, and the gateway can't use its database now/,
      ),
    },
  });
  expect(audit.at(-1)).toMatchObject({
    result: 'unavailable',
    why: expect.stringMatching(/^SCM had revoked the certificate before, perhaps for another reason\./),
  });
  locking.exec('ROLLBACK');
});

test('an order that waits for the database is not said to be at the CA', async () => {
  await server.close();
  server = await serveEjbca({
    host: { cas: [ca], certificates: database.certificates },
    settings: { waitMs: 300 },
    audit: (entry) => void audit.push(entry),
  });
  locking.exec('BEGIN IMMEDIATE');
  expect(await order()).toMatchObject({
    ...unavailable,
    body: {
      error_message: expect.stringMatching(
        /^The order has not been sent to the CA yet: nothing was ordered so far, since the gateway can't use its database now\./,
      ),
    },
  });
  expect(audit.at(-1)).toMatchObject({
    result: 'unavailable',
    why: 'Another program has kept the database locked for the time that a requester waits. The order goes on.',
  });
  locking.exec('ROLLBACK');
});

test.skipIf(process.platform === 'win32')(
  'nothing is ordered or revoked while the file of the database is not in place',
  async () => {
    const { body } = await order();
    const { serial_number } = body as { serial_number: string };
    const path = `${api}/v1/certificate/Sectigo/${serial_number}/revoke?reason=SUPERSEDED`;
    const operations = createOperationsApp({
      host: { cas: [ca] },
      metrics: { contentType: 'text/plain', render: async () => '' },
      draining: new AbortController().signal,
    });
    const ready = async () => (await operations.fetch(new Request('http://gateway/health/ready'))).status;
    await ca.scan({ full: true });
    expect(await ready()).toBe(200);
    sandbox.requests.clear();
    const file = `${folder}/gateway.db`;
    await rename(file, `${file}.old`);
    expect(await server.send({ method: 'PUT', path })).toMatchObject(unavailable);
    expect(await order()).toMatchObject(unavailable);
    expect(await ready()).toBe(503);
    const sent = sandbox.requests.list().map(({ operation }) => operation);
    expect(sent.filter((operation) => /^(enroll|revoke)/.test(operation))).toEqual([]);
    await rename(`${file}.old`, file);
    expect((await order()).status).toBe(201);
    expect((await server.send({ method: 'PUT', path })).status).toBe(200);
    expect(await ready()).toBe(200);
  },
);
