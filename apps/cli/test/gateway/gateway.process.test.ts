import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { chmod, copyFile, readFile, writeFile } from 'node:fs/promises';
import { connect as connectPlain } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { connect } from 'node:tls';
import { issueCertificate } from '@certbridge/certificate/request';
import { Pool } from 'undici';
import { expect, onTestFinished, test } from 'vitest';
import { run } from '../../../../packages/ca-gateway/test/support/run-program.ts';
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

test('a gateway prints its address, scans an empty store in full, is ready, and ends with 0', async () => {
  const { prepare, start } = await openGatewayWorkplace();
  const prepared = await prepare();
  const gateway = await start(prepared);
  expect(gateway.url).toBe(prepared.url);
  await untilReady(prepared.operations);
  const status = `${gateway.url}${ejbca}/v1/certificate/status`;
  expect(await callGateway(prepared, status, { isAnonymous: true })).toMatchObject({ status: 200 });
  const { status: listed, body } = await callGateway(prepared, `${gateway.url}${ejbca}/v1/ca`);
  expect(listed).toBe(200);
  expect(JSON.parse(body).certificate_authorities).toMatchObject([{ name: 'Sectigo' }]);
  expect(await callGateway(prepared, `${gateway.url}${ejbca}/v1/ca`, { isAnonymous: true })).toMatchObject({
    status: 403,
  });
  for (const [headers, refused] of [
    [{ 'x-long': 'x'.repeat(20_000) }, 431],
    [{ host: 'localhost:no' }, 400],
  ] as const) {
    const response = await callGateway(prepared, status, { headers });
    expect(response.status).toBe(refused);
    expect(JSON.parse(response.body)).toMatchObject({ error_code: refused });
  }
  const metrics = await (await fetch(`${prepared.operations}/metrics`)).text();
  expect(metrics).toMatch(/certbridge_certificates\{ca="Sectigo",status="active"\} [1-9]/);
  const { code, log } = await gateway.stop();
  expect(code).toBe(0);
  for (const line of log.trim().split('\n')) expect(JSON.parse(line)).toHaveProperty('message');
  expect(log).toContain('"message":"Interrupted: ');
  expect(scansIn(log)).toEqual(['full']);
});

test('headers may be larger where a proxy brings chains of certificates in one', async () => {
  const { prepare, start, change } = await openGatewayWorkplace();
  const prepared = await prepare();
  await change(prepared, ({ access }) => {
    Object.assign(access as object, { proxy: { header: 'X-Client-Cert', addresses: ['192.0.2.1'] } });
  });
  const { url, stop } = await start(prepared);
  for (const [length, status] of [
    [60_000, 200],
    [70_000, 431],
  ] as const) {
    const headers = { 'x-client-cert': 'x'.repeat(length) };
    const response = await callGateway(prepared, `${url}${ejbca}/v1/certificate/status`, { headers });
    expect(response.status).toBe(status);
  }
  await stop();
});

test('another start scans what has changed alone', async () => {
  const { prepare, start } = await openGatewayWorkplace();
  const prepared = await prepare();
  const first = await start(prepared);
  await untilReady(prepared.operations);
  await first.stop();
  const second = await start(prepared);
  await untilReady(prepared.operations);
  while (scansIn(second.log()).length === 0) await delay(20);
  expect(scansIn((await second.stop()).log)).toEqual(['incremental']);
});

test('a gateway whose SCM fails listens, is not ready, and becomes so by itself', async () => {
  const { prepare, start, sandbox } = await openGatewayWorkplace();
  const prepared = await prepare();
  sandbox.setKnobs({ errorRate: 1 });
  const gateway = await start(prepared);
  expect((await fetch(`${prepared.operations}/health/live`)).status).toBe(200);
  expect((await fetch(`${prepared.operations}/health/ready`)).status).toBe(503);
  sandbox.setKnobs({ errorRate: 0 });
  await untilReady(prepared.operations);
  expect((await gateway.stop()).code).toBe(0);
});

