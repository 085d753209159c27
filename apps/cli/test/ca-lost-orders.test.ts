import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { readCertificateRequest } from '@certbridge/certificate/request';
import { expect, test } from 'vitest';
import { goodSettings, startCa, writesTo } from './ca-workplace.ts';
import type { Workplace } from './harness.ts';

const enrollPath = '/api/ssl/v1/enroll';

type Ca = Awaited<ReturnType<typeof startCa>>;

function inDatabase({ configDir }: Workplace, sql: string): void {
  const database = new DatabaseSync(path.join(configDir, 'ca.db'));
  database.exec(sql);
  database.close();
}

/** Makes it so that this process died right after it sent its only order, before the response came. */
function forgetResponse({ workplace }: Ca, id: string): void {
  inDatabase(
    workplace,
    `UPDATE placed_order SET state = 'sent', request_id = NULL; DELETE FROM request WHERE id = '${id}';
     DELETE FROM certificate WHERE request_id = '${id}'`,
  );
}

async function orderAgain(ca: Ca, ...argv: readonly string[]) {
  return ca.run('enroll', '--csr', 'www.corp.example.csr', '--product', '1001', ...goodSettings, ...argv);
}

test('an order whose response died with the process is found by its reference, and not placed again', async () => {
  const ca = await startCa();
  const { request } = (await ca.enroll('www.corp.example', '--json')).json();
  forgetResponse(ca, request.id);
  const again = await orderAgain(ca, '--json', '--out', 'www.pem');
  expect(again.code).toBe(0);
  expect(again.json()).toMatchObject({ request: { id: request.id, status: 'issued' } });
  expect(again.json().note).toContain('nothing was ordered again');
  expect(String(await ca.read('www.pem'))).toContain('BEGIN CERTIFICATE');
  expect(writesTo(ca.sandbox)).toBe(1);
});

test.each(['sync', 'pending'])('ca %s settles such an order, and says so', async (action) => {
  const ca = await startCa();
  const { request } = (await ca.enroll('www.corp.example', '--json')).json();
  forgetResponse(ca, request.id);
  expect((await ca.run(action)).stdout).toContain(`came through as request ${request.id}.`);
  expect((await ca.run(action)).stdout).not.toContain('came through');
  expect((await ca.run('list', '--status', 'issued', '--json')).json().requests).toContainEqual(
    expect.objectContaining({ id: request.id }),
  );
});

test('one that waits for approval is found, too, and stays pending with the exit code of pending', async () => {
  const ca = await startCa();
  ca.sandbox.setSwitches({ approval: 'manual' });
  const { request } = (await ca.enroll('www.corp.example', '--json')).json();
  forgetResponse(ca, request.id);
  const again = await orderAgain(ca, '--json');
  expect(again.code).toBe(0);
  expect(again.json()).toMatchObject({ request: { id: request.id, status: 'pending' } });
  expect(writesTo(ca.sandbox)).toBe(1);
  await ca.sandbox.scmState.decide(Number(request.id), 'issue');
  expect((await ca.run('pending')).stdout).toContain(`Request ${request.id}: issued`);
});

test('one that SCM does not show is not ordered again, until it is found or somebody says so', async () => {
  const ca = await startCa();
  await ca.run('sync');
  const { request } = (await ca.enroll('www.corp.example', '--json')).json();
  forgetResponse(ca, request.id);
  ca.sandbox.scmState.removeCertificate(Number(request.id));
  for (const _ of ['first', 'second']) {
    const stopped = await orderAgain(ca, '--json');
    expect(stopped.code).toBe(4);
    expect(stopped.json().problems[0]).toMatchObject({
      message: expect.stringMatching(
        /not known whether SCM has it.*its comments would hold certbridge:\w{8}-\w{8}/,
      ),
      remedy: expect.stringContaining('--again'),
    });
  }
  for (const action of ['pending', 'sync']) {
    const { code, stdout } = await ca.run(action);
    expect(code).toBe(3);
    expect(stdout).toMatch(/www\.corp\.example.* may be open: .*its comments hold certbridge:/);
  }
  expect(writesTo(ca.sandbox)).toBe(1);
  expect((await orderAgain(ca, '--again')).code).toBe(0);
  expect(writesTo(ca.sandbox)).toBe(2);
  const settled = await ca.run('pending');
  expect(settled.code).toBe(0);
  expect(settled.stdout).not.toContain('may be open');
});

