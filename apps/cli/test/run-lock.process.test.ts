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
  readonly pid: number | undefined;
  readonly state: string;
  readonly tookOver?: string;
  readonly owner?: { readonly pid: number };
  readonly end: () => Promise<unknown>;
  /** Ends it at once, as a power failure would. */
  readonly kill: () => Promise<unknown>;
}

/** Attempts to take the lock in a process of its own, which lives until told to end and never releases it. */
async function acquireInProcess(): Promise<LockProcess> {
  const script = `
    const { acquireRunLock } = await import(${JSON.stringify(module)});
    const lock = await acquireRunLock({ directory: ${JSON.stringify(directory)}, command: 'sctokf' });
    process.stdout.write(JSON.stringify(lock));
    process.stdin.resume();
  `;
  const child = spawn(
    process.execPath,
    ['--conditions=@certbridge/source', '--input-type=module', '--eval', script],
    {
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  );
  const ended = once(child, 'exit');
  const [lock] = await once(child.stdout, 'data');
  const end = () => {
    child.stdin.end();
    return ended;
  };
  const kill = () => {
    child.kill('SIGKILL');
    return ended;
  };
  return { ...JSON.parse(String(lock)), pid: child.pid, end, kill };
}

test.each([
  ['no lock', undefined],
  ['the lock of a dead process', { pid: 2 ** 22 - 1, startedAt: new Date().toISOString() }],
  [
    'an expired lock',
    { pid: process.pid, startedAt: new Date().toISOString(), expiresAt: '2025-06-03T02:00:00Z' },
  ],
])('of several processes that find %s at the same time exactly one gets it', async (_, left) => {
  if (left !== undefined) {
    const owner = { ...left, host: hostname(), command: 'sctokf' };
    await writeFile(path.join(directory, 'certbridge.lock'), JSON.stringify(owner));
  }
  const processes = await Promise.all(Array.from({ length: 5 }, acquireInProcess));
  const states = processes.map(({ state }) => state).sort();
  expect(states).toEqual(['acquired', 'busy', 'busy', 'busy', 'busy']);
  const winner = processes.find(({ state }) => state === 'acquired');
  for (const { owner } of processes.filter(({ state }) => state === 'busy')) {
    expect(owner?.pid).toBe(winner?.pid);
  }
  expect(await readdir(directory)).toEqual(['certbridge.lock']);
  await Promise.all(processes.map(({ end }) => end()));
});

test.each(['end', 'kill'] as const)(
  'the lock of a process that ended (%s) without releasing it is taken over, with the reason',
  async (how) => {
    const first = await acquireInProcess();
    await first[how]();
    expect(await readdir(directory)).toEqual(['certbridge.lock']);
    const second = await acquireInProcess();
    await second.end();
    expect([first.state, second.state]).toEqual(['acquired', 'acquired']);
    expect(second.tookOver).toMatch(
      new RegExp(`^The lock of process ${first.pid} on .+ was left behind: that process has ended\\.$`),
    );
  },
);
