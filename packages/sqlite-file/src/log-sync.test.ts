import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { LogSync } from './log-sync.ts';

type Done = (error: Error | null) => void;

let folder: string;
const waiting: Done[] = [];

vi.mock('node:fs', async (original) => {
  const actual = await original<typeof fs>();
  return { ...actual, default: actual, fdatasync: (_: number, done: Done) => void waiting.push(done) };
});

beforeEach(() => {
  folder = fs.mkdtempSync(join(tmpdir(), 'certbridge-log-'));
  fs.writeFileSync(join(folder, 'a-wal'), '');
});
afterEach(() => {
  waiting.length = 0;
  fs.rmSync(folder, { recursive: true, force: true });
});

/** Tells which of several have been resolved. */
function watch(...syncs: readonly Promise<void>[]): boolean[] {
  const done = syncs.map(() => false);
  for (const [index, sync] of syncs.entries()) void sync.then(() => (done[index] = true)).catch(() => {});
  return done;
}

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

test('what is committed while a sync runs waits for the next one, and shares it', async () => {
  const log = new LogSync(join(folder, 'a-wal'));
  const first = log.sync();
  await turn();
  const [second, third] = [log.sync(), log.sync()];
  const done = watch(first, second, third);
  await turn();
  expect(waiting).toHaveLength(1);
  expect(done).toEqual([false, false, false]);
  waiting[0]?.(null);
  await turn();
  expect(done).toEqual([true, false, false]);
  expect(waiting).toHaveLength(2);
  waiting[1]?.(null);
  await turn();
  expect(done).toEqual([true, true, true]);
  log.close();
});

test('a sync that fails fails those that waited for it, and not the next', async () => {
  const log = new LogSync(join(folder, 'a-wal'));
  const first = log.sync();
  await turn();
  const second = log.sync();
  waiting[0]?.(new Error('disk'));
  await expect(first).rejects.toThrow('disk');
  await turn();
  waiting[1]?.(null);
  await expect(second).resolves.toBeUndefined();
  log.close();
});

test('a log that is not there fails the sync', async () => {
  const log = new LogSync(join(folder, 'none'));
  await expect(log.sync()).rejects.toThrow('ENOENT');
  log.close();
});
