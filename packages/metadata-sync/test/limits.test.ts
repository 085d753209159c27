import type { Sandbox } from '@certbridge/sandbox';
import { expect, test } from 'vitest';
import { bareDocuments, bareSandbox, type Pair, put } from './support/pairs.ts';
import { temporaryStore } from './support/state-files.ts';
import { apply, dryRun, plan, type SyncParts, sync, writesOf } from './support/sync.ts';

const MANY = 20;

/** A sandbox in which so many certificates have a team in Command, and another one in SCM. */
async function overwritingSandbox({ certificates = MANY, values = MANY, overwritten = 0 } = {}) {
  const { sandbox, pairs } = await bareSandbox(certificates);
  for (const [index, pair] of pairs.entries()) {
    const team = index < overwritten ? 'B' : 'A';
    if (index < values) put(sandbox, pair, { sectigo: { 'Owner/Team': team }, keyfactor: { Team: 'A' } });
  }
  sandbox.requests.clear();
  return { sandbox, pairs };
}

test('30 % of the values present may be overwritten, 35 % may not', async () => {
  const within = await overwritingSandbox({ overwritten: 6 });
  const { summary } = await sync(within.sandbox, bareDocuments);
  expect(summary).toMatchObject({ exitCode: 0, certificates: { updated: 6 } });

  const beyond = await overwritingSandbox({ overwritten: 7 });
  const stopped = await sync(beyond.sandbox, bareDocuments);
  expect(stopped.stop).toEqual({ kind: 'limit-exceeded', lost: 7, values: 20, limitPercent: 30 });
  expect(stopped.summary).toMatchObject({
    exitCode: 4,
    certificates: { inScope: 20, updated: 0, unchanged: 13, notProcessed: 7 },
    problems: [
      {
        message: '7 of 20 values would be overwritten or cleared, more than 30 %.',
        remedy: expect.stringMatching(/--force.*maxOverwritePercent/),
      },
    ],
  });
  expect(writesOf(beyond.sandbox)).toEqual([]);
});

test('below 20 certificates in scope there is no limit', async () => {
  const few = await overwritingSandbox({ certificates: 19, values: 19, overwritten: 19 });
  expect((await sync(few.sandbox, bareDocuments)).summary).toMatchObject({
    exitCode: 0,
    certificates: { updated: 19 },
  });
  const enough = await overwritingSandbox({ certificates: 20, values: 19, overwritten: 19 });
  expect((await sync(enough.sandbox, bareDocuments)).summary.exitCode).toBe(4);
});

test('values that were not there before do not count', async () => {
  const { sandbox, pairs } = await bareSandbox(MANY);
  for (const pair of pairs) put(sandbox, pair, { sectigo: { 'Owner/Team': 'A' } });
  expect((await sync(sandbox, bareDocuments)).summary).toMatchObject({ certificates: { updated: MANY } });
});

test('values that are cleared count', async () => {
  const { sandbox, pairs } = await bareSandbox(MANY);
  for (const pair of pairs) put(sandbox, pair, { keyfactor: { Team: 'A' } });
  const fields = {
    CustomFields: bareDocuments.fields.CustomFields.map((field) => ({ ...field, emptyPolicy: 'clear' })),
  };
  const { stop } = await sync(sandbox, { ...bareDocuments, fields });
  expect(stop).toMatchObject({ kind: 'limit-exceeded', lost: 20 });
});

test.each(['kftosc', 'both'] as const)('%s has the same limit', async (mode) => {
  const { sandbox, pairs } = await overwritingSandbox();
  const parts = { mode, store: await temporaryStore(), ...bareDocuments };
  await sync(sandbox, parts);
  for (const pair of pairs) put(sandbox, pair, { keyfactor: { Team: 'C' } });
  sandbox.requests.clear();
  const { stop } = await sync(sandbox, parts);
  expect(stop).toMatchObject({ kind: 'limit-exceeded', lost: 20, values: mode === 'both' ? 40 : 20 });
  expect(writesOf(sandbox)).toEqual([]);
});

test.each([
  ['35', 0],
  [34, 4],
  [0, 4],
  [100, 0],
])('maxOverwritePercent %s ends a loss of 35 %% with exit code %i', async (maxOverwritePercent, exitCode) => {
  const { sandbox } = await overwritingSandbox({ overwritten: 7 });
  const config = { ...bareDocuments.config, maxOverwritePercent };
  expect((await sync(sandbox, { ...bareDocuments, config })).summary.exitCode).toBe(exitCode);
});

test('force passes the limit', async () => {
  const { sandbox } = await overwritingSandbox({ overwritten: 20 });
  const { summary } = await sync(sandbox, { ...bareDocuments, force: true });
  expect(summary).toMatchObject({ exitCode: 0, certificates: { updated: 20 } });
});

test('a dry run beyond the limit shows the plan and ends with exit code 4', async () => {
  const { sandbox } = await overwritingSandbox({ overwritten: 20 });
  const { summary, plans } = await dryRun(sandbox, bareDocuments);
  expect(summary).toMatchObject({ exitCode: 4, certificates: { updated: 20, notProcessed: 0 } });
  expect(summary.changes).toEqual([
    { side: 'keyfactor', field: 'Team', set: 0, overwritten: 20, cleared: 0 },
  ]);
  expect(plans[0]?.header.certificates).toBe(20);
  const forced = await dryRun(sandbox, { ...bareDocuments, force: true });
  expect(forced.summary.exitCode).toBe(0);
});

