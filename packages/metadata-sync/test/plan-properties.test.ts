import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openStateStore, type SyncPlan, syncModes, writePlanLines } from '../src/index.ts';
import { anyDocuments, anyState, smallEstate } from './support/any-state.ts';
import { apply, dryRun, plan, revert, sync } from './support/sync.ts';

const numRuns = 15;

test.each(syncModes)('whatever both systems hold, nothing is left to plan after %s', async (mode) => {
  const estate = await smallEstate();
  await fc.assert(
    fc.asyncProperty(anyState, anyDocuments, async (state, documents) => {
      estate.put(state);
      const store = await openStateStore({ file: ':memory:' });
      try {
        await sync(estate.sandbox, { mode, store, ...documents });
        const { plans, summary } = await dryRun(estate.sandbox, { mode, store, ...documents });
        expect(plans.map(({ header }) => header)).toMatchObject([{ certificates: 0, fields: [] }]);
        expect(summary.certificates.updated).toBe(0);
      } finally {
        await store.close();
      }
    }),
    { numRuns },
  );
});

test.each(syncModes)('whatever both systems hold, two plans for %s are equal', async (mode) => {
  const estate = await smallEstate();
  estate.sandbox.setKnobs({ jitterMs: 5 });
  await fc.assert(
    fc.asyncProperty(anyState, anyDocuments, async (state, documents) => {
      estate.put(state);
      const [one, two] = [
        await plan(estate.sandbox, { mode, ...documents }),
        await plan(estate.sandbox, { mode, ...documents }),
      ];
      expect(await comparable(two)).toEqual(await comparable(one));
    }),
    { numRuns },
  );
});

test.each(syncModes)('whatever both systems hold, %s by plan does what the run would do', async (mode) => {
  const [planned, direct] = [await smallEstate(), await smallEstate()];
  await fc.assert(
    fc.asyncProperty(anyState, anyDocuments, async (state, documents) => {
      planned.put(state);
      direct.put(state);
      const { summary } = await apply(
        planned.sandbox,
        await plan(planned.sandbox, { mode, ...documents }),
        documents,
      );
      const { summary: expected } = await sync(direct.sandbox, { mode, ...documents });
      expect(planned.sandbox.metadata()).toEqual(direct.sandbox.metadata());
      expect(summary.certificates.failed).toEqual([]);
      expect(summary.certificates.updated).toBeGreaterThanOrEqual(expected.certificates.updated);
    }),
    { numRuns },
  );
});

test.each(syncModes)('whatever both systems hold, a revert after %s gives it back', async (mode) => {
  const estate = await smallEstate();
  await fc.assert(
    fc.asyncProperty(anyState, anyDocuments, async (state, documents) => {
      estate.put(state);
      const before = estate.sandbox.metadata();
      const store = await openStateStore({ file: ':memory:' });
      try {
        await sync(estate.sandbox, { mode, store, ...documents });
        const after = estate.sandbox.metadata();
        const { summary } = await revert(estate.sandbox, { store, ...documents });
        expect(summary, JSON.stringify(summary.certificates)).toMatchObject({ exitCode: 0 });
        expect(estate.sandbox.metadata()).toEqual(before);
        await revert(estate.sandbox, { store, ...documents });
        expect(estate.sandbox.metadata()).toEqual(after);
      } finally {
        await store.close();
      }
    }),
    { numRuns },
  );
});

/** The lines of a plan without what tells one plan from another. */
async function comparable(made: SyncPlan): Promise<string[]> {
  const header = { ...made.header, planId: crypto.randomUUID(), createdAt: '2026-11-22T08:00:00.000Z' };
  const lines = writePlanLines(
    {
      header: { ...header, planId: '0a0b0c0d-0000-4000-8000-000000000001' },
      certificates: made.certificates,
    },
    { hashSensitive: (text) => text },
  );
  return Array.fromAsync(lines);
}
