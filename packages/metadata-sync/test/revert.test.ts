import { expect, test } from 'vitest';
import { createSensitiveHash, type SyncPlan } from '../src/index.ts';
import { bareDocuments, bareFields, bareSandbox, heldBy, pairsOf, put, reimport } from './support/pairs.ts';
import { temporaryStore } from './support/state-files.ts';
import {
  apply,
  manualFields,
  plan,
  revert,
  type SyncParts,
  sandboxFor,
  sync,
  writesOf,
} from './support/sync.ts';

const hashSensitive = createSensitiveHash(new Uint8Array(32).fill(7));

/** A sandbox with edits on both sides after a first sync in two directions. */
async function editedSandbox(certificates = 3) {
  const { sandbox, pairs } = await bareSandbox(certificates);
  const parts = { store: await temporaryStore(), ...bareDocuments };
  for (const pair of pairs) {
    put(sandbox, pair, {
      sectigo: { 'Owner/Team': 'A', 'Review Date': '2027-01-01', 'Asset Number': '7' },
      keyfactor: { Team: 'A', Notes: 'n' },
    });
  }
  await sync(sandbox, { mode: 'both', ...parts });
  for (const pair of pairs) {
    put(sandbox, pair, {
      sectigo: { 'Owner/Team': 'B' },
      keyfactor: { Notes: `n${pair.keyfactorId}`, 'Review-Date': '2027-02-02' },
    });
  }
  const before = sandbox.metadata();
  sandbox.requests.clear();
  return { sandbox, pairs, parts, before };
}

test.each(['sctokf', 'kftosc'] as const)('a first %s is undone to the last value', async (mode) => {
  const sandbox = await sandboxFor();
  await sync(sandbox);
  const fields = { ManualFields: manualFields };
  for (const pair of pairsOf(sandbox)) {
    put(sandbox, pair, { sectigo: { 'Owner/Team': `t${pair.sslId}`, 'Review Date': '2027-01-01' } });
    put(sandbox, pair, { keyfactor: { Notes: 'n', Asset_Number: '42', 'Sectigo-Issuer': 'by hand' } });
  }
  const { digest } = sandbox.metadata();
  const store = await temporaryStore();
  const { summary } = await sync(sandbox, { mode, store, fields, force: true });
  expect(summary.exitCode).toBe(0);
  expect(summary.certificates.updated).toBeGreaterThan(20);
  expect(sandbox.metadata().digest).not.toBe(digest);
  const reverted = await revert(sandbox, { store, fields });
  expect(reverted.summary).toMatchObject({
    command: 'revert',
    exitCode: 0,
    certificates: { updated: summary.certificates.updated, failed: [], partial: [] },
  });
  expect(sandbox.metadata().digest).toBe(digest);
});

test('values that were new are taken away again, and created fields stay', async () => {
  const sandbox = await sandboxFor();
  const { digest } = sandbox.metadata();
  const store = await temporaryStore();
  await sync(sandbox, { store });
  const { summary } = await revert(sandbox, { store });
  expect(summary).toMatchObject({ exitCode: 0, fields: { created: 0, updated: 0 } });
  expect(sandbox.metadata().digest).toBe(digest);
  expect(sandbox.commandState.metadataFields().map(({ Name }) => Name)).toContain('Cost_Center');
});

test('a sync in two directions is undone on both sides, and stays undone', async () => {
  const { sandbox, parts, before } = await editedSandbox();
  await sync(sandbox, { mode: 'both', ...parts });
  expect(sandbox.metadata().digest).not.toBe(before.digest);
  expect((await revert(sandbox, parts)).summary.exitCode).toBe(0);
  expect(sandbox.metadata()).toEqual(before);
  sandbox.requests.clear();
  const { summary } = await sync(sandbox, { mode: 'both', ...parts });
  expect(summary).toMatchObject({ exitCode: 0, certificates: { updated: 0, conflicts: [] } });
  expect(writesOf(sandbox)).toEqual([]);
});

