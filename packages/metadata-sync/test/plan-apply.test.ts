import { expect, test } from 'vitest';
import {
  createSensitiveHash,
  type PlannedCertificate,
  readPlanLines,
  type SyncPlan,
  writePlanLines,
} from '../src/index.ts';
import { bareDocuments, bareFields, bareSandbox, heldBy, pairsOf, put, reimport } from './support/pairs.ts';
import { temporaryStore } from './support/state-files.ts';
import { apply, dryRun, plan, sandboxFor, sync, writesOf } from './support/sync.ts';

const hashSensitive = createSensitiveHash(new Uint8Array(32).fill(7));

/** The lines of a plan as they would be in its file. */
async function linesOf(made: SyncPlan): Promise<string[]> {
  return Array.fromAsync(writePlanLines(made, { hashSensitive }));
}

/** The plan as it comes back from a file. */
async function throughFile(made: SyncPlan): Promise<SyncPlan> {
  const bytes = Buffer.from((await linesOf(made)).join(''));
  return readPlanLines(async function* () {
    yield bytes;
  });
}

async function certificatesOf(made: SyncPlan): Promise<PlannedCertificate[]> {
  return Array.fromAsync(made.certificates());
}

/** A sandbox after a first sync, with edits in both systems, and the plan of another sync. */
async function plannedSandbox(mode: 'sctokf' | 'kftosc' | 'both', certificates = 3) {
  const { sandbox, pairs } = await bareSandbox(certificates);
  const store = await temporaryStore();
  for (const pair of pairs) put(sandbox, pair, { sectigo: { 'Owner/Team': 'A' } });
  await sync(sandbox, { mode: 'both', store, ...bareDocuments });
  for (const pair of pairs) {
    if (mode !== 'sctokf') put(sandbox, pair, { keyfactor: { Notes: `n${pair.keyfactorId}` } });
    if (mode !== 'kftosc') put(sandbox, pair, { sectigo: { 'Owner/Team': `t${pair.sslId}` } });
  }
  const parts = { store, ...bareDocuments };
  const made = await throughFile(await plan(sandbox, { mode, ...parts }));
  sandbox.requests.clear();
  return { sandbox, pairs, store, parts, made };
}

test.each(['sctokf', 'kftosc', 'both'] as const)(
  'a plan for %s, applied, does exactly what it says',
  async (mode) => {
    const { sandbox, parts, made } = await plannedSandbox(mode);
    expect(made.header).toMatchObject({ mode, certificates: 3, createFields: [], updateFields: [] });
    const planned = await certificatesOf(made);
    const { summary } = await apply(sandbox, made, parts);
    expect(summary).toMatchObject({
      command: 'apply',
      mode,
      exitCode: 0,
      certificates: { inScope: 3, updated: 3, unchanged: 0 },
    });
    for (const { sectigoId, keyfactorId, serialNumber, changes } of planned) {
      const pair = { sslId: sectigoId ?? 0, keyfactorId: keyfactorId ?? 0, serialNumber };
      for (const { side, field, after } of changes)
        expect(heldBy(sandbox, pair)[side]).toHaveProperty([field], after);
    }
    expect(writesOf(sandbox)).toHaveLength(mode === 'both' ? 6 : 3);
    const { summary: next } = await sync(sandbox, { mode, ...parts });
    expect(next.certificates.updated).toBe(0);
  },
);

test('a plan applied ends as the run would have ended', async () => {
  const [planned, direct] = [await sandboxFor(), await sandboxFor()];
  const made = await throughFile(await plan(planned));
  expect(made.header.createFields).toHaveLength(11);
  const { summary } = await apply(planned, made);
  const { summary: expected } = await sync(direct);
  expect(summary).toMatchObject({ exitCode: 0, fields: { created: 11 } });
  expect(summary.certificates.updated).toBe(expected.certificates.updated);
  expect(planned.metadata().digest).toBe(direct.metadata().digest);
});

test('a plan applied twice finds everything done the second time and writes nothing', async () => {
  const { sandbox, parts, made } = await plannedSandbox('both');
  await apply(sandbox, made, parts);
  sandbox.requests.clear();
  const { summary } = await apply(sandbox, made, parts);
  expect(summary).toMatchObject({ exitCode: 0, certificates: { updated: 0, unchanged: 3, failed: [] } });
  expect(writesOf(sandbox)).toEqual([]);
});

