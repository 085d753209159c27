import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeFilesTogether } from './write-files-together.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'certbridge-together-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const files = ['a.key', 'b.pem', 'c.json'].map((name) => ({ name, text: `new ${name}`, mode: 0o600 }));
const read = (name: string) => readFile(path.join(folder, name), 'utf8');

test('files are written in the places of those that are there, with their own permissions', async () => {
  await writeFile(path.join(folder, 'a.key'), 'old');
  await chmod(path.join(folder, 'a.key'), 0o644);
  await writeFile(path.join(folder, 'elsewhere'), 'of somebody else');
  await symlink('elsewhere', path.join(folder, 'b.pem'));
  await writeFilesTogether(folder, files);
  expect((await readdir(folder)).sort()).toEqual(['a.key', 'b.pem', 'c.json', 'elsewhere']);
  for (const { name, text } of files) expect(await read(name)).toBe(text);
  expect(await read('elsewhere')).toBe('of somebody else');
  if (process.platform !== 'win32') expect((await stat(path.join(folder, 'a.key'))).mode & 0o777).toBe(0o600);
});

test.each(files.map(({ name }) => name))("none is written where %s can't be", async (name) => {
  const others = files.filter((file) => file.name !== name).slice(0, 1);
  for (const other of others) await writeFile(path.join(folder, other.name), 'old', { mode: 0o644 });
  await mkdir(path.join(folder, name));
  const before = (await readdir(folder)).sort();
  await expect(writeFilesTogether(folder, files)).rejects.toMatchObject({
    exitCode: 2,
    problems: [{ file: path.join(folder, name), message: expect.stringContaining('EISDIR') }],
  });
  expect((await readdir(folder)).sort()).toEqual(before);
  for (const other of others) expect(await read(other.name)).toBe('old');
});
