import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { expect, test } from 'vitest';
import type { PlannedCertificate, SyncPlan } from '../src/index.ts';
import { manualFields, replacements, sandboxFor, sync, writesOf } from './support/sync.ts';

const team = {
  sectigoFieldName: 'Owner/Team',
  keyfactorMetadataFieldName: 'Owner-Team',
  keyfactorDescription: 'Team that owns the certificate',
  keyfactorDataType: 1,
  keyfactorHint: 'team name',
};

test('a first run creates the fields and brings every value over; a second one writes nothing', async () => {
  const sandbox = await sandboxFor();
  const { summary } = await sync(sandbox);
  expect(summary).toMatchObject({ exitCode: 0, fields: { created: 11, updated: 0 } });
  expect(summary.certificates.updated).toBe(summary.certificates.inScope);
  expect(summary.certificates.inScope).toBeGreaterThanOrEqual(30);

  const { command, scm } = sandbox.metadata();
  for (const { serialNumber, sslTypeId, status } of sandbox.scmState.certificates()) {
    if (status !== 'Issued' || !sandbox.scm.sslTypeIds.includes(sslTypeId)) continue;
    if (serialNumber === null || !(serialNumber in command)) continue;
    expect(command[serialNumber]?.Cost_Center).toBe(scm[serialNumber]?.customFields['Cost Center']);
    expect(command[serialNumber]?.Review_Date).toBe(scm[serialNumber]?.customFields['Review Date']);
    expect(command[serialNumber]?.['Sectigo-Expires']).toMatch(/^\d{4}-\d{2}-\d{2}$/);
  }

  sandbox.requests.clear();
  const second = await sync(sandbox);
  expect(writesOf(sandbox)).toEqual([]);
  expect(second.summary).toMatchObject({
    exitCode: 0,
    certificates: { updated: 0, unchanged: summary.certificates.inScope },
  });
});

test('only what differs is written after a change', async () => {
  const sandbox = await sandboxFor();
  await sync(sandbox);
  const [changed] = sandbox.scmState.certificates().filter(({ status }) => status === 'Issued');
  if (!changed) throw new Error('the sandbox has no issued certificate');
  sandbox.scmState.updateCertificate(changed.sslId, { customFields: { 'Cost Center': 'CC-NEW' } });
  sandbox.requests.clear();
  const { summary } = await sync(sandbox);
  expect(summary.certificates.updated).toBe(1);
  const [write, ...others] = sandbox.requests.list({ operation: 'updateCertificateMetadata' });
  expect(others).toEqual([]);
  expect(write?.body).toMatchObject({ Metadata: { Cost_Center: 'CC-NEW' } });
});

test('S/MIME fields and disabled fields stay out of Command', async () => {
  const sandbox = await sandboxFor();
  await sync(sandbox);
  const names = sandbox.commandState.metadataFields().map(({ Name }) => Name);
  expect(names).toContain('Cost_Center');
  expect(names).not.toContain('Mailbox_Owner');
  expect(names).not.toContain('Legacy_Code');
});

test('disabled fields are created on demand and hold no values', async () => {
  const sandbox = await sandboxFor();
  const { summary } = await sync(sandbox, { config: { enableDisabledFieldSync: 'true' } });
  expect(summary.exitCode).toBe(0);
  expect(sandbox.commandState.metadataFields().map(({ Name }) => Name)).toContain('Legacy_Code');
  const values = sandbox.commandState.certificates().filter(({ metadata }) => 'Legacy_Code' in metadata);
  expect(values).toEqual([]);
});

test('banned characters stop the run before anything is written', async () => {
  const sandbox = await sandboxFor();
  const { summary, stop } = await sync(sandbox, { banned: [] });
  expect(summary.exitCode).toBe(4);
  expect(stop).toEqual({ kind: 'banned-characters', found: [' ', '/'], unfilled: [' ', '/'] });
  expect(summary.problems[0]?.remedy).toContain('bannedcharacters.json');
  expect(writesOf(sandbox)).toEqual([]);
});

test('revoked and expired certificates take part only when asked', async () => {
  const sandbox = await sandboxFor();
  const without = await sync(sandbox);
  const counts = sandbox.scmState.certificates().map(({ status }) => status);
  const dead = counts.filter((status) => status === 'Revoked' || status === 'Expired').length;
  expect(dead).toBeGreaterThan(0);
  const withAll = await sync(sandbox, { config: { syncRevokedAndExpiredCerts: 'true' } });
  expect(withAll.summary.certificates.inScope).toBe(without.summary.certificates.inScope + dead);
});

