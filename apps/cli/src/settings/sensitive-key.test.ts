import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inspect } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ConfigurationError } from '../configuration-error.ts';
import { loadSensitiveKey } from './sensitive-key.ts';

let folder: string;
let stateFile: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'certbridge-key-'));
  stateFile = path.join(folder, 'certbridge.db');
  file = `${stateFile}.key`;
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

function load(state = stateFile): Promise<Uint8Array> {
  return loadSensitiveKey(state, { create: true });
}

const known = Buffer.from(Array.from({ length: 32 }, (_, index) => 255 - index)).toString('base64url');

test('a key is created once, and is the same ever after', async () => {
  const key = await load();
  expect(key).toHaveLength(32);
  expect(await readFile(file, 'utf8')).toBe(`${Buffer.from(key).toString('base64url')}\n`);
  expect(await readdir(folder)).toEqual(['certbridge.db.key']);
  expect(await load()).toEqual(key);
});

test('a key that is not to be created is of use once, and one that is there is read', async () => {
  const once = await loadSensitiveKey(stateFile, { create: false });
  expect(once).toHaveLength(32);
  expect(await readdir(folder)).toEqual([]);
  const kept = await load();
  expect(kept).not.toEqual(once);
  expect(await loadSensitiveKey(stateFile, { create: false })).toEqual(kept);
});

test('every state file has a key of its own', async () => {
  const key = await load();
  expect(await load(path.join(folder, 'other.db'))).not.toEqual(key);
});

test('several that create it at the same time have the same key', async () => {
  const keys = await Promise.all(Array.from({ length: 8 }, () => load()));
  expect(new Set(keys.map((key) => Buffer.from(key).toString('base64url'))).size).toBe(1);
  expect(await readdir(folder)).toEqual(['certbridge.db.key']);
});

test.each([known, `${known}\n`, `\uFEFF${known}\r\n`])(
  'a key as an editor saved it is read: %j',
  async (text) => {
    await writeFile(file, text);
    expect(Buffer.from(await load()).toString('base64url')).toBe(known);
  },
);

test.each([
  ['no text', ''],
  ['31 bytes', Buffer.alloc(31, 7).toString('base64url')],
  ['33 bytes', Buffer.alloc(33, 7).toString('base64url')],
  ['a character too many', `${known}A`],
  ['a character that base64url does not have', `${known.slice(0, 20)}!${known.slice(21)}`],
  ['two lines', `${known}\n${known}`],
])('a file with %s is damaged, and is reported without its text', async (_, text) => {
  await writeFile(file, text);
  const error = await load().catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ConfigurationError);
  expect(error).toMatchObject({
    problems: [{ file, remedy: expect.stringContaining('Put it back from a backup, or delete it.') }],
  });
  expect(inspect(error, { depth: Number.POSITIVE_INFINITY })).not.toContain(known.slice(0, 10));
  expect(await readFile(file, 'utf8')).toBe(text);
});

test('a key file that cannot be read is reported', async () => {
  await mkdir(file);
  await expect(load()).rejects.toMatchObject({
    problems: [{ file, message: 'this is a folder, not a file' }],
  });
});

test('a folder that does not exist is reported', async () => {
  const elsewhere = path.join(folder, 'none', 'certbridge.db');
  await expect(load(elsewhere)).rejects.toMatchObject({
    problems: [
      {
        file: `${elsewhere}.key`,
        message: "the key for values of sensitive fields can't be created (ENOENT)",
      },
    ],
  });
});

if (process.platform !== 'win32') {
  test('a new key can be read by its owner alone', async () => {
    await load();
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  test('the permissions of a key that is there stay', async () => {
    await writeFile(file, known);
    await chmod(file, 0o640);
    await load();
    expect((await stat(file)).mode & 0o777).toBe(0o640);
  });
}
