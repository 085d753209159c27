import { expect, test } from 'vitest';
import { certificateAt, runStart, temporaryStore } from '../../test/support/state-files.ts';
import type { RecordedChange, StateStore } from './state-store.ts';

const LATER = '2026-11-22T09:00:00.000Z';
const { runId } = runStart(1);

async function storeWithRun(): Promise<StateStore> {
  const store = await temporaryStore();
  await store.beginRun(runStart(1));
  return store;
}

test('certificates of one serial number are found in any notation', async () => {
  const store = await storeWithRun();
  await store.recordCertificates(runId, [
    certificateAt(1, { serialNumber: '00ABCD' }),
    certificateAt(2, { serialNumber: 'AB' }),
    certificateAt(3, { serialNumber: 'ABCD' }),
    certificateAt(4, { serialNumber: 'unreadable' }),
  ]);
  const found = async (serialNumber: string) =>
    (await Array.fromAsync(store.certificatesOf(runId, { serialNumber }))).map(
      (certificate) => certificate.serialNumber,
    );
  expect(await found('ab:cd')).toEqual(['00ABCD', 'ABCD']);
  expect(await found('unreadable')).toEqual(['unreadable']);
  expect(await found('ABC')).toEqual([]);
});

test('reading goes on over several batches while certificates are recorded and settled', async () => {
  const store = await storeWithRun();
  const certificates = Array.from({ length: 1001 }, (_, index) => certificateAt(index + 1));
  await store.recordCertificates(runId, certificates);
  const positions: number[] = [];
  for await (const { position } of store.certificatesOf(runId)) {
    positions.push(position);
    if (position === 1) await store.recordCertificates(runId, [certificateAt(1002)]);
    await store.settle(runId, [{ position, outcome: 'written' }], LATER);
  }
  expect(positions).toEqual(Array.from({ length: 1002 }, (_, index) => index + 1));
  expect((await store.listRuns())[0]?.values).toEqual({ started: 0, written: 1002, 'not-written': 0 });
});

test('unresolved are certificates of dead runs with a started value, until they are settled', async () => {
  const store = await storeWithRun();
  const change = certificateAt(1).changes[0] as RecordedChange;
  const mixed = certificateAt(2, { changes: [{ ...change, outcome: 'written' }, change] });
  const done = certificateAt(3, { changes: [{ ...change, outcome: 'written' }] });
  await store.recordCertificates(runId, [
    certificateAt(1),
    mixed,
    done,
    certificateAt(4, { keyfactorId: null }),
  ]);
  await store.beginRun(runStart(2));
  await store.recordCertificates(runStart(2).runId, [certificateAt(1)]);
  const ids = [5001, 5001, 5002, 5003, 5004];

  expect(await store.unresolved(ids)).toEqual([]);
  await store.markDead(runId, LATER);
  expect(await store.unresolved(ids)).toEqual([
    { ...certificateAt(1), runId },
    { ...mixed, runId },
  ]);
  expect(await store.unresolved([5002])).toHaveLength(1);
  expect(await store.unresolved([])).toEqual([]);

  await store.settle(runId, [{ position: 1, outcome: 'not-written' }], LATER);
  await store.settle(runId, [{ position: 2, outcome: ['written', 'written'] }], LATER);
  expect(await store.unresolved(ids)).toEqual([]);
  await store.settle(runId, [{ position: 4, outcome: 'started', keyfactorId: 5004 }], LATER);
  expect((await store.unresolved(ids)).map(({ position }) => position)).toEqual([4]);
});
