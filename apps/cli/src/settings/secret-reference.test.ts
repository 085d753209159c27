import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { encodeText } from '../files/text-file.ts';
import { resolveSecret, type SecretContext } from './secret-reference.ts';

let context: SecretContext;
beforeEach(async () => {
  context = {
    file: 'config/config.json',
    setting: 'config.sectigoPassword',
    configDirectory: await mkdtemp(path.join(tmpdir(), 'certbridge-secret-')),
    env: { SCM_PASSWORD: 'from the environment', EMPTY: '' },
  };
});
afterEach(async () => {
  await rm(context.configDirectory, { recursive: true, force: true });
});

test.each(['hunter2', ' with spaces ', 'ENV:x', 'a env:b', ''])('%j is the secret itself', async (text) => {
  expect(await resolveSecret(text, context)).toEqual({ value: text });
});

test('env: takes an environment variable', async () => {
  expect(await resolveSecret('env:SCM_PASSWORD', context)).toEqual({ value: 'from the environment' });
});

test('a variable that is missing or empty is an error that names it and the setting', async () => {
  await expect(resolveSecret('env:NOT_SET', context)).rejects.toThrow(
    'config/config.json, config.sectigoPassword: the environment variable NOT_SET is not set. Set it for',
  );
  await expect(resolveSecret('env:EMPTY', context)).rejects.toThrow('EMPTY is empty');
});

test.each([
  ['secret', 'secret'],
  ['secret\n', 'secret'],
  ['secret\r\n', 'secret'],
  ['secret\n\n', 'secret\n'],
  [' secret ', ' secret '],
])('file: takes the text of a file without one trailing line end: %j', async (text, value) => {
  const file = path.join(context.configDirectory, 'scm.txt');
  await writeFile(file, text);
  expect(await resolveSecret('file:scm.txt', context)).toEqual({ value, file });
  expect(await resolveSecret(`file:${file}`, context)).toEqual({ value, file });
});

test('a secret file may be UTF-16, as PowerShell writes it', async () => {
  await writeFile(path.join(context.configDirectory, 'scm.txt'), encodeText('pässword\r\n', 'utf-16le'));
  expect(await resolveSecret('file:scm.txt', context)).toMatchObject({ value: 'pässword' });
});

test('a file that is missing or empty is an error that names it and the setting', async () => {
  await expect(resolveSecret('file:none.txt', context)).rejects.toThrow(
    `config.sectigoPassword: ${path.join(context.configDirectory, 'none.txt')}: the file does not exist. Put the secret`,
  );
  await writeFile(path.join(context.configDirectory, 'empty.txt'), '\n');
  await expect(resolveSecret('file:empty.txt', context)).rejects.toThrow('empty.txt is empty');
  await expect(resolveSecret('file:', context)).rejects.toThrow('names no file');
});