test('two processes of one configuration run side by side, and one scan is enough for both', async () => {
  const { prepare, start } = await openGatewayWorkplace();
  const prepared = await prepare();
  const first = await start(prepared);
  const second = await start(prepared, '--port', '0');
  expect(second.url).not.toBe(first.url);
  await untilReady(prepared.operations);
  for (const { url } of [first, second]) {
    expect(await callGateway(prepared, `${url}${ejbca}/v1/ca`)).toMatchObject({ status: 200 });
  }
  const ends = await Promise.all([first.stop(), second.stop('SIGINT')]);
  expect(ends.map(({ code }) => code)).toEqual([0, 0]);
  expect(ends.flatMap(({ log }) => scansIn(log)).filter((scope) => scope === 'full')).toHaveLength(1);
});

test('a process that is killed during its first scan is followed by another one, which waited for it', async () => {
  const { prepare, start, sandbox } = await openGatewayWorkplace();
  const prepared = await prepare();
  let release = () => {};
  const killed = new Promise<void>((resolve) => {
    release = resolve;
  });
  const scanning = new Promise<void>((resolve) => {
    sandbox.onRequest(async ({ operation }) => {
      if (operation !== 'listSsl') return;
      resolve();
      await killed;
    });
  });
  const first = await start(prepared);
  await scanning;
  const second = await start(prepared, '--port', '0');
  expect(scansIn(second.log())).toEqual([]);
  await first.stop('SIGKILL');
  release();
  while (scansIn(second.log()).length === 0) await delay(20);
  expect(scansIn((await second.stop()).log)).toEqual(['full']);
});

