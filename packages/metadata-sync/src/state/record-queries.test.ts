import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AT, certificateAt, runStart, temporaryStore } from '../../test/support/state-files.ts';
import type {
  ChangeOutcome,
  RecordedCertificate,
  RecordedChange,
  Settlement,
  StateStore,
} from './state-store.ts';

const LATER = '2026-11-22T09:00:00.000Z';
const { runId } = runStart(1);

async function storeWithRun(): Promise<StateStore> {
  const store = temporaryStore();
  await store.beginRun(runStart(1));
  return store;
}

function valuesOf(store: StateStore) {
  return store.findRuns(runId).then((runs) => runs[0]?.values);
}

/** Any sequence of UTF-16 units: half surrogate pairs and NUL are among them. */
const anyText = fc.string({
  unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)),
});
const anyOutcome = fc.constantFrom<ChangeOutcome>('started', 'written', 'not-written');
const anyChange: fc.Arbitrary<RecordedChange> = fc.record(
  {
    side: fc.constantFrom('sectigo', 'keyfactor'),
    field: anyText,
    before: fc.option(anyText),
    after: anyText,
    outcome: anyOutcome,
    sensitive: fc.constant(true as const),
  },
  { requiredKeys: ['side', 'field', 'before', 'after', 'outcome'] },
);
const anySerial = fc.oneof(
  fc.constantFrom('00AB', 'ab:cd', 'no serial number', '', 'ABCD'),
  fc.stringMatching(/^[0-9A-F]{32}$/),
);
const anyCertificate = fc.record({
  position: fc.integer({ min: 1, max: 2 ** 30 - 1 }),
  serialNumber: anySerial,
  sectigoId: fc.option(fc.nat()),
  keyfactorId: fc.option(fc.nat()),
  at: fc.constant(AT),
  changes: fc.array(anyChange, { maxLength: 4 }),
});

/** Certificates, how those that settle end, and sizes of batches. */
const anySchedule = fc
  .uniqueArray(anyCertificate, { selector: (certificate) => certificate.position })
  .chain((all) =>
    fc.record({
      certificates: fc.constant(all),
      ends: fc.shuffledSubarray(all).chain((ending) => fc.tuple(...ending.map(anySettlement))),
      batch: fc.integer({ min: 1, max: 4 }),
    }),
  );

function anySettlement({ position, changes }: RecordedCertificate): fc.Arbitrary<Settlement> {
  const each = fc.array(anyOutcome, { minLength: changes.length, maxLength: changes.length });
  return fc.record({
    position: fc.constant(position),
    outcome: fc.oneof(anyOutcome, each),
    keyfactorId: fc.option(fc.nat(), { nil: undefined }),
  });
}

function settled(certificate: RecordedCertificate, end: Settlement | undefined): RecordedCertificate {
  if (end === undefined) return certificate;
  return {
    ...certificate,
    keyfactorId: end.keyfactorId ?? certificate.keyfactorId,
    at: LATER,
    changes: certificate.changes.map((change, index) => ({
      ...change,
      outcome: typeof end.outcome === 'string' ? end.outcome : (end.outcome[index] ?? change.outcome),
    })),
  };
}

test('what is recorded and settled in any order of batches reads back, and the counts are those of its values', async () => {
  await fc.assert(
    fc.asyncProperty(anySchedule, async ({ certificates, ends, batch }) => {
      const store = temporaryStore();
      await store.beginRun(runStart(1));
      await store.beginRun(runStart(2));
      await store.recordCertificates(runStart(2).runId, certificates);
      for (const part of inParts(certificates, batch)) await store.recordCertificates(runId, part);
      for (const part of inParts(ends, batch)) await store.settle(runId, part, LATER);

      const expected = certificates
        .map((certificate) =>
          settled(
            certificate,
            ends.find(({ position }) => position === certificate.position),
          ),
        )
        .sort((a, b) => a.position - b.position);
      expect(await Array.fromAsync(store.certificatesOf(runId))).toEqual(expected);
      const outcomes = expected.flatMap((certificate) => certificate.changes.map((change) => change.outcome));
      expect(await valuesOf(store)).toEqual({
        started: outcomes.filter((outcome) => outcome === 'started').length,
        written: outcomes.filter((outcome) => outcome === 'written').length,
        'not-written': outcomes.filter((outcome) => outcome === 'not-written').length,
      });
      await store.close();
    }),
  );
});

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
  expect(await valuesOf(store)).toEqual({ started: 0, written: 1002, 'not-written': 0 });
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

test('a batch that is refused leaves nothing behind', async () => {
  const store = await storeWithRun();
  await store.recordCertificates(runId, [certificateAt(1)]);
  const twice = store.recordCertificates(runId, [certificateAt(2), certificateAt(1)]);
  await expect(twice).rejects.toThrow(`Position 1 of the run ${runId} is recorded already.`);
  const missing = store.settle(
    runId,
    [
      { position: 1, outcome: 'written' },
      { position: 2, outcome: 'written' },
    ],
    LATER,
  );
  await expect(missing).rejects.toThrow(`Position 2 of the run ${runId} is not recorded.`);
  const tooMany = store.settle(runId, [{ position: 1, outcome: ['written', 'written'] }], LATER);
  await expect(tooMany).rejects.toThrow('Position 1 has 1 changes, not 2.');
  expect(await Array.fromAsync(store.certificatesOf(runId))).toEqual([certificateAt(1)]);
  expect(await valuesOf(store)).toEqual({ started: 1, written: 0, 'not-written': 0 });
});

test('positions count from 1 and stay below 2 to the 30th', async () => {
  const store = await storeWithRun();
  for (const position of [0, -1, 1.5, 2 ** 30])
    await expect(store.recordCertificates(runId, [certificateAt(position)])).rejects.toThrow(RangeError);
  await store.recordCertificates(runId, [certificateAt(1), certificateAt(2 ** 30 - 1)]);
  expect(await Array.fromAsync(store.certificatesOf(runId))).toHaveLength(2);
});

function inParts<Item>(items: readonly Item[], size: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
