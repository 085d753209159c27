import type { Sandbox } from '@certbridge/sandbox';
import { describe, expect, test } from 'vitest';
import { withChangedResponses } from './support/changed-responses.ts';
import { missingIn, removeFromCommand, runImport } from './support/import.ts';
import { sandboxFor, sync } from './support/sync.ts';

/** Puts another value for a key of certain rows of a list or report. */
function ofRows(list: RegExp, { where, key, json }: { where: [string, unknown]; key: string; json: string }) {
  return (text: string, path: string) => {
    if (!list.test(path)) return text;
    const document = JSON.parse(text);
    const rows: Record<string, unknown>[] = Array.isArray(document) ? document : document.reports;
    for (const row of rows) if (row[where[0]] === where[1]) row[key] = 'strange';
    return JSON.stringify(document).replaceAll('"strange"', json);
  };
}

const ofScm = /\/api\/ssl\/v[12](\?|$)/;
const ofCommand = /\/Certificates(\?|$)/;
const ofReport = /\/report\//;

/** A certificate of SCM that Command has, too. */
function common(sandbox: Sandbox, at = 3) {
  const all = sandbox.scmState.certificates().flatMap((scm) => {
    const [command] = sandbox.commandState.findBySerial(scm.serialNumber ?? '');
    return scm.status === 'Issued' && command ? [{ sslId: scm.sslId, keyfactorId: command.id }] : [];
  });
  const found = all[at];
  if (found === undefined) throw new Error('the sandbox has too few certificates');
  return found;
}

const metadataOf = (sandbox: Sandbox, keyfactorId: number) =>
  sandbox.commandState.certificates().find(({ id }) => id === keyfactorId)?.metadata;

test("a row of SCM that can't be read is a failed certificate, and the others are synchronized", async () => {
  const sandbox = await sandboxFor();
  const { sslId, keyfactorId } = common(sandbox);
  const change = ofRows(ofScm, { where: ['sslId', sslId], key: 'sslId', json: '9007199254740993' });
  const { summary } = await sync(await withChangedResponses(sandbox, 'scm', change));
  const { failed, updated, inScope, unmatched } = summary.certificates;
  expect(failed).toMatchObject([{ sectigoId: null, keyfactorId: null, field: null }]);
  expect(failed[0]?.reason).toMatch(
    /^Row \d+ of the list of certificates \(next to [\d and]+\) can't be read: expected safe integer at sslId\.$/,
  );
  expect(unmatched.map((certificate) => certificate.keyfactorId)).toContain(keyfactorId);
  expect(updated).toBe(inScope - 1);
  expect(summary.exitCode).toBe(3);
});

test.each([
  ['an id beyond 2^53', 'Id', '9007199254740993', /^Row \d+ of the certificate search \(next to [\d and]+\)/],
  ['an id that is not finite', 'Id', '1e400', /^Row \d+ of the certificate search \(next to [\d and]+\)/],
  ['no id', 'Id', 'null', /^Row \d+ of the certificate search \(next to [\d and]+\)/],
  [
    'an object for its serial number',
    'SerialNumber',
    '{"a":1}',
    /^Row \d+ of the certificate search \(id \d+\)/,
  ],
  ['a list for its metadata', 'Metadata', '["a"]', /^Row \d+ of the certificate search \(id \d+\)/],
])('a row of Command with %s is a failed certificate, in either direction', async (_, key, json, where) => {
  const sandbox = await sandboxFor();
  const { keyfactorId } = common(sandbox);
  const change = ofRows(ofCommand, { where: ['Id', keyfactorId], key, json });
  const strange = await withChangedResponses(sandbox, 'command', change);
  const forth = (await sync(strange, { config: { keyfactorPageSize: 4 } })).summary;
  const { failed, updated, inScope } = forth.certificates;
  expect(failed).toMatchObject([{ sectigoId: null, keyfactorId: null, field: null }]);
  expect(failed[0]?.reason).toMatch(where);
  expect(updated).toBe(inScope - 1);
  expect(updated).toBeGreaterThan(10);
  expect(forth.exitCode).toBe(3);
  expect(metadataOf(sandbox, keyfactorId)).toEqual({});

  const back = (await sync(strange, { mode: 'kftosc' })).summary;
  expect(back.certificates.failed).toHaveLength(1);
  expect(back.exitCode).toBe(3);
});

