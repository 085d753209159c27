import { expect, test } from 'vitest';
import { bareDocuments, bareSandbox, heldBy, put, reimport } from './support/pairs.ts';
import { temporaryStore } from './support/state-files.ts';
import { type SyncParts, sync, writesOf } from './support/sync.ts';

/** A certificate that Command has twice, with values of the team in SCM and in both records. */
async function duplicated(values: readonly [sectigo: string | null, one: string | null, two: string | null]) {
  const { sandbox, pairs } = await bareSandbox();
  const [one] = pairs;
  const two = reimport(sandbox, one);
  const set = (sectigo: string | null, first: string | null, second: string | null) => {
    put(sandbox, one, { sectigo: { 'Owner/Team': sectigo }, keyfactor: { Team: first } });
    put(sandbox, two, { keyfactor: { Team: second } });
  };
  set(...values);
  const store = await temporaryStore();
  const run = async (parts: SyncParts = {}) => {
    sandbox.requests.clear();
    return (await sync(sandbox, { mode: 'both', store, ...bareDocuments, ...parts })).summary;
  };
  const teams = () => [
    heldBy(sandbox, one).sectigo['Owner/Team'] ?? null,
    heldBy(sandbox, one).keyfactor.Team ?? null,
    heldBy(sandbox, two).keyfactor.Team ?? null,
  ];
  return { sandbox, one, two, set, run, teams, store };
}

test.each([
  ['A', 'A', 'A'],
  ['A', null, null],
  [null, 'A', 'A'],
  [null, 'A', null],
  [null, null, 'A'],
  ['A', 'A', null],
] as const)('a first run of %j, %j and %j ends in one value and stays there', async (...values) => {
  const { sandbox, run, teams } = await duplicated(values);
  expect(await run()).toMatchObject({ exitCode: 0, certificates: { conflicts: [] } });
  expect(teams()).toEqual(['A', 'A', 'A']);
  expect(sandbox.requests.list({ operation: 'updateSsl' }).length).toBeLessThanOrEqual(1);
  expect(await run()).toMatchObject({ exitCode: 0, certificates: { updated: 0 } });
  expect(writesOf(sandbox)).toEqual([]);
});

test('records that were never seen to agree, and differ, are reported and leave SCM alone', async () => {
  const { sandbox, run, teams } = await duplicated([null, 'A', 'B']);
  for (let again = 0; again < 2; again += 1) {
    const summary = await run();
    expect(summary.exitCode).toBe(3);
    expect(summary.certificates.partial).toHaveLength(2);
    expect(teams()).toEqual([null, 'A', 'B']);
    expect(writesOf(sandbox)).toEqual([]);
  }
});

test.each([
  ['B', 'A', 'A'],
  ['A', 'B', 'A'],
  ['A', 'A', 'B'],
] as const)(
  'of %s, %s and %s, all A before, the one that changed goes everywhere',
  async (sectigo, one, two) => {
    const { sandbox, set, run, teams } = await duplicated(['A', 'A', 'A']);
    await run();
    set(sectigo, one, two);
    expect(await run()).toMatchObject({ exitCode: 0, certificates: { conflicts: [] } });
    expect(teams()).toEqual(['B', 'B', 'B']);
    expect(await run()).toMatchObject({ exitCode: 0, certificates: { updated: 0 } });
    expect(writesOf(sandbox)).toEqual([]);
  },
);

test('both records changed alike write SCM once', async () => {
  const { sandbox, set, run, teams } = await duplicated(['A', 'A', 'A']);
  await run();
  set('A', 'B', 'B');
  expect((await run()).exitCode).toBe(0);
  expect(teams()).toEqual(['B', 'B', 'B']);
  expect(sandbox.requests.list({ operation: 'updateSsl' })).toHaveLength(1);
});