test('a certificate that SCM revoked and Command does not know of yet is left out', async () => {
  const sandbox = await sandboxFor();
  const [first] = sandbox.scmState.certificates().filter(({ status }) => status === 'Issued');
  if (!first?.serialNumber) throw new Error('the sandbox has no issued certificate');
  sandbox.scmState.updateCertificate(first.sslId, { status: 'Revoked' });
  await sync(sandbox);
  const [inCommand] = sandbox.commandState.findBySerial(first.serialNumber);
  expect(inCommand?.metadata).toEqual({});
});

test('a certificate that is revoked in SCM between list and details is left out', async () => {
  const sandbox = await sandboxFor({ knobs: { latencyMs: 5 } });
  const last = sandbox.scmState.certificates().findLast(({ status, serialNumber }) => {
    return status === 'Issued' && sandbox.commandState.findBySerial(serialNumber ?? '').length > 0;
  });
  if (!last?.serialNumber) throw new Error('the sandbox has no certificate in both systems');
  const { sslId, serialNumber } = last;
  const revoke = setInterval(() => {
    if (sandbox.requests.list({ operation: 'getSsl' }).length === 0) return;
    clearInterval(revoke);
    sandbox.scmState.updateCertificate(sslId, { status: 'Revoked' });
  }, 1);
  const { summary } = await sync(sandbox, {
    concurrency: { sectigo: 1, keyfactor: 1 },
    http: { concurrency: 1 },
  }).finally(() => clearInterval(revoke));
  expect(summary).toMatchObject({ exitCode: 0, certificates: { skipped: 1 } });
  expect(sandbox.commandState.findBySerial(serialNumber)[0]?.metadata).toEqual({});
});

test('only certificates of the listed profiles are read', async () => {
  const sandbox = await sandboxFor();
  const [only] = sandbox.scm.sslTypeIds;
  const { summary } = await sync(sandbox, { config: { sslTypeIds: [only] } });
  const ofProfile = sandbox.scmState
    .certificates()
    .filter(({ sslTypeId, status }) => sslTypeId === only && status === 'Issued');
  expect(summary.certificates.inScope).toBeLessThanOrEqual(ofProfile.length + 1);
  expect(summary.certificates.unmatched.length).toBeGreaterThan(2);
});

test.each(['both', 'prefixed'] as const)(
  'certificates of other issuers are never touched, where Command takes %s parameter names',
  async (parameterNames) => {
    // With prefixed names alone, Command ignores the query and returns every certificate.
    const sandbox = await sandboxFor({ switches: { parameterNames } });
    const others = () =>
      sandbox.commandState.certificates().filter(({ issuerDn }) => !issuerDn.includes('Sectigo'));
    const before = others();
    expect(before.length).toBeGreaterThan(0);
    const { summary } = await sync(sandbox);
    expect(others()).toEqual(before);
    const listed = summary.certificates.unmatched.map(({ keyfactorId }) => keyfactorId);
    for (const { id } of before) expect(listed).not.toContain(id);
  },
);

test('certificates of other issuers are left alone by a Command that passes over the query, and known to SCM', async () => {
  const sandbox = await sandboxFor();
  const others = sandbox.commandState.certificates().filter(({ issuerDn }) => !issuerDn.includes('Sectigo'));
  expect(others.length).toBeGreaterThan(0);
  for (const { serialNumber } of others)
    sandbox.scmState.addCertificate({ serialNumber, customFields: { 'Cost Center': 'CC-1' } });
  const { summary } = await sync(sandbox, {
    keyfactorPort: (client) => ({
      ...client,
      get requestCount() {
        return client.requestCount;
      },
      certificates: {
        ...client.certificates,
        list: ({ query: _, ...options }) => client.certificates.list(options),
      },
    }),
  });
  expect(summary.exitCode).toBe(0);
  for (const other of others) expect(sandbox.commandState.certificate(other.id)).toEqual(other);
});

test('unmatched certificates are listed with serial number and id', async () => {
  const sandbox = await sandboxFor();
  const { summary } = await sync(sandbox);
  expect(summary.certificates.unmatched.length).toBeGreaterThan(0);
  for (const { serialNumber, sectigoId, keyfactorId } of summary.certificates.unmatched) {
    const sslTypeId = sandbox.scmState.findBySerial(serialNumber)?.sslTypeId;
    expect(sandbox.scm.sslTypeIds).not.toContain(sslTypeId);
    expect(sectigoId).toBeNull();
    expect(sandbox.commandState.certificate(keyfactorId ?? 0)).toBeDefined();
  }
});

