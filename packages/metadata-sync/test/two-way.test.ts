import { expect, test } from 'vitest';
import type { ConflictPolicy } from '../src/index.ts';
import { bareDocuments, bareFields, bareSandbox, heldBy, put } from './support/pairs.ts';
import { temporaryStore } from './support/state-files.ts';
import { manualFields, type SyncParts, sync, writesOf } from './support/sync.ts';

const mode = 'both';

/** A sandbox whose certificates have been synced once, each with the team A. */
async function agreedSandbox(certificates = 1) {
  const { sandbox, pairs } = await bareSandbox(certificates);
  const store = await temporaryStore();
  for (const pair of pairs) put(sandbox, pair, { sectigo: { 'Owner/Team': 'A' }, keyfactor: { Team: 'A' } });
  const run = async (parts: SyncParts = {}) => {
    sandbox.requests.clear();
    const { summary } = await sync(sandbox, { mode, store, ...bareDocuments, ...parts });
    return summary;
  };
  expect((await run()).exitCode).toBe(0);
  expect(writesOf(sandbox)).toEqual([]);
  const [pair] = pairs;
  const team = () => {
    const { sectigo, keyfactor } = heldBy(sandbox, pair);
    return [sectigo['Owner/Team'], keyfactor.Team];
  };
  const agreed = async () =>
    (await store.readBaselines([pair.keyfactorId])).get(pair.keyfactorId)?.values['Owner/Team'];
  return { sandbox, store, pair, pairs, run, team, agreed };
}

function entryWith(parts: object): Pick<SyncParts, 'config' | 'fields'> {
  return { ...bareDocuments, fields: { CustomFields: [{ ...bareFields[0], ...parts }] } };
}

test('a success of Command that holds an error is not agreed on, so that nothing is written back from it', async () => {
  const { sandbox, pair, run, team, agreed } = await agreedSandbox();
  put(sandbox, pair, { sectigo: { 'Owner/Team': 'B' } });
  const fetch: typeof globalThis.fetch = async (input, init) => {
    return init?.method === 'PUT' && String(input).includes('/Certificates/Metadata')
      ? Response.json({ ErrorCode: '0xA0110002', Message: 'Not stored.' })
      : globalThis.fetch(input, init);
  };
  expect(await run({ http: { fetch } })).toMatchObject({ exitCode: 3, certificates: { updated: 0 } });
  expect(await agreed()).toBe('A');
  expect((await run()).exitCode).toBe(0);
  expect(team()).toEqual(['B', 'B']);
});

test('a first run fills the side without a value, both ways, and takes equal values for agreed', async () => {
  const { sandbox, pairs } = await bareSandbox(3);
  const store = await temporaryStore();
  const [one, two, three] = pairs;
  put(sandbox, one, { sectigo: { 'Owner/Team': 'A', 'Review Date': '2027-03-04' } });
  if (!two || !three) throw new Error('three certificates are needed');
  put(sandbox, two, { keyfactor: { Team: 'B', 'Review-Date': '2027-05-06', Asset: '7' } });
  put(sandbox, three, { sectigo: { 'Owner/Team': 'C' }, keyfactor: { Team: 'C' } });
  const { summary } = await sync(sandbox, { mode, store, ...bareDocuments });
  expect(summary).toMatchObject({
    exitCode: 0,
    command: 'both',
    mode: 'both',
    certificates: { updated: 2, unchanged: 1, conflicts: [] },
  });
  expect(heldBy(sandbox, one)).toEqual({
    sectigo: { 'Owner/Team': 'A', 'Review Date': '2027-03-04' },
    keyfactor: { Team: 'A', 'Review-Date': '2027-03-04' },
  });
  expect(heldBy(sandbox, two)).toEqual({
    sectigo: { 'Owner/Team': 'B', 'Review Date': '2027-05-06', 'Asset Number': '7' },
    keyfactor: { Team: 'B', 'Review-Date': '2027-05-06', Asset: '7' },
  });
  const baselines = await store.readBaselines(pairs.map(({ keyfactorId }) => keyfactorId));
  const teams = pairs.map(({ keyfactorId }) => baselines.get(keyfactorId)?.values['Owner/Team']);
  expect(teams).toEqual(['A', 'B', 'C']);
  sandbox.requests.clear();
  const second = await sync(sandbox, { mode, store, ...bareDocuments });
  expect(second.summary).toMatchObject({ exitCode: 0, certificates: { updated: 0, unchanged: 3 } });
  expect(writesOf(sandbox)).toEqual([]);
});

