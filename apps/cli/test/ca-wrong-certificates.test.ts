import { X509Certificate } from 'node:crypto';
import { rename } from 'node:fs/promises';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Sandbox } from '@certbridge/sandbox';
import { expect, test } from 'vitest';
import { caDatabaseKind, schemaSteps } from '../../../packages/ca-host/src/database/ca-database-kind.ts';
import { goodSettings, startCa, writesTo } from './ca-workplace.ts';

type Ca = Awaited<ReturnType<typeof startCa>>;

/** Two issued certificates of a sandbox. */
function twoIssued({ scmState }: Sandbox) {
  const [one, other] = scmState.certificates().filter(({ status }) => status === 'Issued');
  if (one === undefined || other === undefined) throw new Error('the sandbox has too few certificates');
  return { one: String(one.sslId), other: String(other.sslId) };
}

/** Changes the database as no action of this version would. */
function tamper({ workplace }: Ca, sql: string): void {
  const database = new DatabaseSync(path.join(workplace.configDir, 'ca.db'));
  database.exec(sql);
  database.close();
}

/** Writes the database as the first version of the program did. */
async function writeAsFirstVersion({ workplace }: Ca): Promise<void> {
  const file = path.join(workplace.configDir, 'ca.db');
  const old = new DatabaseSync(`${file}.old`);
  const request = `id, status, status_message, product_id, csr, certificate, revoked_at, revocation_reason,
    first_seen_at, changed_at`;
  const certificate = `sha256, request_id, serial, der, subject, issuer, names, not_before, not_after, sha1`;
  old.exec(
    `${schemaSteps[0]};
     PRAGMA application_id = ${caDatabaseKind().applicationId}; PRAGMA user_version = 1;
     ATTACH '${file}' AS new;
     INSERT INTO certificate (${certificate}, key_hash, added_at)
       SELECT ${certificate}, 'key', added_at FROM new.certificate;
     INSERT INTO request (${request}) SELECT ${request} FROM new.request;
     INSERT INTO sync_run (full, started_at, finished_at, result, counts)
       SELECT full, started_at, finished_at, result, counts FROM new.sync_run;`,
  );
  old.close();
  await rename(`${file}.old`, file);
}

/** Serial numbers of the certificate that is handed out, and of SCM's record. */
async function serialsOf({ run, sandbox }: Ca, id: string) {
  const { stdout } = await run('export', id);
  const canonical = (text: string) => text.replace(/^0+/, '');
  return {
    exported: canonical(new X509Certificate(stdout).serialNumber),
    own: canonical(sandbox.scmState.certificate(Number(id))?.serialNumber ?? ''),
  };
}

async function expectOwn(ca: Ca, ...ids: readonly string[]): Promise<void> {
  for (const id of ids) {
    const { exported, own } = await serialsOf(ca, id);
    expect(exported).toBe(own);
  }
}

/** Gives each of two requests the other's certificate. */
function swap({ one, other }: { one: string; other: string }): string {
  return `CREATE TEMP TABLE kept AS SELECT id, certificate FROM request;
          UPDATE request SET certificate = (SELECT kept.certificate FROM kept
            WHERE kept.id = CASE request.id WHEN '${one}' THEN '${other}' ELSE '${one}' END)
          WHERE id IN ('${one}', '${other}');`;
}

test("another record's certificate is reported with exit code 3 and never kept, until SCM gives the right one", async () => {
  const ca = await startCa();
  const { run, sandbox } = ca;
  const { one, other } = twoIssued(sandbox);
  sandbox.setKnobs({ collectedInstead: [{ sslId: Number(one), instead: Number(other) }] });
  const synced = await run('sync');
  expect(synced).toMatchObject({ code: 3, stdout: expect.stringContaining(`${one}: SCM gives out`) });
  expect(await run('get', one)).toMatchObject({ code: 3, stderr: expect.stringContaining('not taken') });
  expect((await run('export', one)).code).toBe(2);
  expect((await run('sync')).code).toBe(3);
  sandbox.setKnobs({ collectedInstead: [] });
  expect((await run('sync')).code).toBe(0);
  await expectOwn(ca, one, other);
});

test('an order under which SCM gives out another certificate is reported with exit code 3, first and again', async () => {
  const { run, writeCsr, sandbox, read } = await startCa();
  const { one } = twoIssued(sandbox);
  sandbox.setSwitches({ issueAfterRequests: 0 });
  const next = Math.max(...sandbox.scmState.certificates().map(({ sslId }) => sslId)) + 1;
  sandbox.setKnobs({ collectedInstead: [{ sslId: next, instead: Number(one) }] });
  const csr = await writeCsr('www.corp.example');
  const order = () => run('enroll', '--csr', csr, '--product', '1001', ...goodSettings, '--out', 'www.pem');
  for (const _ of ['first', 'again']) {
    expect(await order()).toMatchObject({ code: 3, stderr: expect.stringContaining('not taken') });
  }
  sandbox.setKnobs({ collectedInstead: [] });
  expect((await order()).code).toBe(0);
  expect(String(await read('www.pem'))).toContain('BEGIN CERTIFICATE');
  expect(writesTo(sandbox)).toBe(1);
});

test('a request that waited is not given the certificate of another', async () => {
  const ca = await startCa();
  const { run, sandbox } = ca;
  const { one } = twoIssued(sandbox);
  await run('sync');
  const waiting = sandbox.scmState.certificates().find(({ status }) => status === 'Requested');
  const id = String(waiting?.sslId);
  await sandbox.scmState.decide(Number(id), 'issue');
  sandbox.setKnobs({ collectedInstead: [{ sslId: Number(id), instead: Number(one) }] });
  expect(await run('pending')).toMatchObject({ code: 3, stderr: expect.stringContaining(`Request ${id}`) });
  sandbox.setKnobs({ collectedInstead: [] });
  expect((await run('pending')).code).toBe(0);
  await expectOwn(ca, id);
});

test('what an older version kept is compared once with everything that SCM has, and repaired', async () => {
  const ca = await startCa();
  const { run, sandbox } = ca;
  const { one, other } = twoIssued(sandbox);
  await run('sync');
  // A certificate that belongs to no request of the database.
  tamper(
    ca,
    `UPDATE request SET certificate = (SELECT certificate FROM request WHERE id = '${other}') WHERE id = '${one}';
     UPDATE certificate SET request_id = '${one}' WHERE request_id = '${other}';
     DELETE FROM status_change WHERE request_id = '${other}';
     DELETE FROM request WHERE id = '${other}';`,
  );
  await writeAsFirstVersion(ca);
  const { exported, own } = await serialsOf(ca, one);
  expect(exported).not.toBe(own);
  expect(await run('sync')).toMatchObject({ code: 0, stdout: expect.stringContaining('1 new, 1 changed') });
  await expectOwn(ca, one, other);
  sandbox.requests.clear();
  expect(await run('sync')).toMatchObject({ code: 0, stdout: expect.stringContaining('0 new, 0 changed') });
  expect(sandbox.requests.list().map(({ operation }) => operation)).not.toContain('collectSsl');
});

test('certificates that two requests have of each other are found by an incremental synchronization', async () => {
  const ca = await startCa();
  const ids = twoIssued(ca.sandbox);
  await ca.run('sync');
  tamper(ca, swap(ids));
  expect(await ca.run('sync')).toMatchObject({ code: 0, stdout: expect.stringContaining('2 changed') });
  await expectOwn(ca, ids.one, ids.other);
});
