import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { inspect } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import {
  AT,
  certificateAt,
  runStart,
  temporaryFile,
  temporaryFolder,
  temporaryStore,
} from '../../test/support/state-files.ts';
import { createStateStore, openDatabase, openStateStore } from './open-state-store.ts';
import type { StateError } from './state-error.ts';

const MOVE_AWAY = 'Move the file away: history and conflict detection begin anew, nothing else is lost.';
const { runId } = runStart(1);

/** Runs a program in a process of its own, with `openStateStore`, `file`, `run` and `certificates` at hand. */
function startProcess(program: string, file: string) {
  const preamble = `
    const { openStateStore } = await import(${JSON.stringify(new URL('open-state-store.ts', import.meta.url).href)});
    const file = ${JSON.stringify(file)};
    const run = ${JSON.stringify(runStart(1))};
    const certificates = ${JSON.stringify([certificateAt(1), certificateAt(2)])};
  `;
  const child = spawn(process.execPath, ['--no-warnings', '--input-type=module', '-e', preamble + program], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  return child;
}

/** What a process writes until it ends. */
async function outputOf(program: string, file: string): Promise<string> {
  const child = startProcess(program, file);
  const output = await Array.fromAsync(child.stdout);
  return Buffer.concat(output).toString().trim();
}

async function errorOf(work: () => unknown): Promise<StateError> {
  try {
    await work();
  } catch (error) {
    expect(error).toMatchObject({ name: 'StateError' });
    return error as StateError;
  }
  throw new Error('nothing was thrown');
}

/** A state of so many certificates, closed. */
async function makeState(file: string, certificates: number): Promise<void> {
  const store = openStateStore({ file });
  await store.beginRun(runStart(1));
  await store.recordCertificates(
    runId,
    Array.from({ length: certificates }, (_, index) => certificateAt(index + 1)),
  );
  await store.close();
}

test('a state is kept in one file and read again', async () => {
  const file = temporaryFile();
  await makeState(file, 3);
  expect(readdirSync(dirname(file))).toEqual(['certbridge.db']);
  const store = temporaryStore(file);
  expect(await Array.fromAsync(store.certificatesOf(runId))).toHaveLength(3);
  await store.close();
  await store.close();
});

test('a state in memory makes no file', async () => {
  const store = temporaryStore(':memory:');
  await store.beginRun(runStart(1));
  expect(await store.listRuns()).toHaveLength(1);
  expect(existsSync(':memory:')).toBe(false);
});

test('importing the store does not load node:sqlite, opening it does', async () => {
  const program = `
    const loaded = () => process.moduleLoadList.includes('NativeModule sqlite');
    const before = loaded();
    await openStateStore({ file }).close();
    console.log(before, loaded());
  `;
  expect(await outputOf(program, temporaryFile())).toBe('false true');
});

test('what was recorded is there after the process was killed', async () => {
  const file = temporaryFile();
  const program = `
    const store = openStateStore({ file });
    await store.beginRun(run);
    await store.recordCertificates(run.runId, certificates);
    await store.settle(run.runId, [{ position: 1, outcome: 'written' }], run.startedAt);
    console.log('recorded');
    setInterval(() => {}, 1000);
  `;
  const child = startProcess(program, file);
  await once(child.stdout, 'data');
  child.kill('SIGKILL');
  await once(child, 'exit');
  const store = temporaryStore(file);
  expect((await store.unfinishedRuns()).map((run) => run.runId)).toEqual([runId]);
  await store.markDead(runId, AT);
  expect(await store.unresolved([5001, 5002])).toEqual([{ ...certificateAt(2), runId }]);
  expect((await store.listRuns())[0]?.values).toEqual({ started: 1, written: 1, 'not-written': 0 });
});

test('a transaction that a killed process had not ended is undone', async () => {
  const file = temporaryFile();
  await makeState(file, 1);
  const program = `
    const { DatabaseSync } = process.getBuiltinModule('node:sqlite');
    new DatabaseSync(file).exec('BEGIN IMMEDIATE; DELETE FROM certificate; DELETE FROM run');
    console.log('deleted');
    setInterval(() => {}, 1000);
  `;
  const child = startProcess(program, file);
  await once(child.stdout, 'data');
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(await Array.fromAsync(temporaryStore(file).certificatesOf(runId))).toEqual([certificateAt(1)]);
});

test('a process reads while another writes', async () => {
  const file = temporaryFile();
  await makeState(file, 1200);
  const reader = temporaryStore(file);
  const program = `
    const store = openStateStore({ file });
    await store.settle(run.runId, [{ position: 1200, outcome: 'written' }], run.startedAt);
    console.log('settled');
    await store.close();
  `;
  const outcomes: unknown[] = [];
  for await (const { position, changes } of reader.certificatesOf(runId)) {
    if (position === 1) expect(await outputOf(program, file)).toBe('settled');
    outcomes.push(changes[0]?.outcome);
  }
  expect(outcomes).toHaveLength(1200);
  expect(outcomes.at(-1)).toBe('written');
});

test('processes that make the same state at the same moment all succeed', async () => {
  const file = temporaryFile();
  const program = `
    const store = openStateStore({ file });
    await store.beginRun({ ...run, runId: crypto.randomUUID() });
    console.log('begun');
    await store.close();
  `;
  const outputs = await Promise.all(Array.from({ length: 4 }, () => outputOf(program, file)));
  expect(outputs).toEqual(['begun', 'begun', 'begun', 'begun']);
  expect(await temporaryStore(file).listRuns()).toHaveLength(4);
});

test('a state that another program keeps locked is told, and can be used once it is free', async () => {
  const file = temporaryFile();
  await makeState(file, 1);
  const store = createStateStore(openDatabase({ file, lockTimeoutMs: 20 }), file);
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

test('a state that is locked for readers, too, is told when it is opened', async () => {
  const file = temporaryFile();
  const other = new DatabaseSync(file);
  other.exec('BEGIN EXCLUSIVE; CREATE TABLE theirs (id)');
  const error = await errorOf(() => openDatabase({ file, lockTimeoutMs: 20 }));
  expect(error.code).toBe('locked');
  other.close();
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
  expect(await temporaryStore(whole).listRuns()).toEqual([]);
});

test('damage within is told by the reading or writing that meets it', async () => {
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
  const store = temporaryStore(file);
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

test('a folder in place of the file, and a folder that is missing, are told', async () => {
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

test.each([0o555, 0o000])('a file that may not be written, in a folder of mode %o, is told', async (mode) => {
  const file = temporaryFile();
  await makeState(file, 1);
  onTestFinished(() => {
    chmodSync(dirname(file), 0o700);
    chmodSync(file, 0o600);
  });
  chmodSync(file, 0o444);
  chmodSync(dirname(file), mode);
  const program = `
    // Root may write anything.
    if (process.getuid?.() === 0) process.setuid(65534);
    try {
      await openStateStore({ file }).beginRun({ ...run, runId: 'another' });
    } catch (error) {
      console.log(JSON.stringify({ ...error, message: error.message }));
    }
  `;
  expect(JSON.parse(await outputOf(program, file))).toEqual({
    name: 'StateError',
    code: 'unusable',
    message: `The state ${file} can't be opened for writing.`,
    remedy: 'Let the account that runs this program write the file and its folder, or name another file.',
  });
});

test('a full disk is told, nothing is half recorded, and recording goes on when there is space', async () => {
  const file = temporaryFile();
  await makeState(file, 1);
  const database = openDatabase({ file });
  const store = createStateStore(database, file);
  onTestFinished(() => store.close());
  const change = {
    side: 'keyfactor',
    field: 'Note',
    before: null,
    after: 'SECRET'.repeat(50_000),
    outcome: 'started',
  } as const;
  const large = certificateAt(3, { changes: [change] });
  database.exec('PRAGMA max_page_count = 20');
  const error = await errorOf(() => store.recordCertificates(runId, [certificateAt(2), large]));
  expect(error).toMatchObject({
    code: 'unusable',
    message: `The disk is full: the state ${file} can't be written.`,
  });
  expect(inspect(error)).not.toContain('SECRET');
  expect(await Array.fromAsync(store.certificatesOf(runId))).toHaveLength(1);
  database.exec('PRAGMA max_page_count = 100000');
  await store.recordCertificates(runId, [certificateAt(2), large]);
  expect(await Array.fromAsync(store.certificatesOf(runId))).toHaveLength(3);
});

/** Reads all that there is. */
async function readAll(file: string): Promise<void> {
  const store = openStateStore({ file });
  try {
    await store.listRuns();
    await Array.fromAsync(store.certificatesOf(runId));
    await store.readBaselines([1]);
  } finally {
    await store.close();
  }
}
