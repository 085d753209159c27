import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { acquireRunLock, type RunLock, type RunLockWorld, runLockName } from './run-lock.ts';

const now = Date.parse('2025-06-03T02:00:00Z');
const hour = 60 * 60 * 1000;
const world: RunLockWorld = {
  now: () => now,
  pid: 100,
  host: 'here',
  bootTime: now - 24 * hour,
  isAlive: (pid) => pid === 200,
};

let directory: string;
let file: string;
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'certbridge-lock-'));
  file = path.join(directory, runLockName);
});
afterEach(async () => {
  await rm(directory, { recursive: true, force: true });
});

function acquire(others: Partial<RunLockWorld> = {}): Promise<RunLock> {
  return acquireRunLock({ directory, command: 'sctokf' }, { ...world, ...others });
}

async function acquired(others: Partial<RunLockWorld> = {}) {
  const lock = await acquire(others);
  if (lock.state !== 'acquired') throw new Error(`The lock is ${lock.state}.`);
  return lock;
}

function leave(owner: object): Promise<void> {
  return writeFile(
    file,
    JSON.stringify({ startedAt: '2025-06-03T01:00:00.000Z', command: 'kftosc', ...owner }),
  );
}

test('a lock is a file that names its owner, and goes with its release', async () => {
  const lock = await acquired();
  expect(lock.tookOver).toBeUndefined();
  expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({
    pid: 100,
    host: 'here',
    startedAt: '2025-06-03T02:00:00.000Z',
    command: 'sctokf',
  });
  expect(await readdir(directory)).toEqual([runLockName]);
  await lock.release();
  expect(await readdir(directory)).toEqual([]);
});

test('the defaults are those of this machine', async () => {
  const lock = await acquireRunLock({ directory, command: 'sctokf' });
  expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ pid: process.pid, host: hostname() });
  expect(lock.state).toBe('acquired');
  if (lock.state === 'acquired') await lock.release();
});

test('a lock whose process runs is busy, and is named', async () => {
  await leave({ pid: 200, host: 'here' });
  expect(await acquire()).toEqual({
    state: 'busy',
    file,
    owner: { pid: 200, host: 'here', startedAt: '2025-06-03T01:00:00.000Z', command: 'kftosc' },
  });
});

test('a lock that this process holds is busy', async () => {
  const lock = await acquired();
  expect(await acquire()).toMatchObject({ state: 'busy', owner: { pid: 100 } });
  await lock.release();
  const again = await acquired();
  await again.release();
});

test('of many runs at once exactly one gets the lock', async () => {
  for (const stale of [false, true]) {
    if (stale) await leave({ pid: 300, host: 'here' });
    const locks = await Promise.all(Array.from({ length: 8 }, () => acquire()));
    expect(locks.filter(({ state }) => state === 'acquired')).toHaveLength(1);
    expect(await readdir(directory)).toEqual([runLockName]);
    for (const lock of locks) if (lock.state === 'acquired') await lock.release();
  }
});

describe('a lock is taken over, with the reason', () => {
  test.each([
    ['when its process has ended', { pid: 300, host: 'here' }, 'that process has ended'],
    ['when its number is that of this process', { pid: 100, host: 'here' }, 'that process has ended'],
    [
      'when it is from before this machine started',
      { pid: 200, host: 'here', startedAt: '2025-06-02T01:58:00.000Z' },
      'before this machine started',
    ],
    [
      'when it is from another machine and over 24 hours old',
      { pid: 200, host: 'there', startedAt: '2025-06-02T01:59:59.999Z' },
      'older than 24 hours',
    ],
  ])('%s', async (_name, owner, reason) => {
    await leave(owner);
    const lock = await acquired();
    expect(lock.tookOver).toContain(reason);
    expect(await readdir(directory)).toEqual([runLockName]);
    await lock.release();
  });

  test.each(['', '{"pid": 1', '{"pid": "x", "host": "here"}', 'null'])(
    'when the file is damaged: %j',
    async (text) => {
      await writeFile(file, text);
      const lock = await acquired();
      expect(lock.tookOver).toContain('damaged');
      await lock.release();
    },
  );
});

test('a lock from another machine counts for 24 hours', async () => {
  await leave({ pid: 300, host: 'there', startedAt: '2025-06-02T02:00:00.000Z' });
  expect(await acquire()).toMatchObject({ state: 'busy', owner: { host: 'there' } });
});

test('a lock that someone else took over meanwhile stays', async () => {
  const lock = await acquired();
  await leave({ pid: 200, host: 'there' });
  await lock.release();
  expect(await readdir(directory)).toEqual([runLockName]);
});

test('a directory that can not be written has no lock', async () => {
  await writeFile(path.join(directory, 'file'), '');
  expect(
    await acquireRunLock({ directory: path.join(directory, 'file'), command: 'x' }, world),
  ).toMatchObject({
    state: 'unavailable',
  });
  await mkdir(file);
  await writeFile(path.join(file, 'x'), '');
  const lock = await acquire();
  expect(lock.state).not.toBe('busy');
  if (lock.state === 'acquired') await lock.release();
});