test('after a revert a change goes over as ever', async () => {
  const { sandbox, pairs, parts } = await editedSandbox();
  await sync(sandbox, { mode: 'both', ...parts });
  await revert(sandbox, parts);
  put(sandbox, pairs[0], { keyfactor: { Team: 'C' } });
  expect((await sync(sandbox, { mode: 'both', ...parts })).summary.exitCode).toBe(0);
  expect(heldBy(sandbox, pairs[0]).sectigo['Owner/Team']).toBe('C');
});

test('values that were cleared come back', async () => {
  const { sandbox, pairs, parts } = await editedSandbox();
  for (const pair of pairs) put(sandbox, pair, { sectigo: { 'Owner/Team': null, 'Review Date': null } });
  const before = sandbox.metadata();
  const fields = { CustomFields: bareFields.map((field) => ({ ...field, emptyPolicy: 'clear' })) };
  await sync(sandbox, { ...parts, fields });
  expect(heldBy(sandbox, pairs[0]).keyfactor).not.toHaveProperty('Team');
  expect((await revert(sandbox, { ...parts, fields })).summary.exitCode).toBe(0);
  expect(sandbox.metadata()).toEqual(before);
});

test('a revert can itself be reverted', async () => {
  const { sandbox, parts, before } = await editedSandbox();
  await sync(sandbox, { mode: 'both', ...parts });
  const synced = sandbox.metadata();
  await revert(sandbox, parts);
  expect(sandbox.metadata()).toEqual(before);
  expect((await revert(sandbox, parts)).summary.exitCode).toBe(0);
  expect(sandbox.metadata()).toEqual(synced);
  expect((await revert(sandbox, parts)).summary.exitCode).toBe(0);
  expect(sandbox.metadata()).toEqual(before);
});

test('an applied plan is undone like a run', async () => {
  const { sandbox, parts, before } = await editedSandbox();
  await apply(sandbox, await plan(sandbox, { mode: 'both', ...parts }), parts);
  expect((await revert(sandbox, parts)).summary.exitCode).toBe(0);
  expect(sandbox.metadata()).toEqual(before);
});

test('what changed since is left as it is and reported, the rest goes back', async () => {
  const { sandbox, pairs, parts, before } = await editedSandbox();
  await sync(sandbox, { mode: 'both', ...parts });
  const [pair] = pairs;
  put(sandbox, pair, { keyfactor: { Team: 'later' } });
  const { summary } = await revert(sandbox, parts);
  expect(summary).toMatchObject({ exitCode: 3, certificates: { updated: 2, failed: [] } });
  expect(summary.certificates.partial).toEqual([
    {
      serialNumber: expect.any(String),
      sectigoId: pair.sslId,
      keyfactorId: pair.keyfactorId,
      commonName: expect.any(String),
      field: 'Team',
      reason: 'changed since the run wrote it; left as it is',
      value: null,
    },
  ]);
  const after = sandbox.metadata();
  expect(after.scm).toEqual(before.scm);
  expect(heldBy(sandbox, pair).keyfactor).toMatchObject({ Team: 'later', Notes: `n${pair.keyfactorId}` });
});

test('a certificate of which everything changed since is failed, one that went is, too', async () => {
  const { sandbox, pairs, parts } = await editedSandbox();
  await sync(sandbox, { mode: 'sctokf', ...parts });
  const [changed, gone, deleted] = pairs;
  if (!gone || !deleted) throw new Error('three certificates are needed');
  put(sandbox, changed, { keyfactor: { Team: 'x', 'Review-Date': null, Notes: 'x' } });
  sandbox.commandState.removeCertificate(gone.keyfactorId);
  sandbox.scmState.removeCertificate(deleted.sslId);
  const { summary } = await revert(sandbox, parts);
  expect(summary.exitCode).toBe(3);
  const ids = new Set(summary.certificates.failed.map(({ keyfactorId }) => keyfactorId));
  expect([...ids].sort()).toEqual(pairs.map(({ keyfactorId }) => keyfactorId).sort());
});

