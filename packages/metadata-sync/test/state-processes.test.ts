import { once } from 'node:events';
import { chmodSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import {
  AT,
  certificateAt,
  makeState,
  runStart,
  temporaryFile,
  temporaryStore,
} from './support/state-files.ts';
import { outputOf, startProcess } from './support/state-process.ts';

const { runId } = runStart(1);

test('importing the store does not load node:sqlite, opening it does', async () => {
  const program = `
    const loaded = () => process.moduleLoadList.includes('NativeModule sqlite');
    const before = loaded();
    await (await openStateStore({ file })).close();
    console.log(before, loaded());
  `;
  expect(await outputOf(program, temporaryFile())).toBe('false true');
});

test('what was recorded is there after the process was killed', async () => {
  const file = temporaryFile();
  const program = `
    const store = await openStateStore({ file });
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
  const store = await temporaryStore(file);
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
  expect(await Array.fromAsync((await temporaryStore(file)).certificatesOf(runId))).toEqual([
    certificateAt(1),
  ]);
});

test('a process reads while another writes', async () => {
  const file = temporaryFile();
  await makeState(file, 1200);
  const reader = await temporaryStore(file);
  const program = `
    const store = await openStateStore({ file });
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
    const store = await openStateStore({ file });
    await store.beginRun({ ...run, runId: crypto.randomUUID() });
    console.log('begun');
    await store.close();
  `;
  const outputs = await Promise.all(Array.from({ length: 4 }, () => outputOf(program, file)));
  expect(outputs).toEqual(['begun', 'begun', 'begun', 'begun']);
  expect(await (await temporaryStore(file)).listRuns()).toHaveLength(4);
});

test.each([0o555, 0o000])(
  'a file that may not be written, in a folder of mode %o, is reported',
  async (mode) => {
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
      await (await openStateStore({ file })).beginRun({ ...run, runId: 'another' });
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
  },
);
