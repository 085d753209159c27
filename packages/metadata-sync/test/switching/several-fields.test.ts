import { expect, onTestFinished, test } from 'vitest';
import { createSensitiveHash, openStateStore, readSettings, type StateStore } from '../../src/index.ts';
import { documentsWith } from '../support/documents.ts';
import { bareSandbox, heldBy, put } from '../support/pairs.ts';
import { apply, plan, revert, sync, writesOf } from '../support/sync.ts';

const entries = [
  { sectigoFieldName: 'Owner/Team', keyfactorMetadataFieldName: 'Team', keyfactorDataType: 1 },
  { sectigoFieldName: 'Owner/Team', keyfactorMetadataFieldName: 'Notes', keyfactorDataType: 6 },
];

const documents = (parts: object = {}, config: object = {}) => ({
  config: { importAllCustomFields: 'false', ...config },
  fields: { CustomFields: entries.map((entry) => ({ ...entry, ...parts })) },
});

async function temporaryState(): Promise<StateStore> {
  const store = await openStateStore({ file: ':memory:' });
  onTestFinished(() => store.close());
  return store;
}

/** One certificate in which all three places hold `A`, as a run of `sctokf` left them. */
async function agreedSandbox(parts: object = {}, config: object = {}) {
  const { sandbox, pairs } = await bareSandbox(1);
  const [pair] = pairs;
  const store = await temporaryState();
  put(sandbox, pair, { sectigo: { 'Owner/Team': 'A' } });
  const run = { store, ...documents(parts, config) };
  await sync(sandbox, run);
  const held = () => {
    const { sectigo, keyfactor } = heldBy(sandbox, pair);
    return [sectigo['Owner/Team'], keyfactor.Team, keyfactor.Notes];
  };
  expect(held()).toEqual(['A', 'A', 'A']);
  return { sandbox, pair, run, held, store };
}

test('a custom field and a path of the details may each fill several metadata fields', async () => {
  const { sandbox, pairs } = await bareSandbox(1);
  put(sandbox, pairs[0], { sectigo: { 'Owner/Team': 'A' } });
  const fields = {
    ManualFields: ['One', 'Two'].map((keyfactorMetadataFieldName) => ({
      sectigoFieldName: 'status',
      keyfactorMetadataFieldName,
      keyfactorDataType: 1,
    })),
    CustomFields: entries,
  };
  const { summary } = await sync(sandbox, { ...documents(), fields });
  expect(summary).toMatchObject({ exitCode: 0, fields: { created: 2 } });
  expect(heldBy(sandbox, pairs[0]).keyfactor).toMatchObject({
    Team: 'A',
    Notes: 'A',
    One: 'Issued',
    Two: 'Issued',
  });
  sandbox.requests.clear();
  await sync(sandbox, { ...documents(), fields });
  expect(writesOf(sandbox)).toEqual([]);
});

test('two entries with one metadata field are an error that names both', () => {
  const fields = { CustomFields: [entries[0], { ...entries[1], keyfactorMetadataFieldName: 'team' }] };
  const reading = readSettings(documentsWith({ ...documents(), fields }));
  const problems = reading.ok ? [] : reading.problems;
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatchObject({ path: 'CustomFields[1].keyfactorMetadataFieldName' });
  expect(problems[0]?.message).toContain('CustomFields[0]');
});

test.each(['kftosc', 'both'] as const)('on the way back by %s the first entry counts', async (mode) => {
  const { sandbox, pair, run, held } = await agreedSandbox();
  put(sandbox, pair, { keyfactor: { Team: 'B' } });
  const { summary } = await sync(sandbox, { mode, ...run });
  expect(summary).toMatchObject({ exitCode: 0, certificates: { updated: 1, conflicts: [] } });
  // kftosc writes nothing into Command.
  expect(held()).toEqual(['B', 'B', mode === 'both' ? 'B' : 'A']);
  sandbox.requests.clear();
  const second = await sync(sandbox, { mode, ...run });
  expect(second.summary).toMatchObject({ exitCode: 0, certificates: { unchanged: 1 } });
  expect(writesOf(sandbox)).toEqual([]);
});

test.each(['kftosc', 'both'] as const)('the same edit of all entries goes back by %s', async (mode) => {
  const { sandbox, pair, run, held } = await agreedSandbox();
  put(sandbox, pair, { keyfactor: { Team: 'B', Notes: 'B' } });
  const { summary } = await sync(sandbox, { mode, ...run });
  expect(summary).toMatchObject({ exitCode: 0, certificates: { updated: 1, conflicts: [] } });
  expect(held()).toEqual(['B', 'B', 'B']);
});

test.each([
  ['kftosc', { Notes: 'C' }, ['A', 'A', 'C']],
  ['kftosc', { Team: 'B', Notes: 'C' }, ['A', 'B', 'C']],
  ['both', { Notes: 'C' }, ['A', 'A', 'C']],
  ['both', { Team: 'B', Notes: 'C' }, ['A', 'B', 'C']],
] as const)(
  'by %s, another entry that was edited differently (%o) is a conflict with all values',
  async (mode, keyfactor, values) => {
    const { sandbox, pair, run, held } = await agreedSandbox();
    put(sandbox, pair, { keyfactor });
    sandbox.requests.clear();
    for (let count = 0; count < 2; count += 1) {
      const { summary } = await sync(sandbox, { mode, ...run });
      expect(summary.exitCode).toBe(3);
      expect(summary.certificates.conflicts).toMatchObject([
        {
          field: 'Owner/Team',
          sectigo: 'A',
          keyfactor: values[1],
          agreed: 'A',
          others: [{ field: 'Notes', keyfactor: 'C' }],
        },
      ]);
      expect(held()).toEqual(values);
    }
    expect(writesOf(sandbox)).toEqual([]);
  },
);