test('an order whose response the connection lost stays open where SCM does not have it', async () => {
  const ca = await startCa();
  await ca.run('sync');
  ca.sandbox.setKnobs({ failures: [{ method: 'POST', path: enrollPath, response: 'drop', times: 1 }] });
  const lost = await ca.enroll('www.corp.example', '--json');
  expect(lost.code).toBe(4);
  expect(lost.json().problems[0].message).toContain('not known whether SCM has it');
  expect((await ca.run('sync')).stdout).toContain('may be open');
  expect((await orderAgain(ca)).code).toBe(4);
  expect(writesTo(ca.sandbox)).toBe(1);
});

test('an order whose response the connection lost comes back where SCM has it', async () => {
  const ca = await startCa();
  ca.sandbox.setKnobs({
    faultsAfterWrite: true,
    failures: [{ method: 'POST', path: enrollPath, response: 'drop', times: 1 }],
  });
  const { code, stdout } = await ca.enroll('www.corp.example');
  expect(code).toBe(0);
  expect(stdout).toMatch(/^Request \d+: issued$/m);
  expect(writesTo(ca.sandbox)).toBe(1);
});

test.each([
  [401, 4],
  [421, 0],
  [429, 0],
])('an order that SCM took is not sent again where a proxy responds with %i', async (htmlStatus, first) => {
  const ca = await startCa();
  ca.sandbox.setKnobs({
    faultsAfterWrite: true,
    htmlStatus,
    failures: [{ method: 'POST', path: enrollPath, response: 'html', times: 1 }],
  });
  expect((await ca.enroll('www.corp.example')).code).toBe(first);
  const again = await orderAgain(ca, '--json');
  expect(again.json()).toMatchObject({ exitCode: 0, request: { status: 'issued' } });
  expect(writesTo(ca.sandbox)).toBe(1);
});

test('a new order in place of one that was declined says so', async () => {
  const ca = await startCa();
  ca.sandbox.setSwitches({ approval: 'manual' });
  const { request } = (await ca.enroll('www.corp.example', '--json')).json();
  await ca.sandbox.scmState.decide(Number(request.id), 'decline');
  const { code, json, stderr } = await orderAgain(ca, '--json');
  const sentence = `Request ${request.id} was declined, so this is a new order.`;
  expect(code).toBe(0);
  expect(json().note).toContain(sentence);
  expect(stderr).toContain(sentence);
  expect(writesTo(ca.sandbox)).toBe(2);
});

test('an order whose response names a record that SCM does not have is not known to be placed', async () => {
  const ca = await startCa();
  ca.sandbox.setKnobs({ orderedInstead: 999_999 });
  const stop = ca.sandbox.onRequest(({ operation, phase }) => {
    const own = ca.sandbox.scmState.certificates().at(-1);
    if (operation !== 'enrollSsl' || phase !== 'responding' || own === undefined) return;
    ca.sandbox.scmState.updateCertificate(own.sslId, { comments: '' });
  });
  expect((await ca.enroll('www.corp.example')).code).toBe(4);
  stop();
  expect((await orderAgain(ca)).code).toBe(4);
  expect(await ca.run('pending')).toMatchObject({ code: 3, stderr: expect.stringContaining('999999') });
  expect(writesTo(ca.sandbox)).toBe(1);
});