test('keyfactorAddedSince leaves out what was imported before', async () => {
  const sandbox = await sandboxFor();
  const [first] = sandbox.commandState.certificates().filter(({ issuerDn }) => issuerDn.includes('Sectigo'));
  if (!first) throw new Error('the sandbox has no certificate');
  for (const { id } of sandbox.commandState.certificates()) {
    sandbox.commandState.updateCertificate(id, { importDate: '2025-08-01T00:00:00Z' });
  }
  sandbox.commandState.updateCertificate(first.id, { importDate: '2025-09-02T00:00:00Z' });
  const { summary } = await sync(sandbox, { config: { keyfactorAddedSince: '2025-09-01' } });
  const { inScope, unmatched } = summary.certificates;
  expect(inScope + unmatched.length).toBe(1);
});

test('all metadata fields are seen however many there are', async () => {
  const sandbox = await sandboxFor();
  for (let index = 0; index < 250; index += 1)
    sandbox.commandState.putMetadataField({ Name: `Field-${index}` });
  await sync(sandbox);
  const { summary } = await sync(sandbox);
  expect(summary).toMatchObject({ exitCode: 0, fields: { created: 0 }, certificates: { updated: 0 } });
});

test('an existing metadata field is left as it is and its differences are reported', async () => {
  const sandbox = await sandboxFor();
  const existing = sandbox.commandState.putMetadataField({
    Name: 'Owner-Team',
    Description: 'Ours',
    Hint: 'ours',
    DisplayOrder: 42,
  });
  const parts = { config: { importAllCustomFields: 'false' }, fields: { CustomFields: [team] } };
  const { summary } = await sync(sandbox, parts);
  expect(summary.fields.different).toEqual([
    {
      field: 'Owner-Team',
      property: 'Description',
      existing: 'Ours',
      wanted: 'Team that owns the certificate',
    },
    { field: 'Owner-Team', property: 'Hint', existing: 'ours', wanted: 'team name' },
  ]);
  expect(sandbox.commandState.metadataFields()).toContainEqual(existing);
});

test.each(['replace', 'keep'] as const)(
  '--update-fields keeps what it does not name, where a PUT does %s',
  async (metadataFieldOnPut) => {
    const sandbox = await sandboxFor({ switches: { metadataFieldOnPut } });
    const existing = sandbox.commandState.putMetadataField({
      Name: 'Owner-Team',
      Validation: '^[A-Z]',
      Message: 'capital first',
      DisplayOrder: 42,
      ExemptFromActionedCount: true,
    });
    const parts = {
      config: { importAllCustomFields: 'false' },
      fields: { CustomFields: [team] },
      updateFields: true,
    };
    const { summary } = await sync(sandbox, parts);
    expect(summary.fields.updated).toBe(1);
    expect(sandbox.commandState.metadataFields()).toContainEqual({
      ...existing,
      Description: 'Team that owns the certificate',
      Hint: 'team name',
    });
    expect((await sync(sandbox, parts)).summary.fields).toEqual({
      created: 0,
      updated: 0,
      different: [],
      leftOut: [],
    });
  },
);

test('values that do not fit an existing field of another type are not written, and the run says so', async () => {
  const sandbox = await sandboxFor();
  sandbox.commandState.putMetadataField({
    Name: 'Owner-Team',
    DataType: 2,
    Description: 'Team that owns the certificate',
    Hint: 'team name',
  });
  const { summary } = await sync(sandbox, {
    config: { importAllCustomFields: 'false' },
    fields: { CustomFields: [team] },
  });
  expect(summary.exitCode).toBe(3);
  expect(summary.fields.different).toMatchObject([{ property: 'DataType', existing: 2, wanted: 1 }]);
  expect(summary.certificates.partial.length).toBeGreaterThan(0);
  expect(sandbox.commandState.certificates().filter(({ metadata }) => 'Owner-Team' in metadata)).toEqual([]);
});

test('a value refused for one field does not cost the others', async () => {
  const sandbox = await sandboxFor();
  sandbox.commandState.putMetadataField({ Name: 'Cost_Center', Description: 'Cost Center' });
  sandbox.setKnobs({
    failures: [{ system: 'command', method: 'PUT', body: '"Cost_Center"', response: 400 }],
  });
  const { summary } = await sync(sandbox);
  expect(summary.exitCode).toBe(3);
  const [first] = summary.certificates.partial;
  expect(first).toMatchObject({ field: 'Cost_Center', reason: expect.any(String) });
  const written = sandbox.commandState.certificate(first?.keyfactorId ?? 0);
  expect(written?.metadata).toHaveProperty('Sectigo-Issuer');
  expect(written?.metadata).not.toHaveProperty('Cost_Center');
});

