import { existsSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { inspect } from 'node:util';
import { SqliteFile } from '@certbridge/sqlite-file';
import { expect, onTestFinished, test } from 'vitest';
import {
  certificateAt,
  makeState,
  runStart,
  temporaryFile,
  temporaryFolder,
  temporaryStore,
} from '../../test/support/state-files.ts';
import { createStateStore } from './create-state-store.ts';
import { openStateStore } from './open-state-store.ts';
import type { StateError } from './state-error.ts';
import { stateKind } from './state-kind.ts';

const MOVE_AWAY = 'Move the file away: history and conflict detection begin anew, nothing else is lost.';
const { runId } = runStart(1);

async function errorOf(work: () => unknown): Promise<StateError> {
  try {
    await work();
  } catch (error) {
    expect(error).toMatchObject({ name: 'StateError' });
    return error as StateError;
  }
  throw new Error('nothing was thrown');
}

test('a state is kept in one file and read again', async () => {
  const file = temporaryFile();
  await makeState(file, 3);
  expect(readdirSync(dirname(file))).toEqual(['certbridge.db']);
  const store = await temporaryStore(file);
  expect(await Array.fromAsync(store.certificatesOf(runId))).toHaveLength(3);
  await store.close();
  await store.close();
});

test('a state in memory makes no file', async () => {
  const store = await temporaryStore(':memory:');
  await store.beginRun(runStart(1));
  expect(await store.listRuns()).toHaveLength(1);
  expect(existsSync(':memory:')).toBe(false);
});

test('a state that another program keeps locked is reported, and can be used once it is free', async () => {
  const file = temporaryFile();
  await makeState(file, 1);
  const store = await createStateStore(await SqliteFile.open(file, stateKind, { lockTimeoutMs: 20 }));
  onTestFinished(() => store.close());
  const other = new DatabaseSync(file);
  other.exec('BEGIN IMMEDIATE');
  const error = await errorOf(() => store.beginRun(runStart(2)));
  expect(error.code).toBe('locked');
  expect(error.message).toBe(`Another program keeps the state ${file} locked.`);
  expect(error.remedy).toMatch(/^Wait until that program is done, or end it\./);
  expect(await store.listRuns()).toHaveLength(1);
  other.exec('ROLLBACK');
  other.close();
  await store.beginRun(runStart(2));
  expect(await store.listRuns()).toHaveLength(2);
});

test('a file that is no database is damaged', async () => {
  const file = temporaryFile();
  writeFileSync(file, 'This is a letter to the operator, not a database.\n'.repeat(200));
  const error = await errorOf(() => openStateStore({ file }));
  expect(error).toMatchObject({ code: 'damaged', remedy: MOVE_AWAY });
  expect(error.message).toBe(`The state ${file} is damaged, or no state at all.`);
});

test('a file cut off anywhere is damaged, or a state without rows where nothing is left', async () => {
  const whole = temporaryFile();
  await makeState(whole, 2000);
  const { size } = statSync(whole);
  for (const length of [50, 1000, 4096, 5000, Math.floor(size / 2), size - 4096]) {
    const file = temporaryFile();
    writeFileSync(file, readFileSync(whole));
    truncateSync(file, length);
    const error = await errorOf(() => readAll(file));
    expect(error).toMatchObject({ code: 'damaged', remedy: MOVE_AWAY });
  }
  truncateSync(whole, 0);
  expect(await (await temporaryStore(whole)).listRuns()).toEqual([]);
});

test('damage within is reported by the reading or writing that meets it', async () => {
  const file = temporaryFile();
  await makeState(file, 2000);
  const bytes = readFileSync(file);
  writeFileSync(file, bytes.fill(0xa5, 3 * 4096));
  const error = await errorOf(() => readAll(file));
  expect(error).toMatchObject({ code: 'damaged', remedy: MOVE_AWAY });
});

test('a stored text that is no JSON is damage, and is not quoted', async () => {
  const file = temporaryFile();
  await makeState(file, 1);
  const other = new DatabaseSync(file);
  other.exec(
    "UPDATE certificate SET changes = 'PLANTED-SECRET'; UPDATE run SET inventory = 'PLANTED-SECRET'",
  );
  other.close();
  const store = await temporaryStore(file);
  for (const work of [() => Array.fromAsync(store.certificatesOf(runId)), () => store.listRuns()]) {
    const error = await errorOf(work);
    expect(error.code).toBe('damaged');
    expect(inspect(error)).not.toContain('PLANTED-SECRET');
  }
});

test('a state whose tables are not what its version says is damaged', async () => {
  const file = temporaryFile();
  await makeState(file, 1);
  const other = new DatabaseSync(file);
  other.exec('DROP TABLE baseline');
  other.close();
  expect((await errorOf(() => openStateStore({ file }))).code).toBe('damaged');
});

test('a newer state is refused', async () => {
  const file = temporaryFile();
  await makeState(file, 1);
  const other = new DatabaseSync(file);
  other.exec('PRAGMA user_version = 99');
  other.close();
  const error = await errorOf(() => openStateStore({ file }));
  expect(error.code).toBe('newer');
  expect(error.message).toContain(file);
  expect(error.remedy).toMatch(/^Use the newer version, or move the file away:/);
});

test('a folder in place of the file, and a folder that is missing, are reported', async () => {
  const folder = temporaryFolder();
  const isFolder = await errorOf(() => openStateStore({ file: folder }));
  expect(isFolder).toMatchObject({
    code: 'unusable',
    message: `The state ${folder} is a folder, not a file.`,
  });
  for (const file of [join(folder, 'missing', 'state.db'), join(folder, 'file', 'state.db')]) {
    writeFileSync(join(folder, 'file'), '');
    const isMissing = await errorOf(() => openStateStore({ file }));
    expect(isMissing).toMatchObject({
      code: 'unusable',
      message: `The folder of the state ${file} does not exist.`,
    });
  }
});

test('a full disk is reported, nothing is half recorded, and recording goes on when there is space', async () => {
  const file = temporaryFile();
  await makeState(file, 1);
  const database = await SqliteFile.open(file, stateKind);
  const store = await createStateStore(database);
  onTestFinished(() => store.close());
  const change = {
    side: 'keyfactor',
    field: 'Note',
    before: null,
    after: 'SECRET'.repeat(50_000),
    outcome: 'started',
  } as const;
  const large = certificateAt(3, { changes: [change] });
  database.prepare('PRAGMA max_page_count = 20').get();
  const error = await errorOf(() => store.recordCertificates(runId, [certificateAt(2), large]));
  expect(error).toMatchObject({
    code: 'unusable',
    message: `The disk is full: the state ${file} can't be written.`,
  });
  expect(inspect(error)).not.toContain('SECRET');
  expect(await Array.fromAsync(store.certificatesOf(runId))).toHaveLength(1);
  database.prepare('PRAGMA max_page_count = 100000').get();
  await store.recordCertificates(runId, [certificateAt(2), large]);
  expect(await Array.fromAsync(store.certificatesOf(runId))).toHaveLength(3);
});

/** Reads all that there is. */
async function readAll(file: string): Promise<void> {
  const store = await openStateStore({ file });
  try {
    await store.listRuns();
    await Array.fromAsync(store.certificatesOf(runId));
    await store.readBaselines([1]);
  } finally {
    await store.close();
  }
}

test('a Node without SQLite is refused with the version that is needed', async () => {
  const node = Object.getOwnPropertyDescriptor(process.versions, 'node');
  onTestFinished(() => void Object.defineProperty(process.versions, 'node', node ?? {}));
  Object.defineProperty(process.versions, 'node', { ...node, value: '20.20.2' });
  await expect(openStateStore({ file: ':memory:' })).rejects.toMatchObject({
    name: 'ApiError',
    code: 'invalid-argument',
    message: expect.stringContaining('needs Node 22.18 or newer, and this is Node 20.20.2.'),
  });
});