test('what is back already is not written again', async () => {
  const { sandbox, pairs, parts } = await editedSandbox();
  await sync(sandbox, { mode: 'sctokf', ...parts });
  const [{ keyfactorId }] = pairs;
  put(sandbox, pairs[0], {
    keyfactor: { Team: 'A', 'Review-Date': '2027-02-02', Notes: `n${keyfactorId}` },
  });
  sandbox.requests.clear();
  const { summary } = await revert(sandbox, parts);
  expect(summary).toMatchObject({ exitCode: 0, certificates: { updated: 2, unchanged: 1 } });
  expect(writesOf(sandbox)).toHaveLength(2);
  sandbox.requests.clear();
  const [first] = (await parts.store.listRuns()).toReversed().slice(1);
  const again = await revert(sandbox, { ...parts, of: first?.runId ?? '' });
  expect(again.summary).toMatchObject({ exitCode: 0, certificates: { updated: 0, unchanged: 3 } });
  expect(writesOf(sandbox)).toEqual([]);
});

test('a dry run shows what would be written back and writes nothing, neither here nor there', async () => {
  const { sandbox, parts } = await editedSandbox();
  await sync(sandbox, { mode: 'both', ...parts });
  const synced = sandbox.metadata();
  const runs = await parts.store.listRuns();
  sandbox.requests.clear();
  const headers: SyncPlan['header'][] = [];
  const sides: string[] = [];
  const { summary } = await revert(sandbox, {
    ...parts,
    dryRun: true,
    onPlan: async (made) => {
      headers.push(made.header);
      for await (const { changes } of made.certificates()) sides.push(...changes.map(({ side }) => side));
    },
  });
  expect(summary).toMatchObject({ dryRun: true, exitCode: 0, certificates: { updated: 3 } });
  expect(headers).toMatchObject([{ certificates: 3, createFields: [] }]);
  expect(sides.sort()).toEqual([...Array(3).fill('keyfactor'), ...Array(6).fill('sectigo')]);
  expect(writesOf(sandbox)).toEqual([]);
  expect(sandbox.metadata()).toEqual(synced);
  expect(await parts.store.listRuns()).toEqual(runs);
});

test('a certificate that was written in part goes back in that part', async () => {
  const { sandbox, parts, before } = await editedSandbox();
  sandbox.setKnobs({ failures: [{ system: 'scm', method: 'PUT', response: 400 }] });
  const { summary } = await sync(sandbox, { mode: 'both', ...parts, http: { retries: 0 } });
  expect(summary).toMatchObject({ exitCode: 3, certificates: { updated: 0 } });
  sandbox.setKnobs({ failures: [] });
  sandbox.requests.clear();
  expect((await revert(sandbox, parts)).summary).toMatchObject({ exitCode: 0, certificates: { updated: 3 } });
  expect(sandbox.metadata()).toEqual(before);
  expect(sandbox.requests.list({ operation: 'updateSsl' })).toEqual([]);
});

test('a field that left the configuration is reported and left as it is', async () => {
  const { sandbox, pairs, parts } = await editedSandbox();
  await sync(sandbox, { mode: 'sctokf', ...parts });
  const fields = {
    CustomFields: bareFields.filter(({ sectigoFieldName }) => sectigoFieldName !== 'Review Date'),
  };
  const { summary } = await revert(sandbox, { ...parts, fields });
  expect(summary.exitCode).toBe(3);
  expect(summary.certificates.partial).toHaveLength(3);
  expect(summary.certificates.partial[0]).toMatchObject({
    field: 'Review-Date',
    reason: expect.stringContaining('not among the fields'),
  });
  expect(heldBy(sandbox, pairs[0]).keyfactor).toMatchObject({ Team: 'A', 'Review-Date': '2027-01-01' });
});

