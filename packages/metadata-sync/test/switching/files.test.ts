import { expect, test } from 'vitest';
import { type ConfigurationProblem, readSettings } from '../../src/index.ts';
import { documentsWith, validEntry } from '../support/documents.ts';
import { heldBy, pairsOf, put } from '../support/pairs.ts';
import { temporaryStore } from '../support/state-files.ts';
import {
  apply,
  dryRun,
  manualFields,
  plan,
  revert,
  type SyncParts,
  sandboxFor,
  sync,
  writesOf,
} from '../support/sync.ts';

/** An entry as the files of the original have it, every key present. */
const entry = (sectigoFieldName: string, keyfactorMetadataFieldName: string, parts: object = {}) => ({
  ...validEntry,
  sectigoFieldName,
  keyfactorMetadataFieldName,
  keyfactorDescription: keyfactorMetadataFieldName,
  ...parts,
});
const listed = (...CustomFields: object[]): SyncParts => ({
  config: { importAllCustomFields: 'false' },
  fields: { ManualFields: [], CustomFields },
});
const costCenter = entry('Cost Center', 'Cost_Center');

function problemsOf(parts: Parameters<typeof documentsWith>[0]): readonly ConfigurationProblem[] {
  const reading = readSettings(documentsWith(parts));
  return reading.ok ? [] : reading.problems;
}

test('import-all syncs every field under its own name, whatever the entries that 1.0.0 demanded say', async () => {
  const sandbox = await sandboxFor();
  const fields = {
    ManualFields: [],
    CustomFields: [
      entry('Special String', 'TestField'),
      entry('Cost Center', 'Notes', { keyfactorDataType: 2 }),
    ],
  };
  const { summary } = await sync(sandbox, { fields });
  expect(summary).toMatchObject({ exitCode: 0, fields: { leftOut: [] } });
  const names = sandbox.commandState.metadataFields().map(({ Name }) => Name);
  expect(names).toContain('Cost_Center');
  expect(names).not.toContain('TestField');
  const [pair] = pairsOf(sandbox);
  const { sectigo, keyfactor } = heldBy(sandbox, pair);
  expect(keyfactor.Cost_Center).toBe(sectigo['Cost Center']);
  expect(keyfactor.Notes).toBe(sectigo.Notes);
});

test('a custom field is found in any letter case and between blanks, in every direction', async () => {
  const sandbox = await sandboxFor();
  const store = await temporaryStore();
  const parts = { ...listed({ ...costCenter, sectigoFieldName: ' cost CENTER ' }), store };
  const [pair] = pairsOf(sandbox);
  expect((await sync(sandbox, parts)).summary.exitCode).toBe(0);

  put(sandbox, pair, { keyfactor: { Cost_Center: 'CC-BACK' } });
  const { summary } = await sync(sandbox, { ...parts, mode: 'kftosc' });
  expect(summary).toMatchObject({ exitCode: 0, changes: [{ side: 'sectigo', field: 'Cost Center' }] });
  expect(heldBy(sandbox, pair).sectigo['Cost Center']).toBe('CC-BACK');

  await revert(sandbox, parts);
  expect(heldBy(sandbox, pair).sectigo['Cost Center']).not.toBe('CC-BACK');

  await sync(sandbox, { ...parts, mode: 'both' });
  put(sandbox, pair, { keyfactor: { Cost_Center: 'CC-TWO-WAY' } });
  const made = await plan(sandbox, { ...parts, mode: 'both' });
  expect(await apply(sandbox, made, parts)).toMatchObject({ summary: { exitCode: 0 } });
  expect(heldBy(sandbox, pair).sectigo['Cost Center']).toBe('CC-TWO-WAY');

  // Another spelling of the same name is no other field.
  sandbox.requests.clear();
  await sync(sandbox, { ...parts, ...listed(costCenter), mode: 'both' });
  expect(writesOf(sandbox)).toEqual([]);
});

