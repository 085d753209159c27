import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { readLocalFile, requireFileOrNone, requireFileOrNoneSync } from './index.ts';

const limit = { maxBytes: 2048 };
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'certbridge-file-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
});

async function refused(file: string, clause: string) {
  const expected = expect.objectContaining({ name: 'LocalFileError', message: clause });
  await expect(readLocalFile(file, limit)).rejects.toThrow(expected);
  await expect(requireFileOrNone(file)).rejects.toThrow(expected);
  expect(() => requireFileOrNoneSync(file)).toThrow(expected);
}

test('a file of the greatest size is read, and so is a link to it', async () => {
  const file = path.join(folder, 'a');
  await writeFile(file, 'x'.repeat(limit.maxBytes));
  expect(await readLocalFile(file, limit)).toHaveLength(limit.maxBytes);
  await symlink(file, path.join(folder, 'b'));
  expect(await readLocalFile(path.join(folder, 'b'), limit)).toHaveLength(limit.maxBytes);
  await requireFileOrNone(file);
  requireFileOrNoneSync(file);
});

test('an empty file is read', async () => {
  await writeFile(path.join(folder, 'a'), '');
  expect(await readLocalFile(path.join(folder, 'a'), limit)).toHaveLength(0);
});

test.each([2049, 2 ** 40])('a file of %d bytes is refused without being read', async (size) => {
  const file = path.join(folder, 'a');
  await writeFile(file, '');
  await truncate(file, size);
  await expect(readLocalFile(file, limit)).rejects.toThrow('the file is larger than 2 KB');
});

test('a folder is refused', () => refused(folder, 'this is a folder, not a file'));

test('what is not there is the matter of whoever opens it', async () => {
  const file = path.join(folder, 'none');
  await expect(readLocalFile(file, limit)).rejects.toThrow(expect.objectContaining({ code: 'ENOENT' }));
  await requireFileOrNone(file);
  requireFileOrNoneSync(file);
});

describe.skipIf(process.platform === 'win32')('what only looks like a file is refused at once:', () => {
  test('a named pipe', async () => {
    execFileSync('mkfifo', [path.join(folder, 'pipe')]);
    await refused(path.join(folder, 'pipe'), 'this is a pipe, not a file');
  });

  test('a device', () => refused('/dev/zero', 'this is a device, not a file'));

  test('a socket', async () => {
    const file = path.join(folder, 'socket');
    const server = createServer().listen(file);
    onTestFinished(() => void server.close());
    await once(server, 'listening');
    await refused(file, 'this is a socket, not a file');
  });

  test.skipIf(process.platform !== 'linux')('a file without a size that is longer than it says', async () => {
    await expect(readLocalFile('/proc/kallsyms', limit)).rejects.toThrow('the file is larger than 2 KB');
  });
});
