import { X509Certificate } from 'node:crypto';
import { readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';
import { readPkcs7 } from '@certbridge/certificate';
import type { Sandbox } from '@certbridge/sandbox';
import { Pool } from 'undici';
import { expect, test } from 'vitest';
import { makeCsr } from '../../../../packages/ca-host/test/support/make-csr.ts';
import { goodSettings } from '../ca-workplace.ts';
import {
  beside,
  callGateway,
  ejbca,
  openGatewayWorkplace,
  type Prepared,
  untilReady,
  waitLong,
} from './gateway-workplace.ts';

const profile = 'Sectigo DV SSL';

test('a certificate is ordered and revoked over REST, and the audit has both', async () => {
  const { prepare, start, change, sandbox } = await openGatewayWorkplace();
  const prepared = await prepare(...goodSettings);
  await change(prepared, waitLong);
  const gateway = await start(prepared);
  const { pem } = makeCsr('www.corp.example');
  const issued = await enroll(prepared, gateway.url, pem);
  expect(issued.status).toBe(201);
  const { certificate, serial_number: serialNumber } = JSON.parse(issued.body);
  expect(new X509Certificate(Buffer.from(certificate, 'base64')).subject).toContain('CN=www.corp.example');
  expect((await enroll(prepared, gateway.url, pem)).body).toBe(issued.body);
  const issuer = encodeURIComponent('CN=Sectigo');
  const revocation = `${gateway.url}${ejbca}/v1/certificate/${issuer}/${serialNumber}/revoke?reason=SUPERSEDED`;
  expect(await callGateway(prepared, revocation, { method: 'PUT' })).toMatchObject({ status: 200 });
  expect(ordersIn(sandbox)).toBe(1);
  const { log } = await gateway.stop();
  // A backup of this file alone is whole, and one that is put in its place meets no older log.
  const files = await readdir(path.dirname(prepared.config));
  expect(files.filter((name) => name.startsWith('gateway.db'))).toEqual(['gateway.db']);
  const audit = recordsIn(log).filter(({ logger }) => logger === 'certbridge.ca-gateway.audit');
  expect(audit).toMatchObject([
    { action: 'enroll', ca: 'Sectigo', profile, result: 'issued', serialNumber },
    { action: 'enroll', result: 'issued', serialNumber },
    { action: 'revoke', ca: 'Sectigo', result: 'revoked', serialNumber },
  ]);
  for (const record of audit) {
    expect(record.caller).toMatch(/^trial \(CN=certbridge-trial-client, serial [0-9A-F]+\)$/);
    expect(record.requestId).toMatch(/^[0-9a-f-]{36}$/);
  }
});

test('who waits for issuance when the gateway is to end gets a response at once, and gets the certificate from the next one', async () => {
  const { prepare, start, sandbox, change } = await openGatewayWorkplace();
  const prepared = await prepare(...goodSettings);
  await change(prepared, waitLong);
  sandbox.setSwitches({ approval: 'manual' });
  const gateway = await start(prepared);
  const { pem } = makeCsr('www.corp.example');
  const waiting = enroll(prepared, gateway.url, pem);
  while (ordersIn(sandbox) === 0) await delay(20);
  const end = gateway.stop();
  const response = await waiting;
  expect(response.status).toBe(503);
  expect(response.headers['retry-after']).toBe('30');
  expect((await end).code).toBe(0);
  const [request] = sandbox.scmState
    .certificates()
    .filter(({ commonName }) => commonName === 'www.corp.example');
  for (const step of ['approve', 'issue']) {
    await fetch(`${sandbox.management.url}/scm/certificates/${request?.sslId}/${step}`, { method: 'POST' });
  }
  const next = await start(prepared);
  expect(await enroll(prepared, next.url, pem)).toMatchObject({ status: 201 });
  expect(ordersIn(sandbox)).toBe(1);
  await next.stop();
});

test('an order that a killed gateway of another host name has left without a trace is placed anew after settleMs', async () => {
  const { prepare, start, sandbox, change } = await openGatewayWorkplace();
  const prepared = await prepare(...goodSettings);
  await change(prepared, (document) => {
    document.requests = { waitMs: 500 };
    const [ca] = document.cas as { settleMs?: number }[];
    if (ca !== undefined) ca.settleMs = 300;
  });
  const gateway = await start(prepared);
  await untilReady(prepared.operations);
  sandbox.setKnobs({
    failures: [{ method: 'POST', path: '/api/ssl/v1/enroll', response: 'drop', times: 1 }],
  });
  const stopListening = sandbox.onRequest(async ({ operation }) => {
    if (operation === 'enrollSsl') await gateway.stop('SIGKILL');
  });
  const { pem } = makeCsr('www.corp.example');
  await expect(enroll(prepared, gateway.url, pem)).rejects.toThrow();
  stopListening();
  const database = new DatabaseSync(beside(prepared, 'gateway.db'));
  const { changes } = database
    .prepare(
      "UPDATE placed_order SET content = json_set(content, '$.sender.host', 'pod-1', '$.sender.pid', ?)",
    )
    .run(process.pid);
  expect(changes).toBe(1);
  database.close();
  const next = await start(prepared);
  const [certificate] = await enrollAll(prepared, next.url, [pem]);
  expect(certificate).toBeDefined();
  const names = sandbox.scmState.certificates().map(({ commonName }) => commonName);
  expect(names.filter((name) => name === 'www.corp.example')).toHaveLength(1);
  await next.stop();
});

test('a revocation during which the gateway was killed is reported as done by the next one, which the audit has', async () => {
  const { prepare, start, sandbox, change } = await openGatewayWorkplace();
  const prepared = await prepare(...goodSettings);
  await change(prepared, waitLong);
  const gateway = await start(prepared);
  const { body } = await enroll(prepared, gateway.url, makeCsr('www.corp.example').pem);
  const { serial_number: serialNumber } = JSON.parse(body);
  const stopListening = sandbox.onRequest(async ({ operation, phase }) => {
    if (operation === 'revokeSslById' && phase === 'responding') await gateway.stop('SIGKILL');
  });
  const revoke = (url: string) =>
    callGateway(
      prepared,
      `${url}${ejbca}/v1/certificate/CN%3DSectigo/${serialNumber}/revoke?reason=SUPERSEDED`,
      { method: 'PUT' },
    );
  await expect(revoke(gateway.url)).rejects.toThrow();
  stopListening();
  const next = await start(prepared);
  expect(await revoke(next.url)).toMatchObject({ status: 200 });
  expect(await revoke(next.url)).toMatchObject({ status: 409 });
  const { log } = await next.stop();
  const audit = recordsIn(log).filter(({ logger }) => logger === 'certbridge.ca-gateway.audit');
  expect(audit).toMatchObject([
    { action: 'revoke', result: 'revoked', serialNumber },
    { action: 'revoke', result: 'already-revoked', serialNumber },
  ]);
});

test.skipIf(process.platform === 'win32')(
  'a gateway whose database has lost a file orders nothing, no other one starts next to it, and the next one orders each once',
  async () => {
    const { prepare, start, sandbox, change } = await openGatewayWorkplace();
    const prepared = await prepare(...goodSettings);
    await change(prepared, waitLong);
    const gateway = await start(prepared);
    const requests = ['first', 'second'].map((name) => makeCsr(`${name}.corp.example`).pem);
    const [first = '', second = ''] = requests;
    expect(await enroll(prepared, gateway.url, first)).toMatchObject({ status: 201 });
    await rm(beside(prepared, 'gateway.db-shm'));
    await expect(start(prepared, '--port', '0')).rejects.toThrow(
      'or stop every program that uses the database',
    );
    expect(await enroll(prepared, gateway.url, second)).toMatchObject({ status: 503 });
    expect((await gateway.stop()).log).toContain('gateway.db-shm, which belongs to the database, was moved');
    const next = await start(prepared);
    const [, ordered] = await enrollAll(prepared, next.url, requests);
    expect(ordered).toBeDefined();
    expect(ordersIn(sandbox)).toBe(2);

    await rm(beside(prepared, 'gateway.db-wal'));
    await expect(start(prepared, '--port', '0')).rejects.toThrow('Stop every program that uses the database');
    await next.stop();
    const last = await start(prepared);
    expect((await enrollAll(prepared, last.url, requests))[1]).toBe(ordered);
    expect(ordersIn(sandbox)).toBe(2);
    await last.stop();
  },
);

test('two gateways of one database that get the same 500 orders at the same time place each once', {
  timeout: 600_000,
}, async () => {
  const { prepare, start, sandbox } = await openGatewayWorkplace();
  const prepared = await prepare(...goodSettings);
  const gateways = await Promise.all([start(prepared), start(prepared, '--port', '0')]);
  const requests = Array.from({ length: 500 }, (_, index) => makeCsr(`host-${index}.corp.example`).pem);
  const all = await Promise.all(gateways.map(({ url }) => enrollAll(prepared, url, requests)));
  for (const index of requests.keys()) {
    const [one, other] = all.map((certificates) => certificates[index]);
    expect(one).toBeDefined();
    expect(one).toBe(other);
  }
  expect(new Set(all[0]).size).toBe(500);
  expect(ordersIn(sandbox)).toBe(500);
  const ends = await Promise.all(gateways.map((gateway) => gateway.stop()));
  expect(ends.map(({ code }) => code)).toEqual([0, 0]);
});

test('EST gives a certificate of the profile that the label names', async () => {
  const { prepare, start, change } = await openGatewayWorkplace();
  const prepared = await prepare(...goodSettings);
  await change(prepared, waitLong);
  const gateway = await start(prepared);
  const { der } = makeCsr('router.corp.example');
  const { status, body } = await callGateway(
    prepared,
    `${gateway.url}/.well-known/est/${encodeURIComponent(profile)}/simpleenroll`,
    {
      method: 'POST',
      headers: { 'content-type': 'application/pkcs10' },
      body: Buffer.from(der).toString('base64'),
    },
  );
  expect(status).toBe(200);
  const [certificate] = readPkcs7(Buffer.from(body, 'base64')) ?? [];
  expect(new X509Certificate(certificate ?? '').subject).toContain('CN=router.corp.example');
  const chain = await callGateway(prepared, `${gateway.url}/.well-known/est/cacerts`, { isAnonymous: true });
  expect(readPkcs7(Buffer.from(chain.body, 'base64'))?.length).toBeGreaterThanOrEqual(2);
  await gateway.stop();
});

test('pages of a list go on where they were, from whichever process, and what no index tells is counted', async () => {
  const { prepare, start, change } = await openGatewayWorkplace();
  const prepared = await prepare(...goodSettings);
  await change(prepared, waitLong);
  const [first, second] = [await start(prepared), await start(prepared, '--port', '0')];
  await untilReady(prepared.operations);
  const search = async (url: string, page: number, value = '%') => {
    const { status, body } = await callGateway(prepared, `${url}${ejbca}/v2/certificate/search`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        pagination: { page_size: 3, current_page: page },
        sort: { property: 'UPDATE_TIME', operation: 'DESC' },
        criteria: [{ property: 'QUERY', value, operation: 'LIKE' }],
      }),
    });
    expect(status).toBe(200);
    return JSON.parse(body);
  };
  const page = await search(first.url, 1);
  expect(page.certificates).toHaveLength(3);
  expect((await enroll(prepared, first.url, makeCsr('zq.corp.example').pem)).status).toBe(201);
  const next = await search(second.url, 2);
  expect(next.certificates).toHaveLength(3);
  const serialNumbers = [page, next].flatMap(({ certificates }) =>
    certificates.map((each: { readonly serialNumber: string }) => each.serialNumber),
  );
  expect(new Set(serialNumbers).size).toBe(6);
  const counts = await Promise.all([first, second].map(({ url }) => search(url, -1, '%z_.c%')));
  expect(counts.map(({ pagination_summary: summary }) => summary.total_certs)).toEqual([1, 1]);
  const ends = await Promise.all([first.stop(), second.stop()]);
  expect(ends.map(({ code }) => code)).toEqual([0, 0]);
});