test('a sensitive value that was new is taken away, a former one is not known and stays', async () => {
  const { sandbox, pairs } = await bareSandbox(2);
  const [fresh, replaced] = pairs;
  if (replaced === undefined) throw new Error('two certificates are needed');
  const fields = { CustomFields: [{ ...bareFields[0], sensitive: true }] };
  const parts = { store: await temporaryStore(), ...bareDocuments, fields, hashSensitive };
  for (const pair of pairs) put(sandbox, pair, { sectigo: { 'Owner/Team': 'new' } });
  put(sandbox, replaced, { keyfactor: { Team: 'former' } });
  await sync(sandbox, parts);
  const { summary } = await revert(sandbox, parts);
  expect(summary).toMatchObject({
    exitCode: 3,
    certificates: {
      updated: 1,
      failed: [
        { keyfactorId: replaced.keyfactorId, field: 'Team', reason: expect.stringContaining('sensitive') },
      ],
    },
  });
  expect(heldBy(sandbox, fresh).keyfactor).toEqual({});
  expect(heldBy(sandbox, replaced).keyfactor).toEqual({ Team: 'new' });
});

test('a sensitive value of an applied plan file is recognized by its hash, too', async () => {
  const { sandbox, pairs } = await bareSandbox();
  const [pair] = pairs;
  const fields = { CustomFields: [{ ...bareFields[0], sensitive: true }] };
  const parts = { store: await temporaryStore(), ...bareDocuments, fields, hashSensitive };
  put(sandbox, pair, { sectigo: { 'Owner/Team': 'new' } });
  const made = await plan(sandbox, parts);
  const hashed: SyncPlan = {
    header: made.header,
    async *certificates() {
      for await (const certificate of made.certificates()) {
        const [first, ...others] = certificate.changes;
        yield { ...certificate, changes: [{ ...first, after: hashSensitive(first.after) }, ...others] };
      }
    },
  };
  expect((await apply(sandbox, hashed, parts)).summary.exitCode).toBe(0);
  expect(heldBy(sandbox, pair).keyfactor).toEqual({ Team: 'new' });
  expect((await revert(sandbox, parts)).summary.exitCode).toBe(0);
  expect(heldBy(sandbox, pair).keyfactor).toEqual({});
});

test('what several records of a certificate brought to SCM goes back whole', async () => {
  const { sandbox, pairs, parts } = await editedSandbox(8);
  await sync(sandbox, { mode: 'both', ...parts });
  const others = pairs.map((pair) => reimport(sandbox, pair));
  await sync(sandbox, { mode: 'both', ...parts });
  for (const pair of pairs) put(sandbox, pair, { keyfactor: { Team: 'one' } });
  for (const other of others) put(sandbox, other, { keyfactor: { Notes: 'two' } });
  const before = sandbox.metadata();
  sandbox.setKnobs({ jitterMs: 20 });
  expect((await sync(sandbox, { mode: 'both', ...parts })).summary.exitCode).toBe(0);
  expect((await revert(sandbox, parts)).summary.exitCode).toBe(0);
  expect(sandbox.metadata()).toEqual(before);
});

test('a run that wrote nothing is reverted by doing nothing', async () => {
  const { sandbox, pairs } = await bareSandbox();
  const parts: SyncParts & { store: Awaited<ReturnType<typeof temporaryStore>> } = {
    store: await temporaryStore(),
    ...bareDocuments,
  };
  put(sandbox, pairs[0], { sectigo: { 'Owner/Team': 'A' }, keyfactor: { Team: 'A' } });
  await sync(sandbox, parts);
  const { summary } = await revert(sandbox, parts);
  expect(summary).toMatchObject({ exitCode: 0, certificates: { inScope: 0 } });
  expect(writesOf(sandbox)).toEqual([]);
});