test('an over-long value is reported, or cut where truncation is on', async () => {
  const sandbox = await sandboxFor();
  const [certificate] = sandbox.scmState.certificates().filter(({ status }) => status === 'Issued');
  if (!certificate?.serialNumber) throw new Error('the sandbox has no issued certificate');
  const names = Array.from({ length: 40 }, (_, index) => `host-${index}.corp.example`);
  const entry = { ...manualFields[3], keyfactorDataType: 1 };
  const sans = names.join(', ');
  expect(sans.length).toBeGreaterThan(400);
  sandbox.scmState.removeCertificate(certificate.sslId);
  const added = sandbox.scmState.addCertificate({
    serialNumber: certificate.serialNumber,
    sslTypeId: certificate.sslTypeId,
    commonName: 'x'.repeat(500),
  });
  const fields = { ManualFields: [{ ...entry, sectigoFieldName: 'commonName' }] };
  const config = { importAllCustomFields: 'false' };
  const strict = await sync(sandbox, { config, fields });
  expect(strict.summary).toMatchObject({
    exitCode: 3,
    certificates: {
      partial: [{ sectigoId: added.sslId, field: 'Sectigo-SANs', value: `${'x'.repeat(199)}…` }],
    },
  });
  const cut = await sync(sandbox, { config: { ...config, enableTruncation: 'true' }, fields });
  expect(cut.summary).toMatchObject({ exitCode: 0, certificates: { updated: 1 } });
  expect(
    sandbox.commandState.findBySerial(certificate.serialNumber)[0]?.metadata['Sectigo-SANs'],
  ).toHaveLength(400);
  const again = await sync(sandbox, { config: { ...config, enableTruncation: 'true' }, fields });
  expect(again.summary.certificates.updated).toBe(0);
});

test('a manual field without a value clears, a custom field without one keeps', async () => {
  const sandbox = await sandboxFor();
  const fields = {
    ManualFields: [
      { ...manualFields[0], sectigoFieldName: 'externalRequester', keyfactorMetadataFieldName: 'Requester' },
    ],
  };
  await sync(sandbox, { fields });
  const bare = sandbox.scmState.certificates().find(({ status, serialNumber, customFields }) => {
    const known = serialNumber !== null && sandbox.commandState.findBySerial(serialNumber).length > 0;
    return status === 'Issued' && known && !('Cost Center' in customFields);
  });
  const [inCommand] = sandbox.commandState.findBySerial(bare?.serialNumber ?? '');
  if (!inCommand) throw new Error('the sandbox has no certificate without custom fields');
  sandbox.commandState.updateCertificate(inCommand.id, {
    metadata: { Requester: 'by hand', Cost_Center: 'by hand' },
  });
  await sync(sandbox, { fields });
  const after = sandbox.commandState.certificate(inCommand.id)?.metadata;
  expect(after).not.toHaveProperty('Requester');
  expect(after).toHaveProperty('Cost_Center', 'by hand');
});

test('a re-imported certificate gets its values on every record', async () => {
  const sandbox = await sandboxFor();
  const [first] = sandbox.scmState.certificates().filter(({ status }) => status === 'Issued');
  const serialNumber = first?.serialNumber ?? '';
  const [original] = sandbox.commandState.findBySerial(serialNumber);
  sandbox.commandState.addCertificate({ serialNumber, issuerDn: original?.issuerDn ?? '' });
  await sync(sandbox);
  const [one, two] = sandbox.commandState.findBySerial(serialNumber);
  expect(two?.metadata).toEqual(one?.metadata);
  expect(one?.metadata).toHaveProperty('Sectigo-Issuer');
});

test('one serial number of two issuers is told apart by issuer', async () => {
  const sandbox = await sandboxFor();
  const [first] = sandbox.scmState.certificates().filter(({ status }) => status === 'Issued');
  const serialNumber = first?.serialNumber ?? '';
  const twin = sandbox.commandState.addCertificate({
    serialNumber,
    issuerDn: 'CN=Sectigo Other CA,O=Sectigo Limited,C=GB',
  });
  const { summary } = await sync(sandbox);
  expect(sandbox.commandState.certificate(twin.id)?.metadata).toEqual({});
  expect(summary.certificates.failed).toMatchObject([{ keyfactorId: twin.id, field: null }]);
  const [original] = sandbox.commandState.findBySerial(serialNumber);
  expect(original?.metadata).toHaveProperty('Sectigo-Issuer');
});

