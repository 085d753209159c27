import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { runLockName } from '../run-lock.ts';
import type { CommandRun } from './command-run.ts';
import { NotStarted } from './not-started.ts';
import type { AnySummary, Outcome } from './outcome.ts';
import { withRunLock } from './with-run-lock.ts';

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

function runOf(dryRun = false): CommandRun {
  const io = { signal: interruption.signal };
  return { configDirectory: folder, command: 'both', dryRun, io } as CommandRun;
}

const ended = (exitCode: AnySummary['exitCode']): Outcome<AnySummary> => {
  return { ran: true, summary: { exitCode, problems: [] } };
};

/** Work that goes on until its signal ends it, as the engine does, and when it has begun. */
function longWork() {
  let begin = () => {};
  const begun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const work = (signal: AbortSignal) =>
    new Promise<Outcome<AnySummary>>((resolve) => {
      signal.addEventListener('abort', () => resolve(ended(130)));
      begin();
    });
  return { work, begun };
}

test('the lock is there while the work is done, and gone afterwards', async () => {
  const outcome = await withRunLock(runOf(), async () => {
    expect(await readdir(folder)).toEqual([runLockName]);
    return ended(0);
  });
  expect(outcome).toEqual(ended(0));
  expect(await readdir(folder)).toEqual([]);
});

test('the lock is gone after work that throws', async () => {
  const working = withRunLock(runOf(), () => Promise.reject(new RangeError('no')));
  await expect(working).rejects.toThrow('no');
  expect(await readdir(folder)).toEqual([]);
});

test('a dry run takes no lock', async () => {
  await withRunLock(runOf(true), async () => {
    expect(await readdir(folder)).toEqual([]);
    return ended(0);
  });
});

test('where another run has the lock nothing is done, and its owner is named', async () => {
  await withRunLock(runOf(), async () => {
    const error = await withRunLock(runOf(), async () => ended(0)).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(NotStarted);
    const message = expect.stringContaining(`process ${process.pid}`);
    expect(error).toMatchObject({ failure: { exitCode: 4, problems: [{ message }] } });
    return ended(0);
  });
});

test('a lost lock ends the work as a failure that says why', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  const { work, begun } = longWork();
  const working = withRunLock(runOf(), work);
  await begun;
  const file = path.join(folder, runLockName);
  const owner = { pid: 4711, host: 'elsewhere', startedAt: new Date().toISOString(), command: 'sctokf' };
  await writeFile(file, JSON.stringify(owner));
  await vi.advanceTimersByTimeAsync(60_000);
  const { summary } = await working;
  expect(summary.exitCode).toBe(1);
  expect(summary.problems).toMatchObject([{ message: expect.stringContaining('Process 4711 on elsewhere') }]);
  expect(await readdir(folder)).toEqual([runLockName]);
});

test('an interruption stays one', async () => {
  const { work, begun } = longWork();
  const working = withRunLock(runOf(), work);
  await begun;
  interruption.abort();
  expect(await working).toEqual(ended(130));
});
