import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';

const module = pathToFileURL(path.join(import.meta.dirname, '../src/run-lock.ts')).href;

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'certbridge-locks-'));
});
afterEach(async () => {
  await rm(directory, { recursive: true, force: true });
});

interface LockProcess {
  readonly state: string;
  readonly end: () => Promise<unknown>;
}

/** Tries to take the lock in a process of its own, which lives until told to end and never releases it. */
async function acquireInProcess(): Promise<LockProcess> {
  const script = `
    const { acquireRunLock } = await import(${JSON.stringify(module)});
    const lock = await acquireRunLock({ directory: ${JSON.stringify(directory)}, command: 'sctokf' });
    process.stdout.write(lock.state);
    process.stdin.resume();
  `;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const [state] = await once(child.stdout, 'data');
  const end = () => {
    child.stdin.end();
    return ended;
  };
  return { state: String(state), end };
}

test('of several processes that find a stale lock exactly one takes it over', async () => {
  const stale = {
    pid: 2 ** 22 - 1,
    host: hostname(),
    startedAt: new Date().toISOString(),
    command: 'sctokf',
  };
  await writeFile(path.join(directory, 'certbridge.lock'), JSON.stringify(stale));
  const processes = await Promise.all(Array.from({ length: 5 }, acquireInProcess));
  expect(processes.map(({ state }) => state).sort()).toEqual(['acquired', 'busy', 'busy', 'busy', 'busy']);
  expect(await readdir(directory)).toEqual(['certbridge.lock']);
  await Promise.all(processes.map(({ end }) => end()));
});

test('the lock of a process that ended without releasing it is taken over', async () => {
  const first = await acquireInProcess();
  await first.end();
  expect(await readdir(directory)).toEqual(['certbridge.lock']);
  const second = await acquireInProcess();
  await second.end();
  expect([first.state, second.state]).toEqual(['acquired', 'acquired']);
});
