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
  const store = await temporaryStore();
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
      const store = await temporaryStore();
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
  await expect(tooMany).rejects.toThrow('Position 1 has 1 change, not 2.');
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
