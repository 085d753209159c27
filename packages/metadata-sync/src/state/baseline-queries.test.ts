import fc from 'fast-check';
import { expect, test } from 'vitest';
import { temporaryStore } from '../../test/support/state-files.ts';
import type { BaselineRow } from './state-store.ts';

/** Any sequence of UTF-16 units: half surrogate pairs and NUL are among them. */
const anyText = fc.string({
  unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)),
});
const anyValues = fc.dictionary(anyText, fc.oneof(anyText, fc.tuple(anyText, anyText)), {
  noNullPrototype: true,
});
const anyRow = fc.record({ keyfactorId: fc.nat(), serial: fc.string({ maxLength: 5 }), values: anyValues });

test('last agreed values read back as written, whatever the text', async () => {
  const store = await temporaryStore();
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(anyRow, { selector: (row) => row.keyfactorId }), async (rows) => {
      await store.writeBaselines(rows);
      const read = await store.readBaselines(rows.map((row) => row.keyfactorId));
      expect([...read.values()].sort(byId)).toEqual([...rows].sort(byId));
    }),
  );
});

test('certificates without agreed values are missing, and an id asked for twice is found once', async () => {
  const store = await temporaryStore();
  await store.writeBaselines([{ keyfactorId: 7, serial: 'AB', values: {} }]);
  const read = await store.readBaselines([6, 7, 7, 8]);
  expect([...read]).toEqual([[7, { keyfactorId: 7, serial: 'AB', values: {} }]]);
  expect(await store.readBaselines([])).toEqual(new Map());
});

test('agreed values are replaced as a whole, by those of another certificate, too', async () => {
  const store = await temporaryStore();
  await store.writeBaselines([{ keyfactorId: 7, serial: 'AB', values: { Owner: 'Ann', Team: 'A' } }]);
  const next: BaselineRow = { keyfactorId: 7, serial: 'CD', values: { Owner: ['Ann', 'ANN'], Note: '' } };
  await store.writeBaselines([next]);
  expect((await store.readBaselines([7])).get(7)).toEqual(next);
});

test('more ids than an SQL statement has parameters are read at once', async () => {
  const store = await temporaryStore();
  const rows = Array.from({ length: 40_000 }, (_, id) => ({ keyfactorId: id, serial: 'AB', values: {} }));
  await store.writeBaselines(rows);
  expect((await store.readBaselines(rows.map((row) => row.keyfactorId))).size).toBe(40_000);
});

function byId(a: BaselineRow, b: BaselineRow): number {
  return a.keyfactorId - b.keyfactorId;
}
