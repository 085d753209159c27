import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openStateStore, type StateStore } from '../src/index.ts';
import {
  anyDocuments,
  anyEdits,
  anySharedDocuments,
  anyState,
  placeOf,
  type SmallEstate,
  smallEstate,
  valuesOf,
} from './support/any-state.ts';
import type { DocumentParts } from './support/documents.ts';
import { sync, writesOf } from './support/sync.ts';

const numRuns = 40;

async function withStore(work: (store: StateStore) => Promise<void>): Promise<void> {
  const store = await openStateStore({ file: ':memory:' });
  try {
    await work(store);
  } finally {
    await store.close();
  }
}

/** Runs twice; the second run must have nothing to do, and the first must have recorded all that it took away. */
async function expectConvergence(
  { sandbox, ...rest }: SmallEstate,
  {
    store,
    documents,
    mode = 'both',
  }: { readonly store: StateStore; readonly documents: DocumentParts; readonly mode?: 'both' | 'kftosc' },
): Promise<void> {
  const estate = { sandbox, ...rest };
  const before = valuesOf(estate);
  const { summary } = await sync(sandbox, { mode, store, ...documents });
  const after = valuesOf(estate);

  const taken = new Map<string, string | null>();
  for await (const { sectigoId, keyfactorId, changes } of store.certificatesOf(summary.runId)) {
    for (const { side, field, before: former, outcome } of changes) {
      const id = side === 'sectigo' ? sectigoId : keyfactorId;
      if (outcome === 'written') taken.set(placeOf(side, id, field), former);
    }
  }
  for (const [place, value] of before) {
    if (after.get(place) !== value) expect(`${place}: ${taken.get(place)}`).toBe(`${place}: ${value}`);
  }

  sandbox.requests.clear();
  const second = await sync(sandbox, { mode, store, ...documents });
  expect(writesOf(sandbox)).toEqual([]);
  expect(second.summary.exitCode).toBe(summary.exitCode);
  expect(second.summary.certificates.conflicts).toEqual(summary.certificates.conflicts);
}

test('from any pair of states a first run converges and loses nothing that is not recorded', async () => {
  const estate = await smallEstate();
  await fc.assert(
    fc.asyncProperty(anyState, anyDocuments, async (state, documents) => {
      estate.put(state);
      await withStore((store) => expectConvergence(estate, { store, documents }));
    }),
    { numRuns },
  );
});

test('from any agreement, any edits converge and lose nothing that is not recorded', async () => {
  const estate = await smallEstate();
  await fc.assert(
    fc.asyncProperty(
      anyState,
      anyDocuments,
      fc.array(anyEdits, { minLength: 1, maxLength: 2 }),
      async (state, documents, edits) => {
        estate.put(state);
        await withStore(async (store) => {
          await sync(estate.sandbox, { mode: 'both', store, ...documents });
          for (const edit of edits) {
            estate.put(edit);
            await expectConvergence(estate, { store, documents });
          }
        });
      },
    ),
    { numRuns },
  );
});

test('an edit on one side of what both agree on arrives on the other, wherever it was made', async () => {
  const estate = await smallEstate();
  const { sandbox, pairs, records } = estate;
  const nothing = { 'Owner/Team': null, Notes: null, 'Review Date': null, 'Asset Number': null };
  const none = { Team: null, Notes: null, 'Review-Date': null, Asset: null };
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(null, 'A', 'B'),
      fc.constantFrom('C', 'D'),
      fc.nat(pairs.length + records.length - 1),
      async (agreed, edited, place) => {
        estate.put({
          sectigo: pairs.map(() => ({ ...nothing, 'Owner/Team': agreed })),
          keyfactor: records.map(() => ({ ...none, Team: agreed })),
        });
        await withStore(async (store) => {
          const parts = { mode: 'both', store, config: { importAllCustomFields: 'false' } } as const;
          const fields = {
            CustomFields: [
              { sectigoFieldName: 'Owner/Team', keyfactorMetadataFieldName: 'Team', keyfactorDataType: 1 },
            ],
          };
          await sync(sandbox, { ...parts, fields });
          const sectigo = pairs.map((_, index) => (index === place ? { 'Owner/Team': edited } : {}));
          const keyfactor = records.map((_, index) =>
            index + pairs.length === place ? { Team: edited } : {},
          );
          estate.put({ sectigo, keyfactor });
          const edits = (pairs[place] ?? records[place - pairs.length])?.sslId;
          const { summary } = await sync(sandbox, { ...parts, fields });
          expect(summary.exitCode).toBe(0);
          for (const { sslId, keyfactorId } of records) {
            const expected = sslId === edits ? edited : (agreed ?? undefined);
            expect(sandbox.scmState.certificate(sslId)?.customFields['Owner/Team']).toBe(expected);
            expect(sandbox.commandState.certificate(keyfactorId)?.metadata.Team).toBe(expected);
          }
        });
      },
    ),
    { numRuns },
  );
});

test.each(['both', 'kftosc'] as const)(
  'where one custom field fills several metadata fields, any edits converge by %s and lose nothing that is not recorded',
  async (mode) => {
    const estate = await smallEstate();
    await fc.assert(
      fc.asyncProperty(anyState, anySharedDocuments, anyEdits, async (state, documents, edit) => {
        estate.put(state);
        await withStore(async (store) => {
          await expectConvergence(estate, { store, documents });
          estate.put(edit);
          await expectConvergence(estate, { store, documents, mode });
        });
      }),
      { numRuns },
    );
  },
);

test('an edit of an entry that is not the first one is never overwritten unless a policy says so', async () => {
  const estate = await smallEstate();
  const { sandbox, pairs, records } = estate;
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('A', 'B'),
      fc.constantFrom('n', 'm'),
      fc.constantFrom(undefined, 'A', 'C'),
      fc.constantFrom('both', 'kftosc'),
      async (agreed, edited, first, mode) => {
        estate.put({
          sectigo: pairs.map(() => ({ 'Owner/Team': agreed })),
          keyfactor: records.map(() => ({ Team: agreed, Notes: agreed })),
        });
        const fields = {
          CustomFields: ['Team', 'Notes'].map((keyfactorMetadataFieldName, index) => ({
            sectigoFieldName: 'Owner/Team',
            keyfactorMetadataFieldName,
            keyfactorDataType: index === 0 ? 1 : 6,
          })),
        };
        await withStore(async (store) => {
          const parts = { mode, store, config: { importAllCustomFields: 'false' }, fields } as const;
          await sync(sandbox, { ...parts, mode: 'both' });
          const edit = { Notes: edited, ...(first === undefined ? {} : { Team: first }) };
          estate.put({ sectigo: [], keyfactor: [{}, edit] });
          const { summary } = await sync(sandbox, parts);
          expect(summary.exitCode).toBe(3);
          expect(summary.certificates.conflicts.map(({ others }) => others)).toEqual([
            [{ field: 'Notes', keyfactor: edited }],
          ]);
          const [, second] = records;
          const held = sandbox.commandState.certificate(second?.keyfactorId ?? 0)?.metadata;
          expect(held).toMatchObject({ Team: first ?? agreed, Notes: edited });
          expect(sandbox.scmState.certificate(second?.sslId ?? 0)?.customFields['Owner/Team']).toBe(agreed);
        });
      },
    ),
    { numRuns: 20 },
  );
});
