import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { listPermissionWarnings, listPlainHttpWarnings } from './exposed-secrets.ts';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'certbridge-permissions-'));
  file = path.join(folder, 'config.json');
  await writeFile(file, '{}');
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

if (process.platform !== 'win32') {
  test.each([
    [0o644, 1],
    [0o640, 1],
    [0o604, 1],
    [0o600, 0],
    [0o622, 0],
  ])('a file with mode %o gives %d warnings', async (mode, count) => {
    await chmod(file, mode);
    expect(await listPermissionWarnings([file, file], 'linux')).toHaveLength(count);
  });
}

test('on Windows there is no such warning', async () => {
  await chmod(file, 0o644);
  expect(await listPermissionWarnings([file], 'win32')).toEqual([]);
});

test('a missing file gives no warning', async () => {
  expect(await listPermissionWarnings([path.join(folder, 'none')], 'linux')).toEqual([]);
});

const warningsFor = (url: string | undefined) =>
  listPlainHttpWarnings([{ system: 'Keyfactor Command', url, setting: 'keyfactorAPIUrl' }]);

test.each([
  'http://command.corp/KeyfactorAPI',
  ' HTTP://10.0.0.1',
  'http://[2001:db8::1]:80',
  'http://localhost.corp',
])('a login to %s is warned of', (url) => {
  expect(warningsFor(url)).toEqual([
    'The login to Keyfactor Command is sent over plain http, so anybody on the way can read it. Write the address (keyfactorAPIUrl) with https://.',
  ]);
});

test.each([
  'https://command.corp',
  'command.corp',
  'http://localhost:8080',
  'http://scm.localhost',
  'http://127.0.0.1:1',
  'http://127.8.9.1',
  'http://[::1]:1',
  undefined,
])('one to %s is not', (url) => {
  expect(warningsFor(url)).toEqual([]);
});
