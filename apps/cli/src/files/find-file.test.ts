import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findFile } from './find-file.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'certbridge-find-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

test('a file is found whatever the letter case of its name', async () => {
  await writeFile(path.join(folder, 'NLog.config'), '');
  expect(await findFile(folder, 'nlog.config')).toBe(path.join(folder, 'NLog.config'));
});

test('the exact name wins', async () => {
  await writeFile(path.join(folder, 'Config.json'), '');
  await writeFile(path.join(folder, 'config.json'), '');
  expect(await findFile(folder, 'config.json')).toBe(path.join(folder, 'config.json'));
});

test('without such a file, or without the folder, the path of the exact name is returned', async () => {
  expect(await findFile(folder, 'config.json')).toBe(path.join(folder, 'config.json'));
  expect(await findFile(path.join(folder, 'none'), 'a')).toBe(path.join(folder, 'none', 'a'));
});