test('a port that is taken ends the start with 2', async () => {
  const { prepare, start } = await openGatewayWorkplace();
  const prepared = await prepare();
  await start(prepared);
  await expect(start(prepared)).rejects.toThrow(/ended with 2: .*can't listen at 127\.0\.0\.1/s);
});

test('changed TLS files are used, and those that do not fit are not', async () => {
  const { prepare, start } = await openGatewayWorkplace();
  const prepared = await prepare();
  const gateway = await start(prepared);
  const before = await servedSerialNumber(prepared);
  await copyFile(beside(prepared, 'client.key'), beside(prepared, 'server.key'));
  while (!gateway.log().includes('is not used')) await delay(20);
  expect(await servedSerialNumber(prepared)).toBe(before);
  const authority = {
    certificate: await readFile(prepared.ca, 'utf8'),
    key: await readFile(beside(prepared, 'ca.key'), 'utf8'),
  };
  const time = { notBefore: new Date(Date.now() - 1000), notAfter: new Date(Date.now() + 86_400_000) };
  const next = await issueCertificate(
    { commonName: 'next', usage: 'server', names: ['127.0.0.1'], ...time },
    authority,
  );
  await writeFile(beside(prepared, 'server.pem'), next.certificate);
  await writeFile(beside(prepared, 'server.key'), next.key);
  const expected = new X509Certificate(next.certificate).serialNumber;
  while ((await servedSerialNumber(prepared)) !== expected) await delay(20);
  expect((await gateway.stop()).code).toBe(0);
});

test('a certificate whose key has another type is used once its key has come', async () => {
  const { prepare, start } = await openGatewayWorkplace();
  const prepared = await prepare();
  const gateway = await start(prepared);
  const before = await servedSerialNumber(prepared);
  const next = await issueRsaServer(prepared);
  await writeFile(beside(prepared, 'server.pem'), next.certificate);
  while (!gateway.log().includes('is not used')) await delay(20);
  expect(await servedSerialNumber(prepared)).toBe(before);
  const warnings = gateway
    .log()
    .split('\n')
    .filter((line) => line.includes('is not used'))
    .map((line) => JSON.parse(line));
  expect(warnings).toMatchObject([
    { level: 'warning', message: expect.stringMatching(/do not belong together\. Name the key of /) },
  ]);
  await writeFile(beside(prepared, 'server.key'), next.key);
  const expected = new X509Certificate(next.certificate).serialNumber;
  while ((await servedSerialNumber(prepared)) !== expected) await delay(20);
  expect((await gateway.stop()).code).toBe(0);
});

test('client authorities that are exchanged decide over new connections', async () => {
  const { prepare, start } = await openGatewayWorkplace();
  const prepared = await prepare();
  const gateway = await start(prepared);
  const status = async () => (await callGateway(prepared, `${gateway.url}${ejbca}/v1/ca`)).status;
  expect(await status()).toBe(200);
  await copyFile(prepared.ca, beside(prepared, 'old-ca.pem'));
  const time = { notBefore: new Date(Date.now() - 1000), notAfter: new Date(Date.now() + 86_400_000) };
  const other = await issueCertificate({ commonName: 'Certbridge trial CA', usage: 'ca', ...time });
  await writeFile(beside(prepared, 'ca.pem'), other.certificate);
  const withOldCa = { ...prepared, ca: beside(prepared, 'old-ca.pem') };
  for (;;) {
    if ((await callGateway(withOldCa, `${gateway.url}${ejbca}/v1/ca`)).status === 403) break;
    await delay(20);
  }
  await copyFile(beside(prepared, 'old-ca.pem'), prepared.ca);
  while ((await status()) !== 200) await delay(20);
  // Neither the gateway's own files nor its authorities keep the others from being exchanged.
  await writeFile(beside(prepared, 'server.pem'), 'broken');
  while (!gateway.log().includes('listen.certificateFile is not used')) await delay(20);
  await writeFile(beside(prepared, 'ca.pem'), other.certificate);
  while ((await callGateway(withOldCa, `${gateway.url}${ejbca}/v1/ca`)).status !== 403) await delay(20);
  const before = gateway.log().length;
  await writeFile(prepared.ca, 'broken');
  while (!gateway.log().slice(before).includes('clientAuthorityFiles[0] is not used')) await delay(20);
  expect((await callGateway(withOldCa, `${gateway.url}${ejbca}/v1/ca`)).status).toBe(403);
  expect((await gateway.stop()).code).toBe(0);
});

test('connections that were made under other client authorities end, each after the request under way', async () => {
  const { prepare, start, change, sandbox } = await openGatewayWorkplace();
  const prepared = await prepare(...goodSettings);
  await change(prepared, waitLong);
  const gateway = await start(prepared);
  const [ca, cert, key] = await Promise.all(
    [prepared.ca, prepared.certificate, prepared.key].map((file) => readFile(file)),
  );
  const client = new Pool(gateway.url, { connections: 1, connect: { ca, cert, key } });
  onTestFinished(() => client.destroy());
  const connections: unknown[] = [];
  client.on('connect', () => connections.push(1));
  const listCas = async () => {
    const { statusCode, body } = await client.request({ path: `${ejbca}/v1/ca`, method: 'GET' });
    await body.dump();
    return statusCode;
  };
  expect(await listCas()).toBe(200);
  sandbox.setSwitches({ approval: 'manual' });
  const busy = callGateway(prepared, `${gateway.url}${ejbca}/v1/certificate/pkcs10enroll`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      certificate_request: makeCsr('www.corp.example').pem,
      certificate_profile_name: 'Sectigo DV SSL',
      end_entity_profile_name: 'AnyCA',
      certificate_authority_name: 'Sectigo',
      username: 'www',
      password: 'foo123',
    }),
  });
  const ordered = () =>
    sandbox.scmState.certificates().find(({ commonName }) => commonName === 'www.corp.example');
  while (ordered() === undefined) await delay(20);
  expect(await listCas()).toBe(200);
  expect(connections).toHaveLength(1);
  const time = { notBefore: new Date(Date.now() - 1000), notAfter: new Date(Date.now() + 86_400_000) };
  const other = await issueCertificate({ commonName: 'Certbridge trial CA', usage: 'ca', ...time });
  await writeFile(prepared.ca, other.certificate);
  while (!gateway.log().includes('The TLS files have changed, and are in use')) await delay(20);
  // By the same client, which resumes its TLS session where it can.
  let status = 0;
  while (status === 0) status = await listCas().catch(() => 0);
  expect(status).toBe(403);
  await sandbox.scmState.decide(ordered()?.sslId ?? 0, 'approve');
  await sandbox.scmState.decide(ordered()?.sslId ?? 0, 'issue');
  expect(await busy).toMatchObject({ status: 201, headers: { connection: 'close' } });
  expect((await gateway.stop()).code).toBe(0);
});

