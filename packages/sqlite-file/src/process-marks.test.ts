import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ProcessMarks } from './process-marks.ts';

async function databaseFile(): Promise<string> {
  const directory = await mkdtemp(path.join(tmpdir(), 'sqlite-file-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true, maxRetries: 5 }));
  const file = path.join(directory, 'ca.db');
  await writeFile(file, '');
  return file;
}

function marksOf(file: string): ProcessMarks {
  const marks = new ProcessMarks(file);
  onTestFinished(() => marks.close());
  return marks;
}

function nameOf(marks: ProcessMarks): string {
  const name = marks.own();
  if (name === undefined) throw new Error('it has no mark');
  return name;
}

/** Another process with a mark. */
async function otherProcess(file: string): Promise<{ readonly child: ChildProcess; readonly name: string }> {
  const name = 'other';
  const code = `
    const lock = new (require('node:sqlite').DatabaseSync)(${JSON.stringify(`${file}-process-${name}`)});
    lock.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
    console.log('locked');
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  return { child, name };
}

test('a process runs until it closes its mark', async () => {
  const file = await databaseFile();
  const [marks, others] = [marksOf(file), marksOf(file)];
  const name = nameOf(marks);
  expect(marks.own()).toBe(name);
  expect([marks.isRunning(name), others.isRunning(name)]).toEqual([true, true]);
  expect(nameOf(others)).not.toBe(name);
  marks.close();
  expect(others.isRunning(name)).toBe(false);
});

test('another process runs until it is killed, and its mark is removed by the next one', async () => {
  const file = await databaseFile();
  const marks = marksOf(file);
  const { child, name } = await otherProcess(file);
  nameOf(marks);
  expect(marks.isRunning(name)).toBe(true);
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(marks.isRunning(name)).toBe(false);
  expect(existsSync(`${file}-process-${name}`)).toBe(true);
  const next = marksOf(file);
  nameOf(next);
  expect(existsSync(`${file}-process-${name}`)).toBe(false);
  expect(marks.isRunning(nameOf(marks))).toBe(true);
  marks.close();
  next.close();
  expect(await readdir(path.dirname(file))).toEqual(['ca.db']);
});

test('a mark is found by whatever link leads to the database', async () => {
  const file = await databaseFile();
  const folder = path.join(path.dirname(file), 'linked');
  await mkdir(folder);
  const link = path.join(folder, 'other.db');
  await symlink(file, link);
  expect(marksOf(link).isRunning(nameOf(marksOf(file)))).toBe(true);
});

test("a process that is not known by a mark has ended, and one whose mark can't be read may run", async () => {
  const file = await databaseFile();
  const marks = marksOf(file);
  await mkdir(`${file}-process-odd`);
  expect([marks.isRunning('unknown'), marks.isRunning('odd')]).toEqual([false, true]);
});

test.skipIf(process.platform === 'win32').each([
  ['removed', (mark: string) => rm(mark)],
  [
    'replaced',
    async (mark: string) => {
      await rename(mark, `${mark}.old`);
      await writeFile(mark, '');
    },
  ],
])('a mark that was %s is made anew, and that is told once', async (_, change) => {
  const file = await databaseFile();
  let told = 0;
  const marks = new ProcessMarks(file, { onRemoved: () => (told += 1) });
  onTestFinished(() => marks.close());
  const others = marksOf(file);
  const name = nameOf(marks);
  const mark = `${file}-process-${name}`;
  await change(mark);
  expect(others.isRunning(name)).toBe(false);
  await expect.poll(() => others.isRunning(name), { timeout: 30_000 }).toBe(true);
  expect([marks.own(), told]).toEqual([name, 1]);
  marks.close();
  expect([others.isRunning(name), existsSync(mark)]).toEqual([false, false]);
});

test('a database in memory has no other process', () => {
  const marks = marksOf(':memory:');
  expect([marks.own(), marks.isRunning('x')]).toEqual([undefined, false]);
});
