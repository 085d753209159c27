import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { listPermissionWarnings } from './permissions.ts';

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