test('in a first run different values are a conflict: listed, counted as partial, and left alone', async () => {
  const { sandbox, pairs } = await bareSandbox();
  const [pair] = pairs;
  put(sandbox, pair, { sectigo: { 'Owner/Team': 'A' }, keyfactor: { Team: 'B', Notes: 'n' } });
  const parts = { mode, store: await temporaryStore(), ...bareDocuments } as const;
  const { summary } = await sync(sandbox, parts);
  const reference = { serialNumber: pair.serialNumber, sectigoId: pair.sslId, keyfactorId: pair.keyfactorId };
  expect(summary).toMatchObject({
    exitCode: 3,
    certificates: {
      updated: 0,
      partial: [
        { ...reference, field: 'Owner/Team', reason: expect.stringContaining('never seen to agree') },
      ],
    },
  });
  expect(summary.certificates.conflicts).toEqual([
    {
      ...reference,
      commonName: sandbox.scmState.certificate(pair.sslId)?.commonName,
      field: 'Owner/Team',
      sectigo: 'A',
      keyfactor: 'B',
      agreed: null,
    },
  ]);
  // The other field went over all the same.
  expect(heldBy(sandbox, pair)).toEqual({
    sectigo: { 'Owner/Team': 'A', Notes: 'n' },
    keyfactor: { Team: 'B', Notes: 'n' },
  });
  sandbox.requests.clear();
  const second = await sync(sandbox, parts);
  expect(second.summary).toMatchObject({ exitCode: 3, certificates: { conflicts: [{ agreed: null }] } });
  expect(writesOf(sandbox)).toEqual([]);
});

test('a value changed on one side goes to the other, each way', async () => {
  const { sandbox, pair, pairs, run, team, agreed } = await agreedSandbox(2);
  put(sandbox, pair, { sectigo: { 'Owner/Team': 'B' } });
  expect(await run()).toMatchObject({ exitCode: 0, certificates: { updated: 1, unchanged: 1 } });
  expect(team()).toEqual(['B', 'B']);
  expect(await agreed()).toBe('B');
  put(sandbox, pair, { keyfactor: { Team: 'C' } });
  expect(await run()).toMatchObject({ exitCode: 0, certificates: { updated: 1, unchanged: 1 } });
  expect(team()).toEqual(['C', 'C']);
  expect(await run()).toMatchObject({ certificates: { updated: 0, unchanged: 2 } });
  const [, other] = pairs;
  if (other === undefined) throw new Error('two certificates are needed');
  expect(heldBy(sandbox, other).keyfactor).toEqual({ Team: 'A' });
});

test('different fields of one certificate go different ways in one run', async () => {
  const { sandbox, pair, run } = await agreedSandbox();
  put(sandbox, pair, { sectigo: { 'Owner/Team': 'B' }, keyfactor: { Notes: 'from Command' } });
  expect(await run()).toMatchObject({ exitCode: 0, certificates: { updated: 1 } });
  expect(heldBy(sandbox, pair)).toEqual({
    sectigo: { 'Owner/Team': 'B', Notes: 'from Command' },
    keyfactor: { Team: 'B', Notes: 'from Command' },
  });
});

test('what both sides changed alike is not written, and is agreed from then on', async () => {
  const { sandbox, pair, run, team, agreed } = await agreedSandbox();
  put(sandbox, pair, { sectigo: { 'Owner/Team': 'B' }, keyfactor: { Team: 'B' } });
  expect(await run()).toMatchObject({ exitCode: 0, certificates: { unchanged: 1 } });
  expect(writesOf(sandbox)).toEqual([]);
  expect(await agreed()).toBe('B');
  put(sandbox, pair, { keyfactor: { Team: 'A' } });
  await run();
  expect(team()).toEqual(['A', 'A']);
});

