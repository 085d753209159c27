import { expect, test } from 'vitest';
import { AT, certificateAt, runStart, temporaryStore } from '../../test/support/state-files.ts';
import type { RunEnd, StateStore } from './state-store.ts';

const inventory = { sectigo: 30, keyfactor: 20, matched: 10 };

function endWith(exitCode: RunEnd['exitCode']): RunEnd {
  const certificates = { inScope: 10, updated: 5, unchanged: 2, partial: 1, failed: 1, notProcessed: 1 };
  return { finishedAt: '2026-11-22T08:30:00.000Z', exitCode, certificates };
}

async function begin(store: StateStore, ...numbers: number[]): Promise<string[]> {
  for (const number of numbers) await store.beginRun(runStart(number));
  return numbers.map((number) => runStart(number).runId);
}

async function idsOf(runs: ReturnType<StateStore['listRuns']>): Promise<string[]> {
  return (await runs).map((run) => run.runId);
}

test('a run reads back with what became known of it', async () => {
  const store = await temporaryStore();
  const start = runStart(1, { command: 'revert', of: 'another' });
  await store.beginRun(start);
  const values = { started: 0, written: 0, 'not-written': 0 };
  const young = { ...start, end: null, inventory: null, foundDeadAt: null, values };
  expect(await store.listRuns()).toEqual([young]);
  await store.recordInventory(start.runId, inventory);
  await store.finishRun(start.runId, endWith(3));
  expect(await store.listRuns()).toEqual([{ ...young, end: endWith(3), inventory }]);
});

test('runs are listed from the latest on, as many as asked for, whatever the clock said', async () => {
  const store = await temporaryStore();
  await store.beginRun(runStart(1, { startedAt: '2026-11-22T09:00:00.000Z' }));
  await store.beginRun(runStart(2, { startedAt: '2026-11-22T08:00:00.000Z' }));
  const [first, second] = [runStart(1).runId, runStart(2).runId];
  expect(await idsOf(store.listRuns())).toEqual([second, first]);
  expect(await idsOf(store.listRuns({ limit: 1 }))).toEqual([second]);
  expect(await idsOf(store.listRuns({ limit: 0 }))).toEqual([]);
});

test('a run is found by its id, by a beginning in any case, and as the last', async () => {
  const store = await temporaryStore();
  expect(await store.findRuns('last')).toEqual([]);
  const [first = '', second = ''] = await begin(store, 1, 2);
  expect(await idsOf(store.findRuns(first.toUpperCase()))).toEqual([first]);
  expect(await idsOf(store.findRuns('0A0b'))).toEqual([second, first]);
  expect(await idsOf(store.findRuns('LAST'))).toEqual([second]);
  for (const other of ['0a0b0c0e', '%', '_', 'a0b', `${first}0`])
    expect(await store.findRuns(other)).toEqual([]);
});

test('unfinished are the runs without an end that were not found dead, from the earliest on', async () => {
  const store = await temporaryStore();
  const [, second = '', third = '', fourth = ''] = await begin(store, 1, 2, 3, 4);
  await store.finishRun(second, endWith(0));
  await store.markDead(third, AT);
  expect(await idsOf(store.unfinishedRuns())).toEqual([runStart(1).runId, fourth]);
  expect((await store.findRuns(third))[0]?.foundDeadAt).toBe(AT);
});

test('the last inventory is that of the latest run that ended by itself', async () => {
  const store = await temporaryStore();
  expect(await store.lastInventory()).toBeNull();
  const exitCodes = [0, 3, 4, 1, 130] as const;
  for (const [number, exitCode] of exitCodes.entries()) {
    const [runId = ''] = await begin(store, number);
    await store.recordInventory(runId, { ...inventory, matched: number });
    await store.finishRun(runId, endWith(exitCode));
  }
  const [withoutInventory = '', unfinished = ''] = await begin(store, 8, 9);
  await store.finishRun(withoutInventory, endWith(0));
  await store.recordInventory(unfinished, inventory);
  expect(await store.lastInventory()).toEqual({ ...inventory, matched: 1 });
});

test('a run that is recorded already, or not at all, is refused', async () => {
  const store = await temporaryStore();
  const [runId] = await begin(store, 1);
  await expect(store.beginRun(runStart(1))).rejects.toThrow(`The run ${runId} is recorded already.`);
  const refusal = 'No run unknown is recorded.';
  await expect(store.finishRun('unknown', endWith(0))).rejects.toThrow(refusal);
  await expect(store.recordInventory('unknown', inventory)).rejects.toThrow(refusal);
  await expect(store.markDead('unknown', AT)).rejects.toThrow(refusal);
  await expect(store.recordCertificates('unknown', [certificateAt(1)])).rejects.toThrow(refusal);
  await expect(store.settle('unknown', [], AT)).rejects.toThrow(refusal);
  await expect(store.certificatesOf('unknown')[Symbol.asyncIterator]().next()).rejects.toThrow(refusal);
});