test('a plan applied again does what is left, and refuses what somebody changed', async () => {
  const { sandbox, pairs, parts, made } = await plannedSandbox('sctokf');
  const [done, edited] = pairs;
  if (edited === undefined) throw new Error('two certificates are needed');
  put(sandbox, done, { keyfactor: { Team: `t${done.sslId}`, Asset: '7' } });
  put(sandbox, edited, { keyfactor: { Team: 'by hand' } });
  const { summary } = await apply(sandbox, made, parts);
  expect(summary).toMatchObject({ exitCode: 3, certificates: { updated: 1, unchanged: 1 } });
  expect(summary.certificates.failed).toMatchObject([{ sectigoId: edited.sslId }]);
  expect(heldBy(sandbox, done).keyfactor.Asset).toBe('7');
  expect(heldBy(sandbox, edited).keyfactor.Team).toBe('by hand');
});

test.each([
  ['the value to be written', { sectigo: { 'Owner/Team': 'later' } }],
  ['the value to be overwritten', { keyfactor: { Team: 'later' } }],
  ['another field of the sync', { keyfactor: { Asset: '7' } }],
  ['another field of the sync in SCM', { sectigo: { 'Review Date': '2027-01-01' } }],
])('a certificate in which %s changed since is refused, the others are written', async (_, change) => {
  const { sandbox, pairs, parts, made } = await plannedSandbox('sctokf');
  const [victim, ...others] = pairs;
  put(sandbox, victim, change);
  const before = heldBy(sandbox, victim);
  const { summary } = await apply(sandbox, made, parts);
  expect(summary).toMatchObject({ exitCode: 3, certificates: { updated: 2 } });
  expect(summary.certificates.failed).toMatchObject([
    { sectigoId: victim.sslId, field: null, reason: expect.stringContaining('since the plan was made') },
  ]);
  expect(heldBy(sandbox, victim)).toEqual(before);
  for (const other of others) expect(heldBy(sandbox, other).keyfactor.Team).toBe(`t${other.sslId}`);
});

test('a change outside the fields of the sync refuses nothing', async () => {
  const { sandbox, pairs, parts, made } = await plannedSandbox('sctokf');
  put(sandbox, pairs[0], { sectigo: { 'Cost Center': 'CC-1' }, keyfactor: { BusinessUnit: 'Retail' } });
  expect((await apply(sandbox, made, parts)).summary.exitCode).toBe(0);
});

test.each<[string, (of: Awaited<ReturnType<typeof plannedSandbox>>) => void]>([
  ['deleted in SCM', ({ sandbox, pairs }) => sandbox.scmState.removeCertificate(pairs[0].sslId)],
  [
    'deleted in Command',
    ({ sandbox, pairs }) => sandbox.commandState.removeCertificate(pairs[0].keyfactorId),
  ],
  [
    'revoked in SCM',
    ({ sandbox, pairs }) => sandbox.scmState.updateCertificate(pairs[0].sslId, { status: 'Revoked' }),
  ],
])('a certificate that was %s since is refused, the others are written', async (_, interfere) => {
  const planned = await plannedSandbox('both');
  interfere(planned);
  const { sandbox, pairs, parts, made } = planned;
  const { summary } = await apply(sandbox, made, parts);
  expect(summary).toMatchObject({ exitCode: 3, certificates: { updated: 2 } });
  expect(summary.certificates.failed).toMatchObject([{ sectigoId: pairs[0].sslId, field: null }]);
  expect(sandbox.requests.list({ operation: 'updateSsl' })).toHaveLength(2);
});

test('another certificate under the id of the plan is refused', async () => {
  const { sandbox, pairs, parts, made } = await plannedSandbox('sctokf');
  sandbox.commandState.updateCertificate(pairs[0].keyfactorId, { serialNumber: 'ABCDEF01' });
  const { summary } = await apply(sandbox, made, parts);
  expect(summary).toMatchObject({ exitCode: 3, certificates: { updated: 2 } });
});

test.each([
  ['a field less', { fields: { CustomFields: bareFields.slice(1) } }],
  [
    'another empty policy',
    { fields: { CustomFields: bareFields.map((field) => ({ ...field, emptyPolicy: 'clear' })) } },
  ],
  [
    'another field',
    {
      fields: {
        CustomFields: [
          ...bareFields,
          { sectigoFieldName: 'Cost Center', keyfactorMetadataFieldName: 'Cost', keyfactorDataType: 1 },
        ],
      },
    },
  ],
])('with %s in the configuration the plan is outdated and nothing is written', async (_, change) => {
  const { sandbox, parts, made } = await plannedSandbox('sctokf');
  const { summary, stop } = await apply(sandbox, made, { ...parts, ...change });
  expect(stop).toEqual({ kind: 'plan-outdated' });
  expect(summary.exitCode).toBe(4);
  expect(summary.problems[0]?.remedy).toContain('Make a new plan');
  expect(writesOf(sandbox)).toEqual([]);
});

test('a plan for another system is outdated', async () => {
  const { sandbox, parts, made } = await plannedSandbox('sctokf');
  const config = { ...bareDocuments.config, sectigoAPIUrl: 'https://other.cert-manager.com' };
  expect((await apply(sandbox, made, { ...parts, config })).stop).toEqual({ kind: 'plan-outdated' });
});