test('a connection whose first request comes after a change of client authorities is judged by the new ones', async () => {
  const { prepare, start } = await openGatewayWorkplace();
  const prepared = await prepare();
  const gateway = await start(prepared);
  const [ca, cert, key] = await Promise.all(
    [prepared.ca, prepared.certificate, prepared.key].map((file) => readFile(file, 'utf8')),
  );
  const time = { notBefore: new Date(Date.now() - 1000), notAfter: new Date(Date.now() + 86_400_000) };
  const other = await issueCertificate({ commonName: 'Certbridge trial CA', usage: 'ca', ...time });
  const { hostname: host, port } = new URL(gateway.url);
  const changes = () => gateway.log().split('The TLS files have changed, and are in use').length - 1;
  for (const [authorities, status] of [
    [`${other.certificate}${ca}`, '200'],
    [other.certificate, '403'],
  ] as const) {
    const socket = connect({ host, port: Number(port), ca, cert, key });
    await once(socket, 'secureConnect');
    const before = changes();
    await writeFile(prepared.ca, authorities);
    while (changes() === before) await delay(20);
    let response = '';
    socket.setEncoding('latin1').on('data', (text) => {
      response += text;
    });
    socket.write(`GET ${ejbca}/v1/ca HTTP/1.1\r\nHost: gateway\r\n\r\n`);
    await once(socket, 'end');
    expect(response).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(response).toMatch(/^connection: close\r$/im);
  }
  expect((await gateway.stop()).code).toBe(0);
});

test('at the start warnings tell which settings do not fit SCM once it can be asked, and which keys others may read', async () => {
  const { prepare, start, change, sandbox } = await openGatewayWorkplace();
  const prepared = await prepare();
  await writeFile(beside(prepared, 'router.secret'), 'Zx9-rule-password\n');
  for (const name of ['router.secret', 'server.key']) await chmod(beside(prepared, name), 0o644);
  await change(prepared, (document) => {
    const [ca = {}] = document.cas as unknown as object[];
    Object.assign(ca, {
      settings: { Organization: 'Nowhere', Lifetme: '90' },
      profiles: { 'Sectigo DV SSL': { settings: { Organization: 'Corp Services' } } },
    });
    const password = { user: 'router', password: 'file:router.secret' };
    (document.access as { rules: object[] }).rules.push({ name: 'devices', password, roles: ['enroll'] });
  });
  sandbox.setKnobs({ errorRate: 1 });
  sandbox.requests.clear();
  const gateway = await start(prepared);
  while (!sandbox.requests.list().some(({ operation }) => operation === 'listSslTypes')) await delay(20);
  sandbox.setKnobs({ errorRate: 0 });
  const warnings = () =>
    gateway
      .log()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
      .filter(({ logger, level }) => logger === 'certbridge.gateway' && level === 'warning');
  while (!warnings().some(({ profile }) => profile === 'Sectigo OV SSL (lab)')) await delay(20);
  const { log } = await gateway.stop();
  const texts = warnings().map(({ profile = '', message }) => `${profile}: ${message}`);
  if (process.platform !== 'win32') {
    for (const name of ['router.secret', 'server.key'])
      expect(texts.filter((text) => text.includes(`${name} holds secrets`))).toHaveLength(1);
  }
  const of = (name: string) => texts.filter((text) => text.startsWith(`${name}: `)).join('\n');
  expect(of('Sectigo OV SSL')).toMatch(/Lifetme.*Did you mean Lifetime\?/);
  expect(of('Sectigo OV SSL')).toMatch(/no organization "Nowhere".*Corp Services/);
  expect(of('Sectigo OV SSL')).toContain('custom field "Cost Center"');
  expect(of('Sectigo DV SSL')).not.toContain('organization');
  expect(log).not.toContain('Zx9');
});