test('a detail path is found in any letter case and between blanks', async () => {
  const sandbox = await sandboxFor();
  const fields = { ManualFields: [entry(' COMMONNAME ', 'CommonName')] };
  expect((await sync(sandbox, { ...listed(), fields })).summary.exitCode).toBe(0);
  const [pair] = pairsOf(sandbox);
  expect(heldBy(sandbox, pair).keyfactor.CommonName).toBe(
    sandbox.scmState.certificate(pair.sslId)?.commonName,
  );
});

test('keyfactorAllowAPI in entries is accepted with one note', () => {
  const fields = {
    ManualFields: [entry('id', 'SectigoID', { keyfactorAllowAPI: 'true' })],
    CustomFields: [{ ...costCenter, keyfactorAllowAPI: 'true' }],
  };
  const reading = readSettings(documentsWith({ ...listed(), fields }));
  expect(reading).toMatchObject({ ok: true, notes: [expect.stringContaining('keyfactorAllowAPI in 2')] });
});

test('an empty replacement deletes the character, and null and "null" are not filled in', async () => {
  const sandbox = await sandboxFor();
  const banned = (slash: string | null) => ({
    BannedCharacters: [
      { character: ' ', replacementcharacter: '' },
      { character: '/', replacementcharacter: slash },
    ],
  });
  for (const slash of ['null', null]) {
    const { stop } = await sync(sandbox, { banned: banned(slash) });
    expect(stop).toEqual({ kind: 'banned-characters', found: [], unfilled: ['/'] });
  }
  expect(writesOf(sandbox)).toEqual([]);
  expect((await sync(sandbox, { banned: banned('-') })).summary.exitCode).toBe(0);
  const names = sandbox.commandState.metadataFields().map(({ Name }) => Name);
  expect(names).toContain('CostCenter');
  expect(names).toContain('Owner-Team');
});

test('a listed field that SCM does not have costs that field alone, in every direction', async () => {
  const sandbox = await sandboxFor();
  const store = await temporaryStore();
  const parts = { ...listed(costCenter, entry('Asset Numbre', 'Asset')), store };
  const leftOut = [
    {
      field: 'Asset Numbre',
      reason: expect.stringContaining('SCM does not have'),
      remedy: 'Did you mean "Asset Number"?',
    },
  ];
  const [pair] = pairsOf(sandbox);
  const tried = await dryRun(sandbox, parts);
  expect(tried.summary).toMatchObject({ exitCode: 3, fields: { created: 1, leftOut } });
  expect(tried.plans[0]?.header.createFields).toEqual(['Cost_Center']);

  const { summary } = await sync(sandbox, parts);
  expect(summary).toMatchObject({ exitCode: 3, fields: { created: 1, leftOut } });
  expect(heldBy(sandbox, pair).keyfactor.Cost_Center).toBe(heldBy(sandbox, pair).sectigo['Cost Center']);

  put(sandbox, pair, { keyfactor: { Cost_Center: 'CC-BACK' } });
  const back = await sync(sandbox, { ...parts, mode: 'kftosc' });
  expect(back.summary).toMatchObject({ exitCode: 3, fields: { leftOut } });
  expect(heldBy(sandbox, pair).sectigo['Cost Center']).toBe('CC-BACK');

  const undone = await revert(sandbox, parts);
  expect(undone.summary).toMatchObject({ exitCode: 3, certificates: { updated: 1 }, fields: { leftOut } });
  expect(heldBy(sandbox, pair).sectigo['Cost Center']).not.toBe('CC-BACK');

  await sync(sandbox, { ...parts, mode: 'both' });
  put(sandbox, pair, { keyfactor: { Cost_Center: 'CC-PLANNED' } });
  const made = await plan(sandbox, { ...parts, mode: 'both' });
  const applied = await apply(sandbox, made, parts);
  expect(applied.summary).toMatchObject({ exitCode: 3, certificates: { updated: 1 }, fields: { leftOut } });
  expect(heldBy(sandbox, pair).sectigo['Cost Center']).toBe('CC-PLANNED');
});

