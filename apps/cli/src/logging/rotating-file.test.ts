import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { logFile } from './log-settings.ts';
import { openRotatingFile } from './rotating-file.ts';

let folder: string;
let settings: ReturnType<typeof logFile>;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'certbridge-rotate-'));
  settings = {
    ...logFile(path.join(folder, 'logs', 'a.log'), 'info'),
    archiveAboveSize: 10,
    maxArchiveFiles: 2,
  };
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

function write(...lines: string[]): void {
  const file = openRotatingFile(settings);
  for (const line of lines) file.write(line);
  file.close();
}

const archive = () => path.join(folder, 'logs', 'Archive');
const read = (file: string) => readFile(file, 'utf8');

test('lines are appended, also by a later run', async () => {
  write('1\n');
  write('2\n');
  expect(await read(settings.file)).toBe('1\n2\n');
});

test('a file of exactly the limit stays; one more byte sets it aside', async () => {
  write('12345\n', '789\n');
  expect(await readdir(path.join(folder, 'logs'))).toEqual(['a.log']);
  write('x');
  expect(await read(settings.file)).toBe('x');
  expect(await read(path.join(archive(), 'a.log.0.log'))).toBe('12345\n789\n');
});

test('archives move up and the oldest is dropped', async () => {
  write('1-3456789\n', '2-3456789\n', '3-3456789\n', '4-3456789\n');
  expect(await read(settings.file)).toBe('4-3456789\n');
  expect((await readdir(archive())).sort()).toEqual(['a.log.0.log', 'a.log.1.log']);
  expect(await read(path.join(archive(), 'a.log.0.log'))).toBe('3-3456789\n');
  expect(await read(path.join(archive(), 'a.log.1.log'))).toBe('2-3456789\n');
});

test('a line above the limit stands alone in its file', async () => {
  write('12345678901234567890\n', 'x\n');
  expect(await read(path.join(archive(), 'a.log.0.log'))).toBe('12345678901234567890\n');
  expect(await read(settings.file)).toBe('x\n');
});

test('a size in bytes is meant, not in characters', async () => {
  write('ääää\n', 'ä\n');
  expect(await read(settings.file)).toBe('ä\n');
});

test('where the file cannot be set aside, lines go on to it', async () => {
  await mkdir(path.join(folder, 'logs'));
  await writeFile(archive(), 'a file where the folder should be');
  write('12345678\n', 'abcdefgh\n', 'x\n');
  expect(await read(settings.file)).toBe('12345678\nabcdefgh\nx\n');
});

test('a folder that cannot be made is an error', async () => {
  await writeFile(path.join(folder, 'logs'), '');
  expect(() => openRotatingFile(settings)).toThrow(/EEXIST|ENOTDIR/);
});
