import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, rmdir, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { RunLockWorld } from './run-lock/run-lock-world.ts';
import { acquireRunLock, type RunLock, runLockName } from './run-lock.ts';

const start = Date.parse('2025-06-03T02:00:00Z');
const minute = 60 * 1000;
const hour = 60 * minute;
const world: RunLockWorld = {
  now: () => now,
  pid: 100,
  host: 'here',
  bootTime: start - 24 * hour,
  isAlive: (pid) => pid === 200,
  every: (_, work) => {
    renewals.add(work);
    return () => renewals.delete(work);
  },
};

let now: number;
let renewals: Set<() => Promise<void>>;
let directory: string;
let file: string;
beforeEach(async () => {
  now = start;
  renewals = new Set();
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

/** Lets time pass, and then the locks look after themselves once. */
async function pass(time: number): Promise<void> {
  now += time;
  await Promise.all([...renewals].map((renew) => renew()));
}

async function ownerOf(lock: string): Promise<unknown> {
  return JSON.parse(await readFile(lock, 'utf8'));
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
    expiresAt: '2025-06-03T02:30:00.000Z',
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
      'when it is from another machine, without expiry, and over 24 hours old',
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

describe.each(['here', 'there'])('the lock of a process that seems to run on %s', (host) => {
  const owner = { pid: 200, host, expiresAt: '2025-06-03T02:00:00.000Z' };

  test('counts until it expires', async () => {
    await leave(owner);
    expect(await acquire()).toMatchObject({ state: 'busy', owner });
  });

  test('is taken over when it has expired', async () => {
    await leave(owner);
    now += 1;
    const lock = await acquired();
    expect(lock.tookOver).toBe(
      `The lock of process 200 on ${host}, started 2025-06-03T01:00:00.000Z, had expired at 2025-06-03T02:00:00.000Z without being renewed.`,
    );
    expect(await readdir(directory)).toEqual([runLockName]);
    await lock.release();
  });
});

test('a lock whose process has ended does not wait for its expiry', async () => {
  await leave({ pid: 300, host: 'here', expiresAt: '2025-06-03T02:30:00.000Z' });
  const lock = await acquired();
  expect(lock.tookOver).toContain('that process has ended');
  await lock.release();
});

test.each([5, 'soon', null])('an expiry that is none, %j, is as if there were none', async (expiresAt) => {
  await leave({ pid: 200, host: 'here', expiresAt });
  expect(await acquire()).toMatchObject({ state: 'busy' });
});

describe('of runs that find the same lock at the same time', () => {
  const stale = { pid: 300, host: 'here' };
  const claimOf = (text: string) => `${file}.${createHash('sha256').update(text).digest('hex').slice(0, 16)}`;

  test('one that comes second is told who takes it over', async () => {
    await leave(stale);
    const claim = { pid: 200, host: 'here', startedAt: '2025-06-03T02:00:00.000Z', command: 'sctokf' };
    await writeFile(claimOf(await readFile(file, 'utf8')), JSON.stringify(claim));
    expect(await acquire()).toMatchObject({ state: 'busy', owner: claim });
  });

  test('one that died while it took the lock over is no hindrance', async () => {
    await leave(stale);
    const claim = { pid: 400, host: 'here', startedAt: '2025-06-03T02:00:00.000Z', command: 'sctokf' };
    await writeFile(claimOf(await readFile(file, 'utf8')), JSON.stringify(claim));
    const lock = await acquired();
    expect(lock.tookOver).toContain('process 300');
    expect(await readdir(directory)).toEqual([runLockName]);
    await lock.release();
  });
});

describe('a lock that is held', () => {
  test('is renewed for as long as it is held, and not after its release', async () => {
    const lock = await acquired();
    for (let minutes = 1; minutes <= 90; minutes += 1) await pass(minute);
    expect(await ownerOf(file)).toMatchObject({
      pid: 100,
      startedAt: '2025-06-03T02:00:00.000Z',
      expiresAt: '2025-06-03T04:00:00.000Z',
    });
    expect(await readdir(directory)).toEqual([runLockName]);
    expect(await acquire({ pid: 300, isAlive: () => true })).toMatchObject({ state: 'busy' });
    await lock.release();
    expect(renewals.size).toBe(0);
    expect(lock.lost.aborted).toBe(false);
    expect(await readdir(directory)).toEqual([]);
  });

  test('is not left behind by a renewal that is under way at its release', async () => {
    const lock = await acquired();
    const renewing = pass(minute);
    await lock.release();
    await renewing;
    expect(await readdir(directory)).toEqual([]);
  });

  test.each([30 * minute, 30 * minute + 1, 3 * 24 * hour])(
    'goes on after a pause of %d ms in which nobody took it over',
    async (pause) => {
      const lock = await acquired();
      await pass(pause);
      expect(lock.lost.aborted).toBe(false);
      expect(await ownerOf(file)).toMatchObject({
        pid: 100,
        expiresAt: new Date(start + pause + 30 * minute).toISOString(),
      });
      expect(await readdir(directory)).toEqual([runLockName]);
      await lock.release();
      expect(await readdir(directory)).toEqual([]);
    },
  );

  test.each([minute, 31 * minute])(
    'is lost when another run took it over within %d ms, and then stays with that',
    async (pause) => {
      const lock = await acquired();
      await leave({ pid: 200, host: 'there' });
      const taken = await ownerOf(file);
      await pass(pause);
      expect(lock.lost.aborted).toBe(true);
      expect(lock.lost.reason).toMatchObject({
        message: `Process 200 on there, started 2025-06-03T01:00:00.000Z (kftosc), took over the lock ${file} of this run. This run stops; that one does what is left.`,
      });
      expect(renewals.size).toBe(0);
      await lock.release();
      expect(await ownerOf(file)).toEqual(taken);
      await rm(file);
      const again = await acquired();
      await again.release();
    },
  );

  test.each([minute, 31 * minute])('is lost when its file was deleted within %d ms', async (pause) => {
    const lock = await acquired();
    await rm(file);
    await pass(pause);
    expect(lock.lost.reason).toMatchObject({
      message: expect.stringContaining('was deleted or overwritten, so another run may have begun.'),
    });
    await lock.release();
    expect(await readdir(directory)).toEqual([]);
  });

  test('is lost when another run of the same process number took it over', async () => {
    const lock = await acquired();
    await leave({ pid: 100, host: 'here', startedAt: '2025-06-03T02:00:00.000Z', command: 'sctokf' });
    await pass(minute);
    expect(lock.lost.aborted).toBe(true);
    await lock.release();
    expect(await readdir(directory)).toEqual([runLockName]);
  });

  test('that cannot be read is lost only when it has expired', async () => {
    const lock = await acquired();
    await rm(file);
    await mkdir(file);
    await pass(30 * minute);
    expect(lock.lost.aborted).toBe(false);
    await pass(1);
    expect(lock.lost.reason).toMatchObject({
      message: expect.stringContaining('could not be read and renewed before it expired'),
    });
    await lock.release();
  });
});

test('a lock without expiry from another machine counts for 24 hours', async () => {
  await leave({ pid: 300, host: 'there', startedAt: '2025-06-02T02:00:00.000Z' });
  expect(await acquire()).toMatchObject({ state: 'busy', owner: { host: 'there' } });
});

test('a lock that someone else took over meanwhile stays', async () => {
  const lock = await acquired();
  await leave({ pid: 200, host: 'there' });
  await lock.release();
  expect(await readdir(directory)).toEqual([runLockName]);
});

test('a directory that cannot be written has no lock', async () => {
  await writeFile(path.join(directory, 'file'), '');
  expect(
    await acquireRunLock({ directory: path.join(directory, 'file'), command: 'x' }, world),
  ).toMatchObject({
    state: 'unavailable',
  });
});

test('what is not a file is no lock, and is left alone', async () => {
  await mkdir(file);
  await expect(acquire()).rejects.toThrow(`${file}: this is a folder, not a file`);
  await rmdir(file);
  const lock = await acquire();
  expect(lock.state).toBe('acquired');
  if (lock.state === 'acquired') await lock.release();
});
