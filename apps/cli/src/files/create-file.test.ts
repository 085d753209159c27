import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createFile } from './create-file.ts';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'certbridge-create-'));
  file = path.join(folder, 'new.txt');
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

test('of several that create a file at the same time one does, and the others leave it as it is', async () => {
  const texts = Array.from({ length: 8 }, (_, index) => `text ${index}`);
  const created = await Promise.all(texts.map((text) => createFile(file, text)));
  expect(created.filter(Boolean)).toHaveLength(1);
  expect(await readFile(file, 'utf8')).toBe(texts[created.indexOf(true)]);
  expect(await readdir(folder)).toEqual(['new.txt']);
});

test('a folder that does not exist is an error of the system', async () => {
  await expect(createFile(path.join(folder, 'none', 'x'), '')).rejects.toMatchObject({ code: 'ENOENT' });
});

if (process.platform !== 'win32') {
  test('a file gets the permissions asked for', async () => {
    await createFile(file, '', 0o600);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });
}