test.each([
  ['an id beyond 2^53', 'id', '9007199254740993'],
  ['an object for its state', 'status', '{"a":1}'],
  ['a list for its serial number', 'serialNumber', '["a"]'],
])('a row of the report with %s has the details of that certificate read', async (_, key, json) => {
  const [sandbox, plain] = [await sandboxFor({ certificates: 100 }), await sandboxFor({ certificates: 100 })];
  const { sslId } = common(sandbox);
  const change = ofRows(ofReport, { where: ['id', sslId], key, json });
  const { summary } = await sync(await withChangedResponses(sandbox, 'scm', change));
  await sync(plain);
  expect(summary).toMatchObject({ exitCode: 0, certificates: { updated: summary.certificates.inScope } });
  expect(sandbox.metadata().digest).toBe(plain.metadata().digest);
  const { getSsl = 0 } = sandbox.requests.summary().scm.byOperation;
  // Ten drawn, five of each kind that is likely to differ, and this one.
  expect(getSsl).toBeLessThanOrEqual(36);
});

test("a row of SCM that can't be read is a failed certificate of an import, and the others are imported", async () => {
  const sandbox = await sandboxFor();
  removeFromCommand(sandbox, 5);
  const missing = missingIn(sandbox).map(({ sslId }) => sslId);
  const [, first = 0] = missing;
  const change = ofRows(ofScm, { where: ['sslId', first], key: 'sslId', json: '1e400' });
  const { summary } = await runImport(await withChangedResponses(sandbox, 'scm', change));
  const { failed, imported } = summary.certificates;
  expect(failed).toMatchObject([{ serialNumber: '', sectigoId: null, commonName: null }]);
  expect(failed[0]?.reason).toMatch(/^Row \d+ of the list of certificates/);
  expect(imported.map(({ sectigoId }) => sectigoId)).toEqual(missing.filter((sslId) => sslId !== first));
  expect(summary.exitCode).toBe(3);
});

test.each([
  ['Id', '9007199254740993'],
  ['SerialNumber', '{"a":1}'],
])(
  "a certificate that Command has in a row whose %s can't be read is not imported again",
  async (key, json) => {
    const sandbox = await sandboxFor();
    removeFromCommand(sandbox, 3);
    const missing = missingIn(sandbox).map(({ sslId }) => sslId);
    const { sslId, keyfactorId } = common(sandbox);
    const before = sandbox.commandState.certificates().length;
    const change = ofRows(ofCommand, { where: ['Id', keyfactorId], key, json });
    const { summary } = await runImport(await withChangedResponses(sandbox, 'command', change));
    expect(summary.warnings.join()).toMatch(/Row \d+ of the certificate search/);
    expect(summary.certificates.failed).toMatchObject([{ sectigoId: sslId }]);
    expect(summary.certificates.imported.map(({ sectigoId }) => sectigoId)).toEqual(missing);
    expect(sandbox.commandState.certificates()).toHaveLength(before + missing.length);
    expect(summary.exitCode).toBe(3);
  },
);

describe('certificate profiles', () => {
  const ofProfiles = /\/api\/ssl\/v1\/types(\?|$)/;

  test.each([
    ['another type for its terms', 'terms', '{"a":1}'],
    ['an id that is not finite', 'id', '1e400'],
  ])('a profile with %s is reported, and the run goes on', async (_, key, json) => {
    const sandbox = await sandboxFor();
    const [id] = sandbox.scm.sslTypeIds;
    const strange = await withChangedResponses(
      sandbox,
      'scm',
      ofRows(ofProfiles, { where: ['id', id], key, json }),
    );
    const { summary } = await sync(strange);
    expect(summary.certificates.updated).toBe(summary.certificates.inScope);
    expect(summary.warnings).toEqual([
      expect.stringMatching(
        /^Row \d+ of the list of certificate profiles .* can't be read: .* It is the profile ".+"\.$/,
      ),
    ]);
    expect(summary.exitCode).toBe(0);
  });

  test.each([false, true])(
    "an unknown profile may be the one whose id can't be read (all unknown: %s)",
    async (all) => {
      const sandbox = await sandboxFor();
      const [id] = sandbox.scm.sslTypeIds;
      const change = ofRows(ofProfiles, { where: ['id', id], key: 'id', json: '"7"' });
      const strange = await withChangedResponses(sandbox, 'scm', change);
      const sslTypeIds = [999_999, ...(all ? [] : sandbox.scm.sslTypeIds)];
      const { summary } = await sync(strange, { config: { sslTypeIds } });
      const sentence = expect.stringContaining('SCM has no profile 999999 (sslTypeIds) that can be read.');
      const row = expect.stringMatching(/^Row \d+ of the list of certificate profiles/);
      if (all)
        expect(summary).toMatchObject({ exitCode: 4, warnings: [row], problems: [{ message: sentence }] });
      else expect(summary).toMatchObject({ exitCode: 3, warnings: [row, sentence], problems: [] });
    },
  );
});