test.each<[ConflictPolicy, string[], number]>([
  ['report', ['B', 'C'], 3],
  ['sectigo', ['B', 'B'], 0],
  ['keyfactor', ['C', 'C'], 0],
])('what both sides changed differently ends by %s as %j', async (conflicts, expected, exitCode) => {
  const { sandbox, pair, run, team } = await agreedSandbox();
  put(sandbox, pair, { sectigo: { 'Owner/Team': 'B' }, keyfactor: { Team: 'C' } });
  const config = { ...bareDocuments.config, conflicts };
  const summary = await run({ config });
  expect(summary.exitCode).toBe(exitCode);
  expect(team()).toEqual(expected);
  expect(summary.certificates.conflicts).toMatchObject(
    conflicts === 'report' ? [{ sectigo: 'B', keyfactor: 'C', agreed: 'A' }] : [],
  );
  expect(await run({ config })).toMatchObject({ exitCode, certificates: { updated: 0 } });
  expect(writesOf(sandbox)).toEqual([]);
});

test('a conflict is over when somebody makes both sides alike, or lets one win', async () => {
  const { sandbox, pair, run, team, agreed } = await agreedSandbox();
  put(sandbox, pair, { sectigo: { 'Owner/Team': 'B' }, keyfactor: { Team: 'C' } });
  expect((await run()).exitCode).toBe(3);
  expect(await agreed()).toBe('A');
  put(sandbox, pair, { sectigo: { 'Owner/Team': 'C' } });
  expect(await run()).toMatchObject({ exitCode: 0, certificates: { unchanged: 1 } });
  expect(await agreed()).toBe('C');
  put(sandbox, pair, { sectigo: { 'Owner/Team': 'D' }, keyfactor: { Team: 'E' } });
  expect((await run()).exitCode).toBe(3);
  expect((await run({ config: { ...bareDocuments.config, conflicts: 'keyfactor' } })).exitCode).toBe(0);
  expect(team()).toEqual(['E', 'E']);
});

test('a conflict where one side was cleared shows that side as empty', async () => {
  const { sandbox, pair, run } = await agreedSandbox();
  put(sandbox, pair, { sectigo: { 'Owner/Team': null }, keyfactor: { Team: 'C' } });
  const summary = await run();
  expect(summary.exitCode).toBe(3);
  expect(summary.certificates.conflicts).toMatchObject([{ sectigo: null, keyfactor: 'C', agreed: 'A' }]);
});

test.each(['sectigo', 'keyfactor'] as const)(
  'a value cleared in %s stays on the other side, or goes there, too, by the empty policy',
  async (side) => {
    const { sandbox, pair, run, team } = await agreedSandbox();
    const [here, there] = side === 'sectigo' ? [0, 1] : [1, 0];
    const cleared = side === 'sectigo' ? { sectigo: { 'Owner/Team': null } } : { keyfactor: { Team: null } };
    put(sandbox, pair, cleared);
    for (const parts of [{}, entryWith({ emptyPolicy: 'keep' })]) {
      expect(await run(parts)).toMatchObject({ exitCode: 0, certificates: { updated: 0, unchanged: 1 } });
      expect(writesOf(sandbox)).toEqual([]);
    }
    expect(team()[here]).toBeUndefined();
    expect(team()[there]).toBe('A');
    const clear = entryWith({ emptyPolicy: 'clear' });
    expect(await run(clear)).toMatchObject({ exitCode: 0, certificates: { updated: 1 } });
    expect(team()).toEqual([undefined, undefined]);
    expect(await run(clear)).toMatchObject({ certificates: { updated: 0 } });
  },
);

test('a value cleared and set anew is a change like any other', async () => {
  const { sandbox, pair, run, team } = await agreedSandbox();
  put(sandbox, pair, { keyfactor: { Team: null } });
  await run();
  put(sandbox, pair, { keyfactor: { Team: 'B' } });
  expect((await run()).exitCode).toBe(0);
  expect(team()).toEqual(['B', 'B']);
});

const truncating = { ...bareDocuments, config: { ...bareDocuments.config, enableTruncation: 'true' } };