test.each(['report', 'details'])(
  'serialNumber is the text of the details as it stands, with readStrategy %s',
  async (readStrategy) => {
    const sandbox = await sandboxFor();
    const [pair] = pairsOf(sandbox);
    const serialNumber = '00A93EC061FB1EC010730565008D72D8';
    sandbox.scmState.updateCertificate(pair.sslId, { serialNumber });
    sandbox.commandState.updateCertificate(pair.keyfactorId, { serialNumber });
    const fields = { ManualFields: [...manualFields, entry('serialNumber', 'Serial')] };
    const parts = { config: { importAllCustomFields: 'false', readStrategy }, fields };
    const { summary } = await sync(sandbox, parts);
    expect(summary.exitCode).toBe(0);
    expect(heldBy(sandbox, pair).keyfactor.Serial).toBe('00:A9:3E:C0:61:FB:1E:C0:10:73:05:65:00:8D:72:D8');
    sandbox.requests.clear();
    await sync(sandbox, parts);
    expect(writesOf(sandbox)).toEqual([]);
  },
);

test('an origin is the text of the details as it stands, whatever label it has', async () => {
  const sandbox = await sandboxFor();
  const [pair] = pairsOf(sandbox);
  sandbox.scmState.updateCertificate(pair.sslId, { requestedVia: 'WEB_FORM' });
  const config = { importAllCustomFields: 'false', readStrategy: 'details' };
  await sync(sandbox, { config, fields: { ManualFields: [entry('requestedVia', 'Origin')] } });
  expect(heldBy(sandbox, pair).keyfactor.Origin).toBe('WEB_FORM');
});

test('a missing issuerDNLookupTerm finds the certificates of Sectigo', async () => {
  const sandbox = await sandboxFor();
  const { summary } = await sync(sandbox, { config: { issuerDNLookupTerm: null } });
  expect(summary.exitCode).toBe(0);
  expect(summary.certificates.inScope).toBe((await sync(sandbox)).summary.certificates.inScope);
});

test('a quotation mark in issuerDNLookupTerm is found when the configuration is read', () => {
  expect(problemsOf({ config: { issuerDNLookupTerm: 'O="Sectigo' } })).toMatchObject([
    { file: 'config/config.json', path: 'config.issuerDNLookupTerm' },
  ]);
});

test.each(['9/2/2025', 'Tue, 02 Sep 2025 22:15:00 GMT', '2025-09-02T22:15', '9/2/2025 10:15:00 PM'])(
  'keyfactorAddedSince %s counts the whole day',
  async (keyfactorAddedSince) => {
    const sandbox = await sandboxFor();
    const [pair] = pairsOf(sandbox);
    for (const { id } of sandbox.commandState.certificates()) {
      const importDate = id === pair.keyfactorId ? '2025-09-02T00:00:00Z' : '2025-09-01T23:59:59Z';
      sandbox.commandState.updateCertificate(id, { importDate });
    }
    const { summary } = await sync(sandbox, { config: { keyfactorAddedSince } });
    expect(summary.certificates.inScope).toBe(1);
  },
);

test.each(['https://cert-manager.com/customer/NAME/', '\ufeffNAME\u200b'])(
  'the customer is taken out of %j',
  (form) => {
    const reading = readSettings(
      documentsWith({ config: { sectigoCustomerUri: form.replace('NAME', 'acme') } }),
    );
    expect(reading).toMatchObject({ ok: true, settings: { sectigo: { customerUri: 'acme' } } });
  },
);

test.each(['https://cert-manager.com', 'ac\u200bme'])(
  'a customer of %j is refused before any login',
  (form) => {
    expect(problemsOf({ config: { sectigoCustomerUri: form } })).toMatchObject([
      { path: 'config.sectigoCustomerUri' },
    ]);
  },
);