function enroll(prepared: Prepared, url: string, csr: string) {
  return callGateway(prepared, `${url}${enrollment}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: enrollmentOf(csr),
  });
}

const enrollment = `${ejbca}/v1/certificate/pkcs10enroll`;

function enrollmentOf(csr: string): string {
  return JSON.stringify({
    certificate_request: csr,
    certificate_profile_name: profile,
    end_entity_profile_name: 'AnyCA',
    certificate_authority_name: 'Sectigo',
    username: 'www',
    password: 'foo123',
    include_chain: true,
  });
}

/** Sends requests over a few connections until each has a certificate, as clients do that get 503. */
async function enrollAll(prepared: Prepared, url: string, requests: readonly string[]): Promise<string[]> {
  const [ca, cert, key] = await Promise.all(
    [prepared.ca, prepared.certificate, prepared.key].map((file) => readFile(file)),
  );
  const pool = new Pool(url, { connections: 16, connect: { ca, cert, key } });
  const headers = { 'content-type': 'application/json' };
  const enrollOne = async (csr: string): Promise<string> => {
    for (;;) {
      const { statusCode, body } = await pool.request({
        method: 'POST',
        path: enrollment,
        headers,
        body: enrollmentOf(csr),
      });
      const response = (await body.json()) as { certificate: string; error_message: string };
      if (statusCode === 201) return response.certificate;
      if (statusCode !== 503) throw new Error(`${statusCode}: ${response.error_message}`);
      await delay(50);
    }
  };
  try {
    return await Promise.all(requests.map(enrollOne));
  } finally {
    await pool.close();
  }
}

function ordersIn(sandbox: Sandbox): number {
  return sandbox.requests.list().filter(({ path }) => path.endsWith('/ssl/v1/enroll')).length;
}

function recordsIn(log: string): Record<string, unknown>[] {
  return log
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}
