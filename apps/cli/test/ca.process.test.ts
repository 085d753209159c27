import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { startCa } from './ca-workplace.ts';
import { program, programEnv } from './program.ts';

/** Starts the program as its own process. */
function start(cwd: string, argv: readonly string[]) {
  const child = spawn(process.execPath, [program, 'ca', ...argv], {
    cwd,
    env: programEnv,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const result = Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]).then(
    ([stdout, stderr, [code]]) => ({ stdout, stderr, code: code as number | null }),
  );
  return { child, result };
}

test('a synchronization that is killed at any moment and run again loses and doubles nothing', async () => {
  const ca = await startCa({ certificates: 300 });
  const { base, configDir } = ca.workplace;
  ca.sandbox.setKnobs({ latencyMs: 10 });
  const found: number[] = [];
  for (const requests of [1, 40, 80, 120, 160]) {
    ca.sandbox.requests.clear();
    const { child, result } = start(base, ['sync', '--concurrency', '2']);
    while (ca.sandbox.requests.list().length < requests) await delay(5);
    child.kill('SIGKILL');
    await result;
    const list = await ca.run('list', '--json');
    found.push(list.code === 0 ? list.json().requests.length : 0);
  }
  ca.sandbox.setKnobs({ latencyMs: 0 });
  const last = (await ca.run('sync', '--json')).json();
  expect(last).toMatchObject({ exitCode: 0, result: 'completed', lastSync: null });
  const { requests } = (await ca.run('list', '--json')).json();
  const ids = requests.map(({ id }: { id: string }) => Number(id));
  expect(ids).toEqual(ca.sandbox.scmState.certificates().map(({ sslId }) => sslId));
  // What a killed run had kept is not new any more.
  expect(Math.max(...found)).toBeGreaterThan(0);
  expect(last.counts.added).toBe(ids.length - Math.max(...found));
  const database = new DatabaseSync(path.join(configDir, 'ca.db'));
  expect(database.prepare('SELECT count(*) AS n FROM status_change').get()).toEqual({ n: ids.length });
  expect(database.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
  database.close();
});

test('an order whose process was killed before its response came is found, and not placed again', async () => {
  const ca = await startCa();
  await ca.run('sync');
  const argv = ['--csr', await ca.writeCsr('www.corp.example'), '--product', '1001'];
  const order = [...argv, '--set', 'Organization=Corp Services', '--set', 'Cost Center=CC-1'];
  const { child, result } = start(ca.workplace.base, ['enroll', ...order]);
  // SCM has done what it was asked for then, and sends its response to nobody.
  const ignore = ca.sandbox.onRequest(async ({ operation, phase }) => {
    if (operation !== 'enrollSsl' || phase !== 'responding') return;
    child.kill('SIGKILL');
    await result;
  });
  await result;
  ignore();
  const before = ca.sandbox.scmState.size;
  const again = await ca.run('enroll', ...order, '--json');
  // It was not issued yet when it was looked for, or it was: either way nothing is ordered a second time.
  expect([0, 4]).toContain(again.code);
  expect(ca.sandbox.scmState.size).toBe(before);
  const orders = ca.sandbox.requests.list().filter(({ operation }) => operation === 'enrollSsl');
  expect(orders).toHaveLength(1);
});

test('a second synchronization at the same time is refused, an order is not', async () => {
  const ca = await startCa({ certificates: 200 });
  const { child, result } = start(ca.workplace.base, ['sync', '--concurrency', '1']);
  const underWay = new Promise<void>((resolve) => {
    // It makes one request at a time, so that it goes no further than this one.
    ca.sandbox.onRequest(async ({ phase, number }) => {
      if (phase !== 'arrived' || number !== 3) return;
      resolve();
      await result;
    });
  });
  await Promise.race([underWay, result]);
  const second = await ca.run('sync', '--json');
  expect(second.code).toBe(4);
  expect(second.json().problems[0].message).toContain(`process ${child.pid}`);
  expect((await ca.enroll('www.corp.example')).code).toBe(0);
  child.kill();
  const { code, stdout } = await result;
  // On Windows every signal kills.
  if (process.platform !== 'win32') {
    expect(code).toBe(130);
    expect(stdout).toContain('Synchronization not finished');
  }
});