test.each([
  ['kftosc', 'sectigo', ['A', 'B', 'C']],
  ['kftosc', 'keyfactor', ['B', 'B', 'C']],
  ['both', 'sectigo', ['B', 'B', 'B']],
  ['both', 'keyfactor', ['B', 'B', 'B']],
] as const)(
  'by %s, a policy of %s settles what entries contradict each other in',
  async (mode, conflicts, values) => {
    const { sandbox, pair, run, held } = await agreedSandbox({}, { conflicts });
    put(sandbox, pair, { keyfactor: { Team: 'B', Notes: 'C' } });
    const { summary } = await sync(sandbox, { mode, ...run });
    expect(summary).toMatchObject({ exitCode: 0, certificates: { conflicts: [] } });
    expect(held()).toEqual(values);
    sandbox.requests.clear();
    await sync(sandbox, { mode, ...run });
    expect(writesOf(sandbox)).toEqual([]);
  },
);

test.each([
  ['sectigo', ['D', 'D', 'D']],
  ['keyfactor', ['B', 'B', 'B']],
] as const)(
  'where SCM and the first entry contradict each other, %s decides for all entries',
  async (conflicts, values) => {
    const { sandbox, pair, run, held } = await agreedSandbox({}, { conflicts });
    put(sandbox, pair, { sectigo: { 'Owner/Team': 'D' }, keyfactor: { Team: 'B' } });
    const { summary } = await sync(sandbox, { mode: 'both', ...run });
    expect(summary.exitCode).toBe(0);
    expect(held()).toEqual(values);
  },
);

test('an edit in SCM reaches all entries', async () => {
  const { sandbox, pair, run, held } = await agreedSandbox();
  put(sandbox, pair, { sectigo: { 'Owner/Team': 'D' } });
  await sync(sandbox, { mode: 'both', ...run });
  expect(held()).toEqual(['D', 'D', 'D']);
});

test('each entry has its own policy for empty values', async () => {
  const { sandbox, pairs } = await bareSandbox(1);
  const [first, second] = entries;
  const fields = { CustomFields: [{ ...first, emptyPolicy: 'clear' }, second] };
  put(sandbox, pairs[0], { keyfactor: { Team: 'A', Notes: 'A' } });
  await sync(sandbox, { ...documents(), fields });
  expect(heldBy(sandbox, pairs[0]).keyfactor.Team).toBeFalsy();
  expect(heldBy(sandbox, pairs[0]).keyfactor.Notes).toBe('A');
});

test('a mark as sensitive on one entry hides the values of all', async () => {
  const { sandbox, pair, run } = await agreedSandbox();
  const [first, second] = entries;
  const parts = {
    ...run,
    store: await temporaryState(),
    fields: { CustomFields: [first, { ...second, sensitive: true }] },
    hashSensitive: createSensitiveHash(Buffer.alloc(16, 7)),
  };
  put(sandbox, pair, { keyfactor: { Team: 'PLANTED-1', Notes: 'PLANTED-2' } });
  const { summary } = await sync(sandbox, { mode: 'both', ...parts });
  expect(summary.certificates.conflicts).toMatchObject([
    { sectigo: '***', keyfactor: '***', others: [{ keyfactor: '***' }] },
  ]);
  put(sandbox, pair, { keyfactor: { Notes: 'PLANTED-1' } });
  const settled = await sync(sandbox, {
    mode: 'both',
    ...parts,
    force: true,
    config: { ...run.config, conflicts: 'keyfactor' },
  });
  expect(settled.summary.exitCode).toBe(0);
  const records = await Array.fromAsync(parts.store.certificatesOf(settled.summary.runId));
  expect(JSON.stringify([summary, settled, records])).not.toContain('PLANTED');
});

test('a plan with values that go through SCM to the other entries is applied, and can be reverted', async () => {
  const { sandbox, pair, run, held, store } = await agreedSandbox();
  put(sandbox, pair, { keyfactor: { Team: 'B' } });
  const made = await plan(sandbox, { mode: 'both', ...run });
  const { summary } = await apply(sandbox, made, run);
  expect(summary).toMatchObject({ exitCode: 0, certificates: { updated: 1 } });
  expect(held()).toEqual(['B', 'B', 'B']);
  await revert(sandbox, { ...run, store });
  expect(held()).toEqual(['A', 'B', 'A']);
  const later = await sync(sandbox, { mode: 'both', ...run });
  expect(later.summary.certificates.conflicts).toEqual([]);
});

test('a plan made for entries in another order is outdated', async () => {
  const { sandbox, pair, run } = await agreedSandbox();
  put(sandbox, pair, { keyfactor: { Team: 'B' } });
  const made = await plan(sandbox, { mode: 'both', ...run });
  const { stop } = await apply(sandbox, made, { ...run, fields: { CustomFields: entries.toReversed() } });
  expect(stop).toEqual({ kind: 'plan-outdated' });
});