describe('custom fields', () => {
  const ofFields = /\/api\/customField\/v2(\?|$)/;
  const odd = (key: string, json: string) => ofRows(ofFields, { where: ['name', 'Cost Center'], key, json });
  const entry = (sectigoFieldName: string, keyfactorMetadataFieldName: string) => ({
    sectigoFieldName,
    keyfactorMetadataFieldName,
    keyfactorDataType: 1,
  });
  const listed = {
    config: { importAllCustomFields: 'false' },
    fields: { CustomFields: [entry('cost center', 'Cost_Center'), entry('Notes', 'Notes')] },
  };

  test.each([
    ['mandatories', '"REST_API"', 'sctokf'],
    ['id', '1e400', 'sctokf'],
    ['input', '"TEXT"', 'both'],
    ['state', '{"a":1}', 'kftosc'],
  ] as const)(
    'with import-all, a custom field with another type for %s (%s) is left out of %s, and the others are synchronized',
    async (key, json, mode) => {
      const sandbox = await sandboxFor();
      if (mode === 'kftosc') await sync(sandbox);
      const before = sandbox.scmState.certificates().map(({ customFields }) => customFields['Cost Center']);
      const { keyfactorId } = common(sandbox);
      if (mode === 'kftosc') {
        const metadata = { Cost_Center: 'CC-EDITED', Notes: 'edited' };
        sandbox.commandState.updateCertificate(keyfactorId, { metadata });
      }
      const { summary } = await sync(await withChangedResponses(sandbox, 'scm', odd(key, json)), { mode });
      expect(summary.certificates.updated).toBeGreaterThan(0);
      expect(summary.certificates.failed).toEqual([]);
      expect(summary.warnings).toContainEqual(
        expect.stringMatching(
          /^Row \d+ of the list of custom fields \(.+\) can't be read: expected .* It is the custom field "Cost Center"\. It is left out\./,
        ),
      );
      expect(summary.exitCode).toBe(3);
      const names = sandbox.commandState.metadataFields().map(({ Name }) => Name);
      expect(names.includes('Cost_Center')).toBe(mode === 'kftosc');
      expect(sandbox.scmState.certificates().map(({ customFields }) => customFields['Cost Center'])).toEqual(
        before,
      );
    },
  );

  test("a listed custom field whose row can't be read is left out by name", async () => {
    const sandbox = await sandboxFor();
    const strange = await withChangedResponses(sandbox, 'scm', odd('state', '["a"]'));
    const { summary } = await sync(strange, listed);
    expect(summary.fields).toMatchObject({
      leftOut: [
        {
          field: 'cost center',
          reason:
            'fields.json lists the custom field "cost center", which SCM has in a row that can\'t be read',
        },
      ],
      created: 1,
    });
    expect(summary.warnings).toHaveLength(1);
    expect(summary.exitCode).toBe(3);
  });

  test.each([
    ['state', '["a"]', "which SCM has in a row that can't be read"],
    ['name', '["a"]', "which SCM does not have for SSL certificates, or has in a row that can't be read"],
    ['name', '"Cost"', 'which SCM does not have for SSL certificates'],
  ])(
    'a listed custom field that fills several metadata fields is reported once where its row has the %s %s',
    async (key, json, why) => {
      const sandbox = await sandboxFor();
      const strange = await withChangedResponses(sandbox, 'scm', odd(key, json));
      const entries = [entry('Cost Center', 'A'), entry('Notes', 'Notes'), entry('cost center ', 'B')];
      const { summary } = await sync(strange, { ...listed, fields: { CustomFields: entries } });
      expect(summary.fields).toMatchObject({
        leftOut: [
          {
            field: 'Cost Center',
            reason: `fields.json lists the custom field "Cost Center" and "cost center " (for "A" and "B"), ${why}`,
          },
        ],
        created: 1,
      });
      expect(summary.exitCode).toBe(3);
    },
  );

  test("a listed custom field may be the one whose name can't be read", async () => {
    const sandbox = await sandboxFor();
    const strange = await withChangedResponses(sandbox, 'scm', odd('name', '["a"]'));
    const { summary } = await sync(strange, listed);
    expect(summary.fields.leftOut).toMatchObject([
      { field: 'cost center', reason: expect.stringMatching(/, or has in a row that can't be read$/) },
    ]);
    expect(summary.exitCode).toBe(3);
  });

  test('a custom field that no entry lists is reported, and is not a finding', async () => {
    const sandbox = await sandboxFor();
    const strange = await withChangedResponses(sandbox, 'scm', odd('state', '["a"]'));
    const fields = { CustomFields: [entry('Notes', 'Notes')] };
    const { summary } = await sync(strange, { ...listed, fields });
    expect(summary).toMatchObject({ exitCode: 0, warnings: [expect.stringMatching(/"Cost Center"\.$/)] });
  });
});

describe('metadata fields', () => {
  const ofMetadata = /\/MetadataFields(\?|$)/;
  const odd = (name: string, key: string, json: string) =>
    ofRows(ofMetadata, { where: ['Name', name], key, json });
  const created = (sandbox: Sandbox) => sandbox.requests.list({ operation: 'createMetadataField' }).length;

  test.each([
    ['Options', '["a"]', 'sctokf'],
    ['Id', '1e400', 'sctokf'],
    ['DataType', '"1"', 'both'],
    ['Options', '["a"]', 'kftosc'],
  ] as const)(
    'a metadata field with another type for %s (%s) is neither created nor written by %s, and the others are synchronized',
    async (key, json, mode) => {
      const sandbox = await sandboxFor();
      const { keyfactorId, sslId } = common(sandbox);
      sandbox.scmState.updateCertificate(sslId, { customFields: { Notes: 'of SCM' } });
      await sync(sandbox);
      const metadata = { Cost_Center: 'CC-EDITED', Notes: 'edited' };
      sandbox.commandState.updateCertificate(keyfactorId, { metadata });
      const stored = () =>
        sandbox.scmState.certificates().find((certificate) => certificate.sslId === sslId)?.customFields;
      const before = stored();
      sandbox.requests.clear();
      const strange = await withChangedResponses(sandbox, 'command', odd('Cost_Center', key, json));
      const { summary } = await sync(strange, { mode, updateFields: true });
      expect(created(sandbox)).toBe(0);
      expect(metadataOf(sandbox, keyfactorId)?.Cost_Center).toBe('CC-EDITED');
      expect(stored()?.['Cost Center']).toBe(before?.['Cost Center']);
      expect(summary.certificates.failed).toEqual([]);
      if (mode === 'sctokf') expect(metadataOf(sandbox, keyfactorId)?.Notes).toBe('of SCM');
      if (mode === 'kftosc') expect(stored()?.Notes).toBe('edited');
      expect(summary.warnings).toContainEqual(
        expect.stringMatching(
          /^Row \d+ of the list of metadata fields .* can't be read: .* It is the metadata field "Cost_Center"\.$/,
        ),
      );
      expect(summary.fields.leftOut).toMatchObject([
        {
          field: 'Cost Center',
          reason: 'Keyfactor has the metadata field "Cost_Center" in a row that can\'t be read',
        },
      ]);
      expect(summary.exitCode).toBe(3);
    },
  );

  test("no metadata field is created that may be the one whose name can't be read", async () => {
    const sandbox = await sandboxFor();
    await sync(sandbox);
    const before = sandbox.metadata().digest;
    sandbox.requests.clear();
    const strange = await withChangedResponses(sandbox, 'command', odd('Cost_Center', 'Name', '{"a":1}'));
    for (const mode of ['sctokf', 'kftosc'] as const) {
      const { summary } = await sync(strange, { mode });
      expect(summary.fields.leftOut).toMatchObject([
        {
          field: 'Cost Center',
          reason: expect.stringContaining(
            'does not have the metadata field "Cost_Center", or has it in a row',
          ),
        },
      ]);
      expect(summary).toMatchObject({ exitCode: 3, certificates: { failed: [], partial: [] } });
    }
    expect(created(sandbox)).toBe(0);
    expect(sandbox.metadata().digest).toBe(before);
  });

  test('a metadata field that the sync does not use is reported, and is not a finding', async () => {
    const sandbox = await sandboxFor();
    sandbox.commandState.putMetadataField({ Name: 'Other', DataType: 1 });
    const strange = await withChangedResponses(sandbox, 'command', odd('Other', 'Options', '["a"]'));
    const { summary } = await sync(strange);
    expect(summary).toMatchObject({ exitCode: 0, warnings: [expect.stringMatching(/"Other"\.$/)] });
    expect(summary.fields.created).toBeGreaterThan(5);
  });

  test("where the first of several metadata fields can't be read, no other takes its place", async () => {
    const sandbox = await sandboxFor();
    const entries = ['First', 'Second'].map((keyfactorMetadataFieldName) => ({
      sectigoFieldName: 'Notes',
      keyfactorMetadataFieldName,
      keyfactorDataType: 1,
    }));
    const parts = { config: { importAllCustomFields: 'false' }, fields: { CustomFields: entries } };
    await sync(sandbox, parts);
    const { keyfactorId, sslId } = common(sandbox);
    sandbox.commandState.updateCertificate(keyfactorId, { metadata: { Second: 'edited' } });
    const stored = () => sandbox.scmState.certificates().find((it) => it.sslId === sslId)?.customFields.Notes;
    const before = stored();
    const strange = await withChangedResponses(sandbox, 'command', odd('First', 'Options', '["a"]'));
    const { summary } = await sync(strange, { ...parts, mode: 'kftosc' });
    expect(stored()).toBe(before);
    expect(summary.fields.leftOut).toMatchObject([{ field: 'Notes' }]);
    expect(summary.exitCode).toBe(3);
  });

  const several = ['First', 'Second', 'Third'].map((keyfactorMetadataFieldName) => ({
    sectigoFieldName: 'Notes',
    keyfactorMetadataFieldName,
    keyfactorDataType: 1,
  }));

  test.each([
    [
      /First/,
      'Keyfactor has the metadata field "First" in a row that can\'t be read, so "Second" and "Third", which go with it, get no values either',
    ],
    [/Second/, 'Keyfactor has the metadata field "Second" in a row that can\'t be read'],
    [
      /First|Third/,
      'Keyfactor has the metadata fields "First" and "Third" in rows that can\'t be read, so "Second", which goes with them, gets no values either',
    ],
  ])(
    'of several metadata fields that one field fills, odd ones (%s) are reported once',
    async (odd, reason) => {
      const sandbox = await sandboxFor();
      const parts = { config: { importAllCustomFields: 'false' }, fields: { CustomFields: several } };
      await sync(sandbox, parts);
      const change = (text: string, path: string) =>
        ofMetadata.test(path)
          ? JSON.stringify(
              (JSON.parse(text) as { Name: string }[]).map((row) =>
                odd.test(row.Name) ? { ...row, Options: ['a'] } : row,
              ),
            )
          : text;
      const { summary } = await sync(await withChangedResponses(sandbox, 'command', change), parts);
      expect(summary.fields.leftOut).toEqual([{ field: 'Notes', reason, remedy: expect.any(String) }]);
      expect(summary.exitCode).toBe(3);
    },
  );

  test('of several metadata fields that may be the one without a name, all are reported once', async () => {
    const sandbox = await sandboxFor();
    const parts = { config: { importAllCustomFields: 'false' }, fields: { CustomFields: several } };
    sandbox.commandState.putMetadataField({ Name: 'Third', DataType: 1 });
    sandbox.commandState.putMetadataField({ Name: 'Other', DataType: 1 });
    const strange = await withChangedResponses(sandbox, 'command', odd('Other', 'Name', '{"a":1}'));
    const { summary } = await sync(strange, parts);
    expect(created(sandbox)).toBe(0);
    expect(summary.fields.leftOut).toEqual([
      {
        field: 'Notes',
        reason:
          'Keyfactor does not have the metadata fields "First" and "Second", or has them in rows that can\'t be read, so "Third", which goes with them, gets no values either',
        remedy: expect.stringMatching(/ If they are missing, create them there\.$/),
      },
    ]);
  });

  test("a metadata field whose creation had no response, and whose row can't be read, is created once", async () => {
    const sandbox = await sandboxFor();
    sandbox.setKnobs({
      faultsAfterWrite: true,
      failures: [{ system: 'command', path: '.*/MetadataFields', method: 'POST', response: 503 }],
    });
    const change = (text: string, path: string) =>
      ofMetadata.test(path)
        ? JSON.stringify(JSON.parse(text).map((row: object) => ({ ...row, Options: ['a'] })))
        : text;
    const strange = await withChangedResponses(sandbox, 'command', change);
    const { summary } = await sync(strange, { http: { retries: 0 } });
    expect(summary.fields.created).toBeGreaterThan(5);
    expect(created(sandbox)).toBe(summary.fields.created);
    expect(summary.exitCode).toBe(0);
  });

  test.each([false, true])('an import (apply: %s) goes on without such a field', async (apply) => {
    const sandbox = await sandboxFor();
    removeFromCommand(sandbox, 3);
    await sync(sandbox);
    const strange = await withChangedResponses(sandbox, 'command', odd('Cost_Center', 'Options', '["a"]'));
    const { summary } = await runImport(strange, { apply });
    expect(summary.fields.leftOut).toMatchObject([{ field: 'Cost Center' }]);
    expect(summary.certificates.imported).toHaveLength(apply ? 3 : 0);
    expect(summary.exitCode).toBe(3);
  });
});