test('metadata fields that went since the plan was made are not created: the plan is outdated', async () => {
  const { sandbox, parts, made } = await plannedSandbox('sctokf');
  const field = sandbox.commandState.metadataFields().find(({ Name }) => Name === 'Asset');
  sandbox.commandState.removeMetadataField(field?.Id ?? 0);
  expect((await apply(sandbox, made, parts)).stop).toEqual({ kind: 'plan-outdated' });
  expect(writesOf(sandbox)).toEqual([]);
});

test('a plan with fields to create still applies where somebody created them meanwhile', async () => {
  const sandbox = await sandboxFor({ certificates: 3 });
  const fields = { CustomFields: bareFields };
  const made = await plan(sandbox, { ...bareDocuments, fields });
  expect([...made.header.createFields].sort()).toEqual(['Asset', 'Notes', 'Review-Date', 'Team']);
  sandbox.commandState.putMetadataField({ Name: 'Team', Description: 'by hand' });
  const { summary } = await apply(sandbox, made, { ...bareDocuments, fields });
  expect(summary).toMatchObject({ exitCode: 0, fields: { created: 3 } });
  const [pair] = pairsOf(sandbox);
  const { sectigo, keyfactor } = heldBy(sandbox, pair);
  expect(keyfactor.Team).toBe(sectigo['Owner/Team']);
});

test('field updates are part of the plan', async () => {
  const { sandbox } = await bareSandbox();
  const fields = { CustomFields: bareFields.map((field) => ({ ...field, keyfactorHint: 'hint' })) };
  const documents = { ...bareDocuments, fields };
  const made = await throughFile(await plan(sandbox, { ...documents, updateFields: true }));
  expect(made.header.updateFields).toHaveLength(4);
  const { summary } = await apply(sandbox, made, documents);
  expect(summary).toMatchObject({ exitCode: 0, fields: { updated: 4, different: expect.any(Array) } });
  expect(sandbox.commandState.metadataFields().filter(({ Hint }) => Hint === 'hint')).toHaveLength(4);
});

const secret = { CustomFields: [{ ...bareFields[0], sensitive: true }, bareFields[1]] };

test('values of sensitive fields are hashes in the plan file, and are written all the same', async () => {
  const { sandbox, pairs } = await bareSandbox(2);
  for (const pair of pairs) put(sandbox, pair, { sectigo: { 'Owner/Team': 'S3cret-Team', Notes: 'open' } });
  const documents = { ...bareDocuments, fields: secret, hashSensitive, store: await temporaryStore() };
  const made = await plan(sandbox, documents);
  const lines = (await linesOf(made)).join('');
  expect(lines).not.toContain('S3cret-Team');
  expect(lines).toContain('open');
  const { summary } = await apply(sandbox, await throughFile(made), documents);
  expect(summary).toMatchObject({ exitCode: 0, certificates: { updated: 2 } });
  for (const pair of pairs)
    expect(heldBy(sandbox, pair).keyfactor).toEqual({ Team: 'S3cret-Team', Notes: 'open' });
});

test('sensitive values go back and are cleared by plan, too', async () => {
  const { sandbox, pairs } = await bareSandbox(2);
  const [one, two] = pairs;
  if (two === undefined) throw new Error('two certificates are needed');
  const fields = { CustomFields: [{ ...bareFields[0], sensitive: true, emptyPolicy: 'clear' }] };
  const documents = { ...bareDocuments, fields, hashSensitive };
  put(sandbox, one, { keyfactor: { Team: 'S3cret' }, sectigo: { 'Owner/Team': 'old' } });
  put(sandbox, two, { sectigo: { 'Owner/Team': 'old' } });
  const made = await throughFile(await plan(sandbox, { ...documents, mode: 'kftosc' }));
  expect((await apply(sandbox, made, documents)).summary.exitCode).toBe(0);
  expect(heldBy(sandbox, one).sectigo).toEqual({ 'Owner/Team': 'S3cret' });
  expect(heldBy(sandbox, two).sectigo).toEqual({});
});

test('a sensitive value that was cut is written cut from a plan file', async () => {
  const { sandbox, pairs } = await bareSandbox();
  const documents = {
    ...bareDocuments,
    config: { ...bareDocuments.config, enableTruncation: 'true' },
    fields: secret,
    hashSensitive,
  };
  put(sandbox, pairs[0], { sectigo: { 'Owner/Team': 's'.repeat(500) } });
  const made = await throughFile(await plan(sandbox, documents));
  expect((await apply(sandbox, made, documents)).summary.exitCode).toBe(0);
  expect(heldBy(sandbox, pairs[0]).keyfactor.Team).toBe('s'.repeat(400));
});