test('a run beyond the limit gives its plan, too, before it stops', async () => {
  const { sandbox } = await overwritingSandbox({ overwritten: 20 });
  let planned = 0;
  await sync(sandbox, {
    ...bareDocuments,
    onPlan: async ({ header }) => {
      planned = header.certificates;
    },
  });
  expect(planned).toBe(20);
});

test('a plan beyond the limit is applied with force only', async () => {
  const { sandbox } = await overwritingSandbox({ overwritten: 20 });
  const made = await plan(sandbox, bareDocuments);
  const { stop } = await apply(sandbox, made, bareDocuments);
  expect(stop).toMatchObject({ kind: 'limit-exceeded', lost: 20, values: 20 });
  expect(writesOf(sandbox)).toEqual([]);
  expect((await apply(sandbox, made, { ...bareDocuments, force: true })).summary.exitCode).toBe(0);
});

/** A sandbox after a first run over so many certificates. */
async function countedSandbox(certificates = 40) {
  const { sandbox, pairs } = await bareSandbox(certificates);
  const store = await temporaryStore();
  const run = (parts: SyncParts = {}) => sync(sandbox, { store, ...bareDocuments, ...parts });
  expect((await run()).summary.exitCode).toBe(0);
  expect(await store.lastInventory()).toEqual({
    sectigo: certificates,
    keyfactor: certificates,
    matched: certificates,
  });
  sandbox.requests.clear();
  const loseFromCommand = (count: number) => {
    for (const { keyfactorId } of pairs.splice(0, count)) sandbox.commandState.removeCertificate(keyfactorId);
  };
  return { sandbox, pairs, store, run, loseFromCommand };
}

const losses: [string, (sandbox: Sandbox, pair: Pair) => unknown][] = [
  ['SCM', (sandbox, { sslId }) => sandbox.scmState.removeCertificate(sslId)],
  ['Keyfactor', (sandbox, { keyfactorId }) => sandbox.commandState.removeCertificate(keyfactorId)],
  [
    'certificates that both systems have',
    (sandbox, { keyfactorId }) =>
      sandbox.commandState.updateCertificate(keyfactorId, { serialNumber: `DEAD${keyfactorId}` }),
  ],
];

test.each(losses)('%s: half may go between two runs, more may not', async (inventory, lose) => {
  const { sandbox, pairs, run } = await countedSandbox();
  for (const pair of pairs.splice(0, 20)) lose(sandbox, pair);
  expect((await run({ dryRun: true })).summary.exitCode).toBe(0);
  for (const pair of pairs.splice(0, 1)) lose(sandbox, pair);
  const { summary, stop } = await run();
  expect(stop).toEqual({ kind: 'inventory-shrunk', inventory, before: 40, now: 19, limitPercent: 50 });
  expect(summary).toMatchObject({ exitCode: 4, certificates: { inScope: 0 } });
  expect(summary.problems[0]?.message).toContain('19 certificates, where the run before found 40');
  expect(summary.problems[0]?.remedy).toMatch(/sslTypeIds.*--force.*maxShrinkPercent/);
  expect(writesOf(sandbox)).toEqual([]);
});

test('a first run, and one whose state is new, has nothing to shrink from', async () => {
  const { run, loseFromCommand } = await countedSandbox();
  loseFromCommand(39);
  expect((await run({ store: await temporaryStore() })).summary.exitCode).toBe(0);
  expect((await run({ store: undefined })).summary.exitCode).toBe(0);
});

test('an inventory of 19 may shrink to one', async () => {
  const few = await countedSandbox(19);
  few.loseFromCommand(18);
  expect((await few.run()).summary.exitCode).toBe(0);
  const enough = await countedSandbox(20);
  enough.loseFromCommand(19);
  expect((await enough.run()).stop).toMatchObject({ before: 20, now: 1 });
});

test('a run that stopped or failed is not what the next one is measured by', async () => {
  const { sandbox, pairs, run, loseFromCommand } = await countedSandbox();
  loseFromCommand(30);
  expect((await run()).summary.exitCode).toBe(4);
  expect((await run()).stop).toMatchObject({ before: 40, now: 10 });
  put(sandbox, pairs[0], { sectigo: { 'Owner/Team': 'A' } });
  sandbox.setKnobs({ failures: [{ system: 'command', method: 'PUT', response: 401 }] });
  expect((await run({ force: true })).summary.exitCode).toBe(1);
  sandbox.setKnobs({ failures: [] });
  expect((await run()).stop).toMatchObject({ before: 40, now: 10 });
});

test('force passes, and the next run is measured by what was found then', async () => {
  const { run, store, loseFromCommand } = await countedSandbox();
  loseFromCommand(30);
  expect((await run({ force: true })).summary.exitCode).toBe(0);
  expect(await store.lastInventory()).toMatchObject({ keyfactor: 10 });
  expect((await run()).summary.exitCode).toBe(0);
});

test.each([
  [24, 4],
  ['25', 0],
  [100, 0],
])('maxShrinkPercent %s ends a loss of 25 %% with exit code %i', async (maxShrinkPercent, exitCode) => {
  const { run, loseFromCommand } = await countedSandbox();
  loseFromCommand(10);
  const config = { ...bareDocuments.config, maxShrinkPercent };
  expect((await run({ config })).summary.exitCode).toBe(exitCode);
});

test('a dry run is measured, too, and is no measure itself', async () => {
  const { run, loseFromCommand } = await countedSandbox();
  loseFromCommand(30);
  for (let again = 0; again < 2; again += 1)
    expect((await run({ dryRun: true })).stop).toMatchObject({ before: 40, now: 10 });
});