test('a value cut for SCM neither comes back over the whole one nor goes over again', async () => {
  const { sandbox, pair, run } = await agreedSandbox();
  const whole = 'w'.repeat(1000);
  put(sandbox, pair, { keyfactor: { Notes: whole } });
  expect(await run(truncating)).toMatchObject({ exitCode: 0, certificates: { updated: 1 } });
  const cut = { sectigo: { Notes: 'w'.repeat(256) }, keyfactor: { Notes: whole } };
  expect(heldBy(sandbox, pair)).toMatchObject(cut);
  for (let again = 0; again < 2; again += 1) {
    expect(await run(truncating)).toMatchObject({ exitCode: 0, certificates: { updated: 0 } });
    expect(writesOf(sandbox)).toEqual([]);
  }
  put(sandbox, pair, { sectigo: { Notes: 'new in SCM' } });
  await run(truncating);
  expect(heldBy(sandbox, pair).keyfactor.Notes).toBe('new in SCM');
});

test('a value cut for Command neither comes back over the whole one nor goes over again', async () => {
  const { sandbox, pair, run } = await agreedSandbox();
  const whole = 'w'.repeat(500);
  put(sandbox, pair, { sectigo: { 'Owner/Team': whole } });
  expect(await run(truncating)).toMatchObject({ exitCode: 0, certificates: { updated: 1 } });
  expect(heldBy(sandbox, pair)).toMatchObject({
    sectigo: { 'Owner/Team': whole },
    keyfactor: { Team: 'w'.repeat(400) },
  });
  for (let again = 0; again < 2; again += 1) {
    expect(await run(truncating)).toMatchObject({ exitCode: 0, certificates: { updated: 0 } });
    expect(writesOf(sandbox)).toEqual([]);
  }
  put(sandbox, pair, { keyfactor: { Team: 'new in Command' } });
  await run(truncating);
  expect(heldBy(sandbox, pair).sectigo['Owner/Team']).toBe('new in Command');
});

test('a value that is too long where nothing is cut fails in every run and is written nowhere', async () => {
  const { sandbox, pair, run, agreed } = await agreedSandbox();
  put(sandbox, pair, { keyfactor: { Team: 'w'.repeat(257) } });
  for (let again = 0; again < 2; again += 1) {
    const summary = await run();
    expect(summary).toMatchObject({ exitCode: 3, certificates: { partial: [{ field: 'Owner/Team' }] } });
    expect(summary.certificates.conflicts).toEqual([]);
    expect(writesOf(sandbox)).toEqual([]);
  }
  expect(await agreed()).toBe('A');
});

test("a value that can't be read fails the field, and is not overwritten from the other side", async () => {
  const { sandbox, pair, run } = await agreedSandbox();
  put(sandbox, pair, {
    sectigo: { 'Review Date': '2027-01-01' },
    keyfactor: { 'Review-Date': '2027-01-01' },
  });
  await run();
  put(sandbox, pair, { sectigo: { 'Review Date': 'soon', 'Owner/Team': 'B' } });
  put(sandbox, pair, { keyfactor: { 'Review-Date': '2027-02-02' } });
  const summary = await run();
  expect(summary.exitCode).toBe(3);
  expect(summary.certificates.partial).toMatchObject([{ field: 'Review-Date', value: 'soon' }]);
  expect(heldBy(sandbox, pair)).toEqual({
    sectigo: { 'Owner/Team': 'B', 'Review Date': 'soon' },
    keyfactor: { Team: 'B', 'Review-Date': '2027-02-02' },
  });
});

test('manual fields go to Command only', async () => {
  const { sandbox, pair, run } = await agreedSandbox();
  const fields = { CustomFields: bareFields, ManualFields: [manualFields[0]] };
  expect(await run({ fields })).toMatchObject({ exitCode: 0, fields: { created: 1 } });
  const { 'Sectigo-Issuer': issuer } = heldBy(sandbox, pair).keyfactor;
  expect(issuer).toContain('Sectigo');
  put(sandbox, pair, { keyfactor: { 'Sectigo-Issuer': 'by hand' } });
  expect(await run({ fields })).toMatchObject({ exitCode: 0, certificates: { updated: 1, conflicts: [] } });
  expect(heldBy(sandbox, pair).keyfactor['Sectigo-Issuer']).toBe(issuer);
  expect(sandbox.requests.list({ operation: 'updateSsl' })).toEqual([]);
});