test('a dry run lists what it would write and writes nothing', async () => {
  const sandbox = await sandboxFor();
  const before = sandbox.metadata().digest;
  const plans: SyncPlan[] = [];
  const planned: PlannedCertificate[] = [];
  const onPlan = async (plan: SyncPlan) => {
    plans.push(plan);
    planned.push(...(await Array.fromAsync(plan.certificates())));
  };
  const { summary } = await sync(sandbox, { dryRun: true, onPlan });
  expect(writesOf(sandbox)).toEqual([]);
  expect(sandbox.metadata().digest).toBe(before);
  expect(plans.map(({ header }) => header.createFields)).toEqual([expect.arrayContaining(['Cost_Center'])]);
  expect(planned).toHaveLength(summary.certificates.updated);
  const real = await sync(sandbox);
  expect(real.summary.certificates).toEqual(summary.certificates);
  expect(real.summary.fields).toEqual(summary.fields);
});

test('the summary is as its published JSON Schema says, and every certificate is counted once', async () => {
  const ajv = new Ajv2020();
  formats.default(ajv);
  const schema = JSON.parse(
    readFileSync(new URL('../schema/run-summary.schema.json', import.meta.url), 'utf8'),
  );
  const validate = ajv.compile(schema);
  const sandbox = await sandboxFor();
  for (const parts of [{ dryRun: true }, { banned: [] }, {}, { mode: 'kftosc' as const }]) {
    const { summary } = await sync(sandbox, parts);
    expect(validate(summary), JSON.stringify(validate.errors)).toBe(true);
    const { inScope, updated, unchanged, partial, failed, notProcessed } = summary.certificates;
    const distinct = (list: readonly { keyfactorId: number | null }[]) =>
      new Set(list.map(({ keyfactorId }) => keyfactorId)).size;
    expect(updated + unchanged + distinct(partial) + distinct(failed) + notProcessed).toBe(inScope);
  }
});

test('a run by OAuth does the same as one by password', async () => {
  const sandbox = await sandboxFor();
  const { tokenUrl, clientId, clientSecret } = sandbox.oauth;
  const { summary } = await sync(sandbox, {
    keyfactorAuth: { type: 'oauth', tokenUrl, clientId, clientSecret },
  });
  expect(summary).toMatchObject({ exitCode: 0, fields: { created: 11 } });
});

test('replacements are those of the configuration', async () => {
  const sandbox = await sandboxFor();
  const banned = replacements.map((entry) => ({ ...entry, replacementCharacter: '-x-' }));
  await sync(sandbox, { banned });
  expect(sandbox.commandState.metadataFields().map(({ Name }) => Name)).toContain('Owner-x-Team');
});

test('details are read and values written in parallel, never more at a time than allowed', async () => {
  const sandbox = await sandboxFor({ knobs: { latencyMs: 10 } });
  await sync(sandbox, {
    concurrency: { sectigo: 4, keyfactor: 4 },
    http: { concurrency: 4 },
  });
  const { scm, command } = sandbox.requests.summary();
  expect(scm.maxInFlight).toBe(4);
  expect(command.maxInFlight).toBe(4);
});

test('each certificate costs one detail call and at most one write', async () => {
  const sandbox = await sandboxFor();
  const { summary } = await sync(sandbox);
  const { scm, command } = sandbox.requests.summary();
  expect(scm.byOperation.getSsl).toBe(summary.certificates.inScope);
  expect(command.byOperation.updateCertificateMetadata).toBe(summary.certificates.updated);
  expect(command.byOperation.getCertificate).toBeUndefined();
});

test('SCM with OAuth2 login gives the same outcome, both ways', async () => {
  const [oauth, plain] = [await sandboxFor(), await sandboxFor()];
  const { summary } = await sync(oauth, { sectigoOAuth: true });
  const { summary: expected } = await sync(plain);
  expect(summary.certificates).toEqual(expected.certificates);
  expect(oauth.metadata().digest).toBe(plain.metadata().digest);

  const edited = oauth.commandState.certificates().find(({ metadata }) => 'Cost_Center' in metadata);
  oauth.commandState.updateCertificate(edited?.id ?? 0, {
    metadata: { Cost_Center: 'CC-EDITED', Review_Date: '2027-03-04' },
  });
  const back = await sync(oauth, { mode: 'kftosc', sectigoOAuth: true });
  expect(back.summary).toMatchObject({ exitCode: 0, certificates: { updated: 1 } });
  expect(oauth.scmState.findBySerial(edited?.serialNumber ?? '')?.customFields).toMatchObject({
    'Cost Center': 'CC-EDITED',
    'Review Date': '2027-03-04',
  });
});
