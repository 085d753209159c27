import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { startCa, writesTo } from './ca-workplace.ts';
import type { Workplace } from './harness.ts';

const enrollPath = '/api/ssl/v1/enroll';

/** Makes it so that this process died right after it sent its only order, that of the newest request. */
function forgetAnswers({ configDir }: Workplace): void {
  const database = new DatabaseSync(path.join(configDir, 'ca.db'));
  database.exec("UPDATE order_note SET state = 'sent', request_id = NULL, pid = 999999999");
  const newest = database.prepare('SELECT max(CAST(id AS INTEGER)) AS id FROM request').get();
  database.exec(`DELETE FROM request WHERE id = '${newest?.id}'`);
  database.exec(`DELETE FROM certificate WHERE request_id = '${newest?.id}'`);
  database.close();
}

async function orderAgain(ca: Awaited<ReturnType<typeof startCa>>, ...argv: readonly string[]) {
  const settings = ['--set', 'Organization=Corp Services', '--set', 'Cost Center=CC-1'];
  return ca.run('enroll', '--csr', 'www.corp.example.csr', '--product', '1001', ...settings, ...argv);
}

test('an order whose answer died with the process is found by its key, and not placed again', async () => {
  const ca = await startCa();
  const { request } = (await ca.enroll('www.corp.example', '--json')).json();
  forgetAnswers(ca.workplace);
  const again = await orderAgain(ca, '--json', '--out', 'www.pem');
  expect(again.code).toBe(0);
  expect(again.json()).toMatchObject({ request: { id: request.id, status: 'issued' } });
  expect(again.json().note).toContain('nothing was ordered again');
  expect(String(await ca.read('www.pem'))).toContain('BEGIN CERTIFICATE');
  expect(writesTo(ca.sandbox)).toBe(1);
});

test('a synchronization settles such an order, and says so', async () => {
  const ca = await startCa();
  const { request } = (await ca.enroll('www.corp.example', '--json')).json();
  forgetAnswers(ca.workplace);
  expect((await ca.run('sync')).stdout).toContain(`came through as request ${request.id}.`);
  expect((await ca.run('sync')).stdout).not.toContain('came through');
});

test('one that may be waiting for approval is left to be decided', async () => {
  const ca = await startCa();
  ca.sandbox.setSwitches({ approval: 'manual' });
  const { request } = (await ca.enroll('www.corp.example', '--json')).json();
  forgetAnswers(ca.workplace);
  const stopped = await orderAgain(ca);
  expect(stopped.code).toBe(4);
  expect(stopped.stderr).toContain(request.id);
  expect(stopped.stderr).toContain('--again');
  expect(writesTo(ca.sandbox)).toBe(1);
  expect((await ca.run('pending')).stdout).toContain('may be open');
  expect((await orderAgain(ca, '--again')).code).toBe(0);
  expect(writesTo(ca.sandbox)).toBe(2);
  expect((await ca.run('pending')).stdout).not.toContain('may be open');
});

test('one that SCM never had is placed anew', async () => {
  const ca = await startCa();
  await ca.run('sync');
  const { request } = (await ca.enroll('www.corp.example', '--json')).json();
  forgetAnswers(ca.workplace);
  ca.sandbox.scmState.removeCertificate(Number(request.id));
  expect((await orderAgain(ca)).code).toBe(0);
  expect(writesTo(ca.sandbox)).toBe(2);
});

test('one that another process has just sent is waited for', async () => {
  const ca = await startCa();
  await ca.enroll('www.corp.example');
  forgetAnswers(ca.workplace);
  const database = new DatabaseSync(path.join(ca.workplace.configDir, 'ca.db'));
  database.exec(`UPDATE order_note SET pid = ${process.ppid}`);
  database.close();
  const stopped = await orderAgain(ca);
  expect(stopped.code).toBe(4);
  expect(stopped.stderr).toContain('under way in another process');
  expect(writesTo(ca.sandbox)).toBe(1);
});

test('an order whose answer the connection lost is looked for, and stays open where SCM has none', async () => {
  const ca = await startCa();
  await ca.run('sync');
  ca.sandbox.setKnobs({ failures: [{ method: 'POST', path: enrollPath, answer: 'drop', times: 1 }] });
  const lost = await ca.enroll('www.corp.example', '--json');
  expect(lost.code).toBe(4);
  expect(lost.json().problems[0].message).toContain('not known whether SCM has it');
  expect((await ca.run('sync')).stdout).toContain('may be open');
  expect((await orderAgain(ca)).code).toBe(0);
  expect((await ca.run('sync')).stdout).not.toContain('may be open');
});

test('an order whose answer the connection lost comes back where SCM has it', async () => {
  const ca = await startCa();
  ca.sandbox.setKnobs({
    faultsAfterWrite: true,
    failures: [{ method: 'POST', path: enrollPath, answer: 'drop', times: 1 }],
  });
  const { code, stdout } = await ca.enroll('www.corp.example');
  expect(code).toBe(0);
  expect(stdout).toMatch(/^Request \d+: issued$/m);
  expect(writesTo(ca.sandbox)).toBe(1);
});

test('an order that was refused leaves nothing open', async () => {
  const ca = await startCa();
  expect((await ca.enroll('www.corp.example', '--set', 'Lifetime=1')).code).toBe(2);
  expect((await ca.run('sync')).stdout).not.toContain('may be open');
  await ca.sandbox.close();
});

test('what was ordered is told where the database can not keep it, and kept later', async () => {
  const ca = await startCa();
  await ca.run('sync');
  const database = new DatabaseSync(path.join(ca.workplace.configDir, 'ca.db'));
  database.exec("CREATE TRIGGER full BEFORE INSERT ON request BEGIN SELECT RAISE(ABORT, 'full'); END");
  const { code, stdout, stderr } = await ca.enroll('www.corp.example');
  expect(code).toBe(1);
  const [, id = ''] = /^Request (\d+) was ordered\.$/m.exec(stdout) ?? [];
  expect(stdout).toContain('BEGIN CERTIFICATE');
  expect(stderr).toContain(`certbridge ca get ${id}`);
  database.exec('DROP TRIGGER full');
  database.close();
  expect((await ca.run('get', id)).code).toBe(0);
  expect((await ca.run('pending')).stdout).toContain(`came through as request ${id}.`);
});