test('with another key the sensitive values of a plan are refused', async () => {
  const { sandbox, pairs } = await bareSandbox();
  put(sandbox, pairs[0], { sectigo: { 'Owner/Team': 'S3cret' } });
  const documents = { ...bareDocuments, fields: secret, hashSensitive };
  const made = await throughFile(await plan(sandbox, documents));
  const other = createSensitiveHash(new Uint8Array(32).fill(8));
  sandbox.requests.clear();
  const { summary } = await apply(sandbox, made, { ...documents, hashSensitive: other });
  expect(summary).toMatchObject({ exitCode: 3, certificates: { failed: [{ field: null }] } });
  expect(writesOf(sandbox)).toEqual([]);
});

test('a re-imported certificate is applied to all its records, and its values are agreed', async () => {
  const { sandbox, pairs } = await bareSandbox();
  const [one] = pairs;
  const two = reimport(sandbox, one);
  const parts = { store: await temporaryStore(), ...bareDocuments };
  put(sandbox, one, { sectigo: { 'Owner/Team': 'A' } });
  await sync(sandbox, { mode: 'both', ...parts });
  put(sandbox, one, { keyfactor: { Team: 'B' } });
  const made = await throughFile(await plan(sandbox, { mode: 'both', ...parts }));
  expect(await certificatesOf(made)).toHaveLength(2);
  expect((await apply(sandbox, made, parts)).summary.exitCode).toBe(0);
  expect(heldBy(sandbox, one)).toEqual({ sectigo: { 'Owner/Team': 'B' }, keyfactor: { Team: 'B' } });
  expect(heldBy(sandbox, two)).toEqual({ sectigo: { 'Owner/Team': 'B' }, keyfactor: { Team: 'B' } });
  put(sandbox, two, { keyfactor: { Team: 'C' } });
  const { summary } = await sync(sandbox, { mode: 'both', ...parts });
  expect(summary).toMatchObject({ exitCode: 0, certificates: { conflicts: [] } });
  expect(heldBy(sandbox, one).keyfactor.Team).toBe('C');
});

test('what a plan for both directions wrote is agreed afterwards', async () => {
  const { sandbox, pairs, store, parts, made } = await plannedSandbox('both');
  await apply(sandbox, made, parts);
  const [pair] = pairs;
  const { values } = (await store.readBaselines([pair.keyfactorId])).get(pair.keyfactorId) ?? {};
  expect(values).toMatchObject({ 'Owner/Team': `t${pair.sslId}`, Notes: `n${pair.keyfactorId}` });
  put(sandbox, pair, { keyfactor: { Team: 'next' } });
  expect((await sync(sandbox, { mode: 'both', ...parts })).summary.exitCode).toBe(0);
  expect(heldBy(sandbox, pair).sectigo['Owner/Team']).toBe('next');
});

test('an applied plan is a run of its own in the history, and names the plan', async () => {
  const { sandbox, store, parts, made } = await plannedSandbox('both');
  const { summary } = await apply(sandbox, made, parts);
  const [run] = await store.listRuns();
  expect(run).toMatchObject({
    runId: summary.runId,
    command: 'apply',
    of: made.header.planId,
    end: { exitCode: 0 },
    values: { started: 0, written: 6, 'not-written': 0 },
  });
});

test('a dry run leaves nothing in the state', async () => {
  const { sandbox, pairs } = await bareSandbox();
  const store = await temporaryStore();
  put(sandbox, pairs[0], { sectigo: { 'Owner/Team': 'A' }, keyfactor: { Team: 'A' } });
  await dryRun(sandbox, { mode: 'both', store, ...bareDocuments });
  expect(await store.listRuns()).toEqual([]);
  expect((await store.readBaselines([pairs[0].keyfactorId])).size).toBe(0);
});

test.each(['sctokf', 'kftosc', 'both'] as const)(
  'plans for %s are equal whatever order responses come in',
  async (mode) => {
    const sandbox = await sandboxFor({ certificates: 30 });
    await sync(sandbox);
    for (const pair of pairsOf(sandbox)) {
      put(sandbox, pair, { sectigo: { 'Owner/Team': `t${pair.sslId}` } });
      put(sandbox, pair, { keyfactor: { Notes: `n${pair.keyfactorId}` } });
    }
    sandbox.setKnobs({ jitterMs: 20 });
    const lines: string[][] = [];
    for (let run = 0; run < 2; run += 1) {
      const [, ...certificates] = (
        await linesOf(await plan(sandbox, { mode, store: await temporaryStore() }))
      ).slice(0, -1);
      lines.push(certificates);
    }
    expect(lines[0]?.length).toBeGreaterThan(10);
    expect(lines[1]).toEqual(lines[0]);
  },
);