test('an order of an earlier version, which no reference tells, stops its CSR until somebody decides', async () => {
  const ca = await startCa();
  await ca.writeCsr('www.corp.example');
  await ca.run('sync');
  const csr = readCertificateRequest(await ca.read('www.corp.example.csr'));
  const hash = 'problem' in csr ? '' : csr.fingerprint;
  inDatabase(
    ca.workplace,
    // Its process number lives again.
    `INSERT INTO order_note (csr_hash, key_hash, product_id, kind, pid, host, sent_at)
     VALUES ('${hash}', 'k', '1001', 'New', ${process.ppid}, 'here', '2026-06-10T10:00:00Z')`,
  );
  const stopped = await orderAgain(ca);
  expect(stopped.code).toBe(4);
  expect(stopped.stderr).toContain('--again orders all the same');
  expect(await ca.run('pending')).toMatchObject({
    code: 3,
    stdout: expect.stringContaining('sent by an earlier version, may be open'),
  });
  expect(writesTo(ca.sandbox)).toBe(0);
  expect((await orderAgain(ca, '--again')).code).toBe(0);
  expect((await ca.run('pending')).stdout).not.toContain('may be open');
  expect((await orderAgain(ca)).code).toBe(0);
  expect(writesTo(ca.sandbox)).toBe(1);
});

test('an order that was refused leaves nothing open', async () => {
  const ca = await startCa();
  expect((await ca.enroll('www.corp.example', '--set', 'Lifetime=1')).code).toBe(2);
  ca.sandbox.setSwitches({ externalRequesterOnEnroll: 'required' });
  expect((await ca.enroll('www.corp.example')).code).toBe(2);
  expect((await ca.run('sync')).stdout).not.toContain('may be open');
  ca.sandbox.setSwitches({ externalRequesterOnEnroll: 'optional' });
  expect((await orderAgain(ca)).code).toBe(0);
});

test('the same order again hands the certificate out, to the file, too; another one is ordered', async () => {
  const ca = await startCa();
  const { request } = (await ca.enroll('www.corp.example', '--json')).json();
  const again = await orderAgain(ca, '--json', '--out', 'again.pem');
  expect(again.code).toBe(0);
  expect(again.json()).toMatchObject({
    request: { id: request.id, certificate: { serialNumber: request.certificate.serialNumber } },
    note: expect.stringContaining('--again places a new order'),
  });
  expect(String(await ca.read('again.pem'))).toContain('BEGIN CERTIFICATE');
  expect(writesTo(ca.sandbox)).toBe(1);
  const further = (
    await orderAgain(ca, '--json', '--san', 'dns=www.corp.example', '--san', 'dns=api.corp.example')
  ).json();
  expect(further.request.id).not.toBe(request.id);
  expect(further.request.certificate.subjectAlternativeNames).toContain('dns=api.corp.example');
  const product = ['--csr', 'www.corp.example.csr', '--product', '1002', ...goodSettings, '--json'];
  expect((await ca.run('enroll', ...product)).json().request).toMatchObject({ productId: '1002' });
  expect(writesTo(ca.sandbox)).toBe(3);
});

test('a reissue by its id, given again, is one reissue', async () => {
  const ca = await startCa();
  const { request } = (await ca.enroll('www.corp.example', '--json')).json();
  const csr = await ca.writeCsr('www.corp.example');
  const reissue = () => ca.run('reissue', request.id, '--csr', csr, ...goodSettings, '--json');
  const first = (await reissue()).json();
  expect(first.request).toMatchObject({ id: request.id, status: 'issued' });
  const second = await reissue();
  expect(second.json().request.certificate.serialNumber).toBe(first.request.certificate.serialNumber);
  expect(writesTo(ca.sandbox)).toBe(2);
});

test('what was ordered is reported where the database cannot keep it, and kept later', async () => {
  const ca = await startCa();
  await ca.run('sync');
  inDatabase(
    ca.workplace,
    "CREATE TRIGGER full BEFORE INSERT ON request BEGIN SELECT RAISE(ABORT, 'full'); END",
  );
  const { code, stdout, stderr } = await ca.enroll('www.corp.example');
  expect(code).toBe(1);
  const [, id = ''] = /^Request (\d+) was ordered\.$/m.exec(stdout) ?? [];
  expect(stdout).toContain('BEGIN CERTIFICATE');
  expect(stderr).toContain(`certbridge ca get ${id}`);
  inDatabase(ca.workplace, 'DROP TRIGGER full');
  expect((await ca.run('pending')).stdout).toContain(`Request ${id}: issued`);
  expect((await ca.run('pending')).stdout).not.toContain(`Request ${id}`);
});