test('warnings tell at the start and after a change which client authorities vouch for nobody', async () => {
  const { prepare, start, change } = await openGatewayWorkplace();
  const prepared = await prepare();
  const listed = beside(prepared, 'listed.pem');
  await copyFile(prepared.certificate, listed);
  await change(prepared, ({ listen }) => {
    Object.assign(listen as object, { clientAuthorityFiles: ['ca.pem', 'listed.pem'] });
  });
  const warnings = (log: string) =>
    log
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
      .filter(({ setting = '' }) => setting.startsWith('listen.clientAuthorityFiles'))
      .map(({ level, message }) => `${level}: ${message}`);
  const first = await start(prepared);
  const time = { notBefore: new Date(Date.now() - 86_400_000), notAfter: new Date(Date.now() - 1000) };
  await writeFile(listed, (await issueCertificate({ commonName: 'Old', usage: 'ca', ...time })).certificate);
  while (!first.log().includes('CN=Old')) await delay(20);
  const remedy = 'Name the CA that issues client certificates now.';
  expect(warnings((await first.stop()).log)).toEqual([
    expect.stringMatching(
      /^warning: listen\.clientAuthorityFiles\[1\]: CN=.* vouches for no clients: it is not a CA \(/,
    ),
    expect.stringMatching(/^warning: .*: CN=Old vouches for no clients: it expired at 20.*Z\. Name the CA/),
  ]);
  expect(first.log()).toContain(remedy);
  await change(prepared, ({ listen }) => {
    Object.assign(listen as object, { clientAuthorityFiles: undefined });
  });
  expect(warnings((await (await start(prepared)).stop()).log)).toEqual([
    expect.stringMatching(/is left out, so no rule for a client certificate lets anybody in\. Name the file/),
  ]);
});

test('connections that send nothing keep no gateway from ending with 0', { timeout: 60_000 }, async () => {
  const { prepare, start } = await openGatewayWorkplace();
  const prepared = await prepare();
  const gateway = await start(prepared);
  const [{ hostname: host, port }, operations] = [new URL(gateway.url), new URL(prepared.operations)];
  const sockets = [
    connectPlain(Number(port), host),
    connectPlain(Number(operations.port), operations.hostname),
    connect({ host, port: Number(port), rejectUnauthorized: false }),
  ];
  for (const socket of sockets) socket.on('error', () => {});
  await Promise.all(sockets.map((socket) => once(socket, 'connect')));
  expect(await callGateway(prepared, `${gateway.url}${ejbca}/v1/ca`)).toMatchObject({ status: 200 });
  const ended = sockets.map((socket) => once(socket, 'close'));
  expect((await gateway.stop()).code).toBe(0);
  await Promise.all(ended);
});

/** Has OpenSSL make a certificate of the trial's CA for a server with an RSA key. */
async function issueRsaServer(prepared: Prepared): Promise<{ certificate: string; key: string }> {
  const [request, key] = [beside(prepared, 'rsa.csr'), beside(prepared, 'rsa.key')];
  const [extensions, ca] = [beside(prepared, 'rsa.ext'), beside(prepared, 'ca.key')];
  await writeFile(extensions, 'subjectAltName=IP:127.0.0.1');
  const newKey = ['-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-subj', '/CN=next'];
  await run('openssl', ['req', '-new', ...newKey, '-out', request]);
  const certificate = await run('openssl', [
    ...['x509', '-req', '-in', request, '-CA', prepared.ca, '-CAkey', ca, '-set_serial', '4711'],
    ...['-days', '30', '-extfile', extensions],
  ]);
  return { certificate, key: await readFile(key, 'utf8') };
}

/** Scopes of the scans that were done, by the log. */
function scansIn(log: string): string[] {
  return log
    .trim()
    .split('\n')
    .filter((line) => line.endsWith('scan done"}'))
    .map((line) => JSON.parse(line).scope);
}

async function servedSerialNumber({ url, ca }: Prepared): Promise<string | undefined> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), ca: await readFile(ca) });
  await once(socket, 'secureConnect');
  const { serialNumber } = socket.getPeerX509Certificate() ?? {};
  socket.destroy();
  return serialNumber;
}