test('both records changed differently are contested: reported, and nothing is written', async () => {
  const { sandbox, set, run, teams } = await duplicated(['A', 'A', 'A']);
  await run();
  set('A', 'B', 'C');
  for (const conflicts of ['report', 'keyfactor']) {
    const summary = await run({ config: { ...bareDocuments.config, conflicts } });
    expect(summary).toMatchObject({ exitCode: 3, certificates: { updated: 0 } });
    expect(summary.certificates.partial.map(({ field }) => field)).toEqual(['Owner/Team', 'Owner/Team']);
    expect(teams()).toEqual(['A', 'B', 'C']);
    expect(writesOf(sandbox)).toEqual([]);
  }
  set('A', 'C', 'C');
  expect((await run()).exitCode).toBe(0);
  expect(teams()).toEqual(['C', 'C', 'C']);
});

test('a record that wins over SCM does not win over the other record', async () => {
  const { sandbox, run, teams } = await duplicated(['A', 'B', 'A']);
  const summary = await run({ config: { ...bareDocuments.config, conflicts: 'keyfactor' } });
  expect(summary.exitCode).toBe(3);
  expect(summary.certificates.partial).toMatchObject([{ field: 'Owner/Team' }, { field: 'Owner/Team' }]);
  expect(teams()).toEqual(['A', 'B', 'A']);
  expect(writesOf(sandbox)).toEqual([]);
});

test('a conflict of one record costs that record alone', async () => {
  const { set, run, teams } = await duplicated(['A', 'A', 'A']);
  await run();
  set('B', 'C', 'A');
  const summary = await run();
  expect(summary.certificates.conflicts).toMatchObject([{ sectigo: 'B', keyfactor: 'C', agreed: 'A' }]);
  expect(teams()).toEqual(['B', 'C', 'B']);
  await run({ config: { ...bareDocuments.config, conflicts: 'keyfactor' } });
  expect(teams()).toEqual(['C', 'C', 'C']);
});

test('a value that SCM refused is not taken for agreed by the other record', async () => {
  const { sandbox, set, run, teams, store, two } = await duplicated(['A', 'A', 'A']);
  await run();
  set('A', 'B', 'B');
  sandbox.setKnobs({ failures: [{ system: 'scm', method: 'PUT', response: 400 }] });
  expect((await run({ http: { retries: 0 } })).exitCode).toBe(3);
  expect(teams()).toEqual(['A', 'B', 'B']);
  const baseline = (await store.readBaselines([two.keyfactorId])).get(two.keyfactorId);
  expect(baseline?.values['Owner/Team']).toBe('A');
  sandbox.setKnobs({ failures: [] });
  // What the operator gives up on one record must not be taken from the other.
  set('A', 'A', 'B');
  expect((await run()).exitCode).toBe(0);
  expect(teams()).toEqual(['B', 'B', 'B']);
});

test('what went from one record to the other is agreed: either may be changed next', async () => {
  const { set, run, teams } = await duplicated(['A', 'A', 'A']);
  await run();
  set('A', 'B', 'A');
  await run();
  set('B', 'B', 'C');
  expect(await run()).toMatchObject({ exitCode: 0, certificates: { conflicts: [] } });
  expect(teams()).toEqual(['C', 'C', 'C']);
  set('C', 'D', 'C');
  expect(await run()).toMatchObject({ exitCode: 0, certificates: { conflicts: [] } });
  expect(teams()).toEqual(['D', 'D', 'D']);
});

test('each record may bring a field of its own', async () => {
  const { sandbox, one, two, run } = await duplicated(['A', 'A', 'A']);
  await run();
  put(sandbox, one, { keyfactor: { Team: 'B' } });
  put(sandbox, two, { keyfactor: { Notes: 'n' } });
  expect((await run()).exitCode).toBe(0);
  for (const record of [one, two]) {
    expect(heldBy(sandbox, record)).toEqual({
      sectigo: { 'Owner/Team': 'B', Notes: 'n' },
      keyfactor: { Team: 'B', Notes: 'n' },
    });
  }
  expect(await run()).toMatchObject({ certificates: { updated: 0, unchanged: 2 } });
});
