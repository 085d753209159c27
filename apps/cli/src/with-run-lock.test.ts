import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ProgramError } from './configuration-error.ts';
import { runLockName } from './run-lock.ts';
import { describeLoss, withRunLock } from './with-run-lock.ts';

let folder: string;
let interruption: AbortController;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'certbridge-lock-'));
  interruption = new AbortController();
});
afterEach(async () => {
  vi.useRealTimers();
  await rm(folder, { recursive: true, force: true });
});

/** Does work under the lock of the folder. */
function locked<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  return withRunLock({ directory: folder, command: 'sync' }, { signal: interruption.signal, work });
}

/** Work that goes on until its signal ends it, as the engine does, and when it has begun. */
function longWork() {
  let begin = () => {};
  const begun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const work = (signal: AbortSignal) =>
    new Promise<string | undefined>((resolve) => {
      signal.addEventListener('abort', () => resolve(describeLoss(signal, interruption.signal)));
      begin();
    });
  return { work, begun };
}

test('the lock is there while the work is done, and gone afterwards', async () => {
  const result = await locked(async () => {
    expect(await readdir(folder)).toEqual([runLockName]);
    return 'done';
  });
  expect(result).toBe('done');
  expect(await readdir(folder)).toEqual([]);
});

test('the lock is gone after work that throws', async () => {
  const working = locked(() => Promise.reject(new RangeError('no')));
  await expect(working).rejects.toThrow('no');
  expect(await readdir(folder)).toEqual([]);
});

test('where another run has the lock nothing is done, and its owner is named', async () => {
  await locked(async () => {
    const error = await locked(async () => 'done').catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ProgramError);
    const message = expect.stringContaining(`process ${process.pid}`);
    expect(error).toMatchObject({ exitCode: 4, problems: [{ message }] });
  });
});

test('a lost lock ends the work, and it can be said why', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  const { work, begun } = longWork();
  const working = locked(work);
  await begun;
  const file = path.join(folder, runLockName);
  const owner = { pid: 4711, host: 'elsewhere', startedAt: new Date().toISOString(), command: 'sctokf' };
  await writeFile(file, JSON.stringify(owner));
  await vi.advanceTimersByTimeAsync(60_000);
  expect(await working).toContain('Process 4711 on elsewhere');
  expect(await readdir(folder)).toEqual([runLockName]);
});

test('an interruption stays one', async () => {
  const { work, begun } = longWork();
  const working = locked(work);
  await begun;
  interruption.abort();
  expect(await working).toBeUndefined();
});