test('an inactive custom field is left out, or goes to Command only', async () => {
  const { sandbox, pair, run } = await agreedSandbox();
  const legacy = {
    sectigoFieldName: 'Legacy Code',
    keyfactorMetadataFieldName: 'Legacy',
    keyfactorDataType: 1,
  };
  sandbox.commandState.putMetadataField({ Name: 'Legacy' });
  put(sandbox, pair, { keyfactor: { Legacy: 'L1' } });
  const fields = { CustomFields: [...bareFields, legacy] };
  for (const enableDisabledFieldSync of ['false', 'true']) {
    const config = { ...bareDocuments.config, enableDisabledFieldSync };
    expect(await run({ config, fields })).toMatchObject({ exitCode: 0, certificates: { unchanged: 1 } });
    expect(writesOf(sandbox)).toEqual([]);
  }
});

test('certificates without a change cost no write when others change', async () => {
  const { sandbox, pair, run } = await agreedSandbox(3);
  put(sandbox, pair, { keyfactor: { Team: 'B' } });
  await run();
  expect(writesOf(sandbox)).toHaveLength(1);
});

test('metadata fields that Command lacks are created and filled', async () => {
  const { sandbox, pair, run } = await agreedSandbox();
  const email = {
    sectigoFieldName: 'Contact E-mail',
    keyfactorMetadataFieldName: 'Contact',
    keyfactorDataType: 7,
  };
  put(sandbox, pair, { sectigo: { 'Contact E-mail': 'a@corp.example' } });
  const summary = await run({ fields: { CustomFields: [...bareFields, email] } });
  expect(summary).toMatchObject({ exitCode: 0, fields: { created: 1 }, certificates: { updated: 1 } });
  expect(heldBy(sandbox, pair).keyfactor).toEqual({ Team: 'A', Contact: 'a@corp.example' });
});

test('without the state every run is a first run: nothing is lost, and a change is a conflict', async () => {
  const { sandbox, pair, run, team } = await agreedSandbox();
  const store = await temporaryStore();
  put(sandbox, pair, { sectigo: { 'Owner/Team': 'B' }, keyfactor: { Notes: 'n' } });
  const summary = await run({ store });
  expect(summary).toMatchObject({ exitCode: 3, certificates: { conflicts: [{ agreed: null }] } });
  expect(team()).toEqual(['B', 'A']);
  expect(heldBy(sandbox, pair).sectigo.Notes).toBe('n');
  put(sandbox, pair, { keyfactor: { Team: 'B' } });
  expect((await run({ store })).exitCode).toBe(0);
  put(sandbox, pair, { keyfactor: { Team: 'C' } });
  expect((await run({ store })).exitCode).toBe(0);
  expect(team()).toEqual(['C', 'C']);
});

test('the baseline of another certificate that took the id does not count', async () => {
  const { sandbox, store, pair, run, team } = await agreedSandbox();
  const row = (await store.readBaselines([pair.keyfactorId])).get(pair.keyfactorId);
  await store.writeBaselines([
    { keyfactorId: pair.keyfactorId, serial: 'ABCDEF', values: row?.values ?? {} },
  ]);
  put(sandbox, pair, { sectigo: { 'Owner/Team': 'B' } });
  expect(await run()).toMatchObject({ exitCode: 3, certificates: { conflicts: [{ agreed: null }] } });
  expect(team()).toEqual(['B', 'A']);
});

test('a run in one direction keeps the baseline up for what it writes', async () => {
  const { sandbox, pair, run, team, agreed } = await agreedSandbox();
  put(sandbox, pair, { sectigo: { 'Owner/Team': 'B' }, keyfactor: { Team: 'C' } });
  await run({ mode: 'sctokf' });
  expect(team()).toEqual(['B', 'B']);
  expect(await agreed()).toBe('B');
  put(sandbox, pair, { keyfactor: { Team: 'D' } });
  expect((await run()).exitCode).toBe(0);
  expect(team()).toEqual(['D', 'D']);
});
