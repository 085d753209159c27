import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openCaStore } from './ca-store.ts';

const ANEW = 'certbridge ca sync --full fills a new one from SCM';

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'certbridge-ca-'));
  file = path.join(folder, 'ca.db');
});

afterEach(() => rm(folder, { recursive: true, force: true }));

async function open(): Promise<unknown> {
  try {
    (await openCaStore(file)).close();
    return undefined;
  } catch (error) {
    return error;
  }
}

test('a database is made and opened again', async () => {
  expect(await open()).toBeUndefined();
  expect(await open()).toBeUndefined();
});

test('a newer database is refused, with a remedy', async () => {
  (await openCaStore(file)).close();
  const database = new DatabaseSync(file);
  database.exec('PRAGMA user_version = 99');
  database.close();
  expect(await open()).toMatchObject({
    name: 'DatabaseError',
    message: expect.stringContaining(`The database ${file} was written by a newer version`),
    remedy: expect.stringContaining(`name another file with --database: ${ANEW}`),
  });
});

test('what is no database of ours is refused, with a remedy', async () => {
  const database = new DatabaseSync(file);
  database.exec('CREATE TABLE theirs (id)');
  database.close();
  expect(await open()).toMatchObject({
    message: `${file} is a database of another program.`,
    remedy: 'Name another file with --database.',
  });
  await writeFile(file, 'x'.repeat(4096));
  expect(await open()).toMatchObject({
    message: `The database ${file} is damaged, or no database at all.`,
    remedy: expect.stringContaining(`Restore it from a backup, or move it away: ${ANEW}`),
  });
});

test('a folder in place of the file is refused, with a remedy', async () => {
  await mkdir(file);
  expect(await open()).toMatchObject({
    message: `The database ${file} is a folder, not a file.`,
    remedy: 'Name another file with --database.',
  });
});
