import { once } from 'node:events';
import type { KeyfactorClient } from '@certbridge/keyfactor-client';
import type { Knobs, Sandbox } from '@certbridge/sandbox';
import { ApiError } from '@certbridge/sectigo-client';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import type { ImportKeyfactorPort } from '../src/run/ports.ts';
import { StateError } from '../src/state/state-error.ts';
import { ImportSummarySchema } from '../src/summary/import-summary-schema.ts';
import { missingIn, removeFromCommand, runImport, startImport } from './support/import.ts';
import { temporaryFile, temporaryStore } from './support/state-files.ts';
import { manualFields, sandboxFor, sync, writesOf } from './support/sync.ts';

// Short waits: what is tested is what is tried again, not how long that takes.
const http = { maxRetryAfterMs: 20 };
/** A sandbox whose Command lacks some certificates. */
async function lackingSandbox(count = 8, options: Parameters<typeof sandboxFor>[0] = {}): Promise<Sandbox> {
  const sandbox = await sandboxFor(options);
  removeFromCommand(sandbox, count);
  return sandbox;
}

const operations = (sandbox: Sandbox, operation: string) => sandbox.requests.list({ operation });
const importsOf = (sandbox: Sandbox) => operations(sandbox, 'importCertificate');

/** The serial numbers that Command holds more than once. */
function duplicatesIn(sandbox: Sandbox): string[] {
  const serials = sandbox.commandState.certificates().map(({ serialNumber }) => serialNumber);
  return serials.filter((serial, index) => serials.indexOf(serial) !== index);
}

/** A client some of whose calls are replaced. */
function portWith(
  client: KeyfactorClient,
  calls: Partial<ImportKeyfactorPort['certificates']>,
): ImportKeyfactorPort {
  const { status, metadataFields, certificates } = client;
  return {
    get requestCount() {
      return client.requestCount;
    },
    status,
    metadataFields,
    certificates: { ...certificates, ...calls },
  };
}

/** The digest of all values after an import without any disturbance. */
async function undisturbed(count?: number): Promise<string> {
  const sandbox = await lackingSandbox(count);
  await runImport(sandbox);
  return sandbox.metadata().digest;
}

test('without apply an import lists what Command lacks, and writes nothing', async () => {
  const sandbox = await lackingSandbox();
  const { summary } = await runImport(sandbox, { apply: false });
  const expected = missingIn(sandbox).map(({ sslId: sectigoId, commonName }) => ({ sectigoId, commonName }));
  expect(summary).toMatchObject({ exitCode: 0, certificates: { missing: expected, imported: [] } });
  expect(summary.fields.missing).toContain('Cost_Center');
  expect(v.parse(ImportSummarySchema, summary)).toEqual(summary);
  expect(writesOf(sandbox)).toEqual([]);
});

test('with apply it imports them with their metadata in one call, and reads them back', async () => {
  const sandbox = await lackingSandbox();
  const missing = missingIn(sandbox);
  const { summary } = await runImport(sandbox);
  expect(summary).toMatchObject({ exitCode: 0, fields: { created: 11 }, problems: [] });
  expect(summary.certificates.imported).toHaveLength(missing.length);
  expect(v.parse(ImportSummarySchema, summary)).toEqual(summary);
  expect(missingIn(sandbox)).toEqual([]);
  expect(importsOf(sandbox)).toHaveLength(missing.length);
  expect(operations(sandbox, 'updateCertificateMetadata')).toEqual([]);
  for (const { serialNumber, customFields } of missing) {
    const [imported] = sandbox.commandState.findBySerial(serialNumber);
    expect(imported?.metadata.Cost_Center).toBe(customFields['Cost Center']);
    expect(imported?.metadata['Sectigo-Issuer']).toContain('Sectigo');
    expect(summary.certificates.imported).toContainEqual(
      expect.objectContaining({ keyfactorId: imported?.id }),
    );
  }
});

test('the leaf alone is sent, and its values with it', async () => {
  const sandbox = await lackingSandbox(1);
  const [missing] = missingIn(sandbox);
  await runImport(sandbox);
  const [request] = importsOf(sandbox);
  expect(request?.body).toMatchObject({
    ImportMetadata: true,
    Metadata: { Cost_Center: missing?.customFields['Cost Center'] },
  });
});

test('a second import finds nothing missing and writes nothing', async () => {
  const sandbox = await lackingSandbox();
  await runImport(sandbox);
  sandbox.requests.clear();
  const { summary } = await runImport(sandbox);
  expect(summary).toMatchObject({ exitCode: 0, certificates: { missing: [], imported: [] } });
  expect(writesOf(sandbox)).toEqual([]);
});

test('a sync after an import has nothing to write to what was imported', async () => {
  const sandbox = await lackingSandbox();
  const { summary } = await runImport(sandbox);
  sandbox.requests.clear();
  const ids = new Set(summary.certificates.imported.map(({ keyfactorId }) => keyfactorId));
  expect((await sync(sandbox)).summary.exitCode).toBe(0);
  const written = operations(sandbox, 'updateCertificateMetadata').map(({ body }) => body as { Id: number });
  expect(written.length).toBeGreaterThan(0);
  expect(written.filter(({ Id }) => ids.has(Id))).toEqual([]);
});

test('where nothing is missing no metadata field is created', async () => {
  const sandbox = await sandboxFor({ certificates: 5 });
  for (const { sslId } of missingIn(sandbox)) sandbox.scmState.removeCertificate(sslId);
  const { summary } = await runImport(sandbox);
  expect(summary).toMatchObject({ exitCode: 0, fields: { created: 0 } });
  expect(writesOf(sandbox)).toEqual([]);
});

test('what a sync filters out of Command is not missing', async () => {
  const sandbox = await sandboxFor();
  const missing = missingIn(sandbox);
  const [revoked, expired] = sandbox.commandState
    .certificates()
    .filter(({ serialNumber }) => sandbox.scmState.findBySerial(serialNumber)?.status === 'Issued');
  if (!revoked || !expired) throw new Error('the sandbox has too few certificates');
  sandbox.commandState.updateCertificate(revoked.id, { state: 2 });
  sandbox.commandState.updateCertificate(expired.id, { notAfter: '2001-01-01T00:00:00Z' });
  const { summary } = await runImport(sandbox, {
    apply: false,
    config: { keyfactorAddedSince: '2999-01-01' },
  });
  expect(summary.certificates.missing).toHaveLength(missing.length);
});

test('a certificate that Command has with another form of its issuer is not missing', async () => {
  const sandbox = await lackingSandbox(2);
  const [held, ...missing] = missingIn(sandbox);
  if (!held) throw new Error('the sandbox lacks no certificate');
  sandbox.commandState.addCertificate({ serialNumber: held.serialNumber, issuerDn: 'CN=Public CA' });
  const { summary } = await runImport(sandbox);
  expect(summary).toMatchObject({ exitCode: 0, certificates: { found: 1 } });
  expect(importsOf(sandbox)).toHaveLength(missing.length);
});

test('a certificate of another authority with the same serial number does not hide one', async () => {
  const sandbox = await lackingSandbox(1);
  const [missing] = missingIn(sandbox);
  if (!missing) throw new Error('the sandbox lacks no certificate');
  await runImport(sandbox);
  const [imported] = sandbox.commandState.findBySerial(missing.serialNumber);
  sandbox.commandState.removeCertificate(imported?.id ?? 0);
  sandbox.commandState.addCertificate({ serialNumber: missing.serialNumber, issuerDn: 'CN=Other CA' });
  const { summary } = await runImport(sandbox);
  expect(summary).toMatchObject({ exitCode: 0, certificates: { found: 0 } });
  expect(summary.certificates.imported).toHaveLength(1);
  expect(sandbox.commandState.findBySerial(missing.serialNumber)).toHaveLength(2);
});

test('what SCM does not give out is reported with the reason, and costs no other', async () => {
  const sandbox = await sandboxFor();
  const add = (status: 'Revoked' | 'Requested' | 'Declined', digits: string) => {
    const { sslId } = sandbox.scmState.addCertificate({ serialNumber: digits.repeat(16) });
    sandbox.scmState.updateCertificate(sslId, { status });
    return sslId;
  };
  const revoked = add('Revoked', '51');
  const pending = add('Requested', '52');
  const declined = add('Declined', '53');
  const { summary } = await runImport(sandbox, { config: { syncRevokedAndExpiredCerts: 'true' } });
  expect(summary.exitCode).toBe(3);
  expect(summary.certificates.failed).toEqual([
    expect.objectContaining({ sectigoId: declined, reason: expect.stringContaining('administrator') }),
  ]);
  expect(summary.certificates.notCollectable).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ sectigoId: revoked, reason: expect.stringContaining('revoked') }),
      expect.objectContaining({ sectigoId: pending, reason: expect.stringContaining('yet') }),
    ]),
  );
  expect(summary.certificates.pending).toBeGreaterThan(0);
  expect(missingIn(sandbox)).toEqual([]);
});

test('a certificate that is revoked since it was listed is left out', async () => {
  const sandbox = await lackingSandbox(1);
  const [{ sslId } = { sslId: 0 }] = missingIn(sandbox);
  sandbox.onRequest(({ operation, phase }) => {
    if (operation === 'getSsl' && phase === 'arrived') {
      sandbox.scmState.updateCertificate(sslId, { status: 'Revoked' });
    }
  });
  const { summary } = await runImport(sandbox);
  expect(summary).toMatchObject({ exitCode: 0, certificates: { skipped: 1, imported: [] } });
  expect(importsOf(sandbox)).toEqual([]);
});

test.each(['getSsl', 'collectSsl'])('a certificate replaced just before %s is not imported', async (call) => {
  const sandbox = await lackingSandbox(1);
  const [{ sslId } = { sslId: 0 }] = missingIn(sandbox);
  sandbox.onRequest(({ operation, phase }) => {
    if (operation === call && phase === 'arrived') {
      sandbox.scmState.updateCertificate(sslId, { serialNumber: '77'.repeat(16) });
    }
  });
  const { summary } = await runImport(sandbox);
  expect(summary).toMatchObject({
    exitCode: 3,
    certificates: {
      failed: [{ sectigoId: sslId, reason: expect.stringContaining('another serial number') }],
    },
  });
  expect(importsOf(sandbox)).toEqual([]);
});

test.each([
  { importResponse: 'nulls' },
  { collectLineEnds: 'crlf' },
  { caKeyAlgorithm: 'RSA' },
  { listSerial: 'colon', detailSerial: 'bare-trimmed', scmSerialCase: 'lower' },
  { listSerial: 'bare-padded' },
  { serialSignByte: 'kept' },
  { propertyCase: 'camel' },
  { unrequestedMetadata: 'null' },
  { emptyMetadata: 'null' },
  { emptyMetadata: 'empty' },
  { metadataDates: 'iso' },
  { booleanText: 'true' },
  { bigTextLineBreaks: 'crlf' },
  { certIdQuery: 'refused' },
  { textCompare: 'exact-case' },
  { commandVersion: 11 },
  { detailEmptyKeys: 'null' },
] as const)('with %j it imports everything, and nothing twice', async (switches) => {
  const sandbox = await lackingSandbox(5, { switches });
  const { summary } = await runImport(sandbox);
  expect(summary).toMatchObject({ exitCode: 0, certificates: { partial: [], failed: [] } });
  expect(missingIn(sandbox)).toEqual([]);
  expect(operations(sandbox, 'updateCertificateMetadata')).toEqual([]);
  sandbox.requests.clear();
  await runImport(sandbox);
  expect(writesOf(sandbox)).toEqual([]);
});

test.each(['refused', 'updated', 'kept'] as const)(
  'a certificate that somebody else imports at the same moment is there all the same (%s)',
  async (importKnown) => {
    const sandbox = await lackingSandbox(3, { switches: { importKnown } });
    const { summary } = await runImport(sandbox, {
      keyfactorPort: (client) =>
        portWith(client, {
          import: async (certificate, options) => {
            await client.certificates.import({ Certificate: certificate.Certificate }, options);
            return client.certificates.import(certificate, options);
          },
        }),
    });
    expect(summary).toMatchObject({ exitCode: 0, certificates: { partial: [], failed: [] } });
    expect(sandbox.metadata().digest).toBe(await undisturbed(3));
    expect(duplicatesIn(sandbox)).toEqual([]);
  },
);

test('a certificate that came to Command in the meantime is not imported', async () => {
  const sandbox = await lackingSandbox(1);
  const { summary } = await runImport(sandbox, {
    keyfactorPort: (client) =>
      portWith(client, {
        findByThumbprint: async () => ({ Id: 4711 }),
      }),
  });
  expect(summary).toMatchObject({ exitCode: 0, certificates: { found: 1, imported: [] } });
  expect(importsOf(sandbox)).toEqual([]);
});

test('an import that does not store the values is followed by a call that does', async () => {
  const sandbox = await lackingSandbox();
  const { summary } = await runImport(sandbox, {
    keyfactorPort: (client) =>
      portWith(client, {
        import: ({ Certificate }, options) => client.certificates.import({ Certificate }, options),
      }),
  });
  expect(summary).toMatchObject({ exitCode: 0, certificates: { partial: [], failed: [] } });
  expect(operations(sandbox, 'updateCertificateMetadata')).toHaveLength(summary.certificates.imported.length);
  expect(sandbox.metadata().digest).toBe(await undisturbed());
});

test('values that Command takes and does not show are reported', async () => {
  const sandbox = await lackingSandbox(1);
  const { summary } = await runImport(sandbox, {
    keyfactorPort: (client) =>
      portWith(client, {
        import: ({ Certificate }, options) => client.certificates.import({ Certificate }, options),
        updateMetadata: async () => {},
      }),
  });
  expect(summary.exitCode).toBe(3);
  expect(summary.certificates.imported).toEqual([]);
  expect(summary.certificates.partial).toContainEqual(
    expect.objectContaining({ field: 'Cost_Center', reason: expect.stringContaining('does not show') }),
  );
});

test('a certificate that Command shows a little later is waited for', async () => {
  const sandbox = await lackingSandbox(2);
  const looks = new Map<string, number>();
  const { summary } = await runImport(sandbox, {
    keyfactorPort: (client) =>
      portWith(client, {
        findByThumbprint: async (thumbprint, options) => {
          const count = (looks.get(thumbprint) ?? 0) + 1;
          looks.set(thumbprint, count);
          return count > 3 ? client.certificates.findByThumbprint(thumbprint, options) : undefined;
        },
      }),
  });
  expect(summary).toMatchObject({ exitCode: 0, certificates: { failed: [] } });
  expect(importsOf(sandbox)).toHaveLength(2);
});

test('a certificate that Command took and never shows has failed, and is not sent again', async () => {
  const sandbox = await lackingSandbox(1);
  const { summary } = await runImport(sandbox, {
    keyfactorPort: (client) => portWith(client, { findByThumbprint: async () => undefined }),
  });
  expect(summary).toMatchObject({
    exitCode: 3,
    certificates: { failed: [{ reason: expect.stringContaining('imported, but not found') }] },
  });
  expect(importsOf(sandbox)).toHaveLength(1);
});

const disturbances: [string, Partial<Knobs>][] = [
  ['500 and 429', { errorRate: 0.05, errorStatuses: [500, 429] }],
  ['cut connections', { dropRate: 0.05 }],
  ['pages of a proxy', { htmlRate: 0.05 }],
  ['all of these after the write took effect', { errorRate: 0.03, dropRate: 0.02, faultsAfterWrite: true }],
  ['repeated pages', { repeatedPageRate: 0.05 }],
  ['empty pages', { emptyPageRate: 0.05 }],
];

test.each(disturbances)(
  'with 5 %% of %s an import ends as without faults, in a second run at the latest',
  async (_, knobs) => {
    const sandbox = await lackingSandbox();
    sandbox.setKnobs(knobs);
    const parts = { http, config: { sectigoPageSize: 5, keyfactorPageSize: 5 } };
    const first = await runImport(sandbox, parts);
    // An import is sent twice at most, and may be struck both times.
    const { summary } = first.summary.exitCode === 3 ? await runImport(sandbox, parts) : first;
    expect(summary, JSON.stringify(summary)).toMatchObject({ exitCode: 0 });
    expect(sandbox.metadata().digest).toBe(await undisturbed());
    expect(duplicatesIn(sandbox)).toEqual([]);
  },
);

const importFault = { system: 'command', method: 'POST', path: '.*/Import' } as const;

test.each([
  ['cut connection', 'drop'],
  ['500', 500],
  ['page of a proxy with 200', 'html'],
] as const)('an import whose response is lost to a %s after its effect is sent once', async (_, response) => {
  const sandbox = await lackingSandbox(4);
  sandbox.setKnobs({
    faultsAfterWrite: true,
    htmlStatus: 200,
    failures: [{ ...importFault, response }],
  });
  const { summary } = await runImport(sandbox, { http });
  expect(summary).toMatchObject({ exitCode: 0, certificates: { failed: [] } });
  expect(importsOf(sandbox)).toHaveLength(4);
  expect(duplicatesIn(sandbox)).toEqual([]);
});

test.each([
  ['a cut connection', 'drop'],
  ['a status of proxies', 520],
] as const)('an import that gets lost to %s before its effect is sent once more', async (_, response) => {
  const sandbox = await lackingSandbox(1);
  sandbox.setKnobs({ failures: [{ ...importFault, response, times: 1 }] });
  const { summary } = await runImport(sandbox, { http });
  expect(summary).toMatchObject({ exitCode: 0, certificates: { failed: [] } });
  expect(importsOf(sandbox)).toHaveLength(2);
});

test('an import that gets lost twice has failed, and history leaves open what it wrote', async () => {
  const sandbox = await lackingSandbox(1);
  sandbox.setKnobs({ failures: [{ ...importFault, response: 500 }] });
  const store = await temporaryStore();
  const runId = crypto.randomUUID();
  const { summary } = await runImport(sandbox, { http, store, runId });
  expect(summary).toMatchObject({ exitCode: 3, certificates: { imported: [], failed: [{}] } });
  expect(importsOf(sandbox)).toHaveLength(2);
  const [record] = await Array.fromAsync(store.certificatesOf(runId));
  expect(record?.changes.every(({ outcome }) => outcome === 'started')).toBe(true);
});

test('a certificate that Command refuses is reported with its reason, and costs no other', async () => {
  const sandbox = await lackingSandbox();
  const [victim] = missingIn(sandbox);
  const field = { Name: 'Cost_Center', Validation: `^(?!${victim?.customFields['Cost Center']}$)` };
  sandbox.commandState.putMetadataField(field);
  const { summary } = await runImport(sandbox);
  const left = missingIn(sandbox);
  expect(summary.exitCode).toBe(3);
  expect(left.map(({ sslId }) => sslId)).toContain(victim?.sslId);
  expect(summary.certificates.failed.map(({ sectigoId }) => sectigoId)).toEqual(
    left.map(({ sslId }) => sslId),
  );
  expect(summary.certificates.failed[0]?.reason).toContain('Cost_Center');
});

test('a value that does not fit is left out and told', async () => {
  const sandbox = await lackingSandbox();
  const [victim] = missingIn(sandbox);
  sandbox.scmState.updateCertificate(victim?.sslId ?? 0, { customFields: { 'Owner/Team': 'x'.repeat(500) } });
  const { summary } = await runImport(sandbox);
  expect(summary).toMatchObject({
    exitCode: 3,
    certificates: {
      failed: [],
      partial: [{ sectigoId: victim?.sslId, field: 'Owner-Team', value: expect.stringMatching(/^x+…$/) }],
    },
  });
  const [imported] = sandbox.commandState.findBySerial(victim?.serialNumber ?? '');
  expect(imported?.metadata.Cost_Center).toBe(victim?.customFields['Cost Center']);
});

test('where values are written afterwards one that is refused does not cost the others', async () => {
  const sandbox = await lackingSandbox(1);
  sandbox.commandState.putMetadataField({ Name: 'Cost_Center', Validation: '^never$' });
  const { summary } = await runImport(sandbox, {
    keyfactorPort: (client) =>
      portWith(client, {
        import: ({ Certificate }, options) => client.certificates.import({ Certificate }, options),
      }),
  });
  expect(summary).toMatchObject({ exitCode: 3, certificates: { partial: [{ field: 'Cost_Center' }] } });
  const [{ serialNumber } = { serialNumber: '' }] = summary.certificates.partial;
  expect(sandbox.commandState.findBySerial(serialNumber)[0]?.metadata['Sectigo-Issuer']).toContain('Sectigo');
});

test('banned characters stop an import before any write', async () => {
  const sandbox = await lackingSandbox();
  const { summary, stop } = await runImport(sandbox, { banned: [] });
  expect(stop).toEqual({ kind: 'banned-characters', found: [' ', '/'], unfilled: [' ', '/'] });
  expect(summary).toMatchObject({ exitCode: 4, problems: [{ file: 'bannedcharacters.json' }] });
  expect(writesOf(sandbox)).toEqual([]);
});

test.each([
  ['SCM list page', { system: 'scm', path: '/api/ssl/v1', method: 'GET', response: 500 }],
  ['Command certificate page', { system: 'command', path: '.*/Certificates', response: 500 }],
] as const)('a %s that stays unreadable ends the import before any write', async (_, failure) => {
  const sandbox = await lackingSandbox();
  sandbox.setKnobs({ failures: [failure] });
  const { summary } = await runImport(sandbox, { http: { ...http, retries: 1 } });
  expect(summary).toMatchObject({ exitCode: 1, problems: [{}], certificates: { missing: [] } });
  expect(writesOf(sandbox)).toEqual([]);
});

test('a right that is missing ends the import instead of trying every certificate', async () => {
  const sandbox = await lackingSandbox(60, { certificates: 100 });
  sandbox.setKnobs({ failures: [{ ...importFault, response: 403 }] });
  const { summary } = await runImport(sandbox, { http });
  expect(summary).toMatchObject({ exitCode: 1, problems: [{}] });
  const { missing, failed, notProcessed } = summary.certificates;
  expect(failed.length + notProcessed).toBe(missing.length);
  expect(importsOf(sandbox).length).toBeLessThan(40);
});

test('a refused login ends the import at once', async () => {
  const sandbox = await lackingSandbox(60, { certificates: 100 });
  sandbox.setKnobs({ failures: [{ ...importFault, response: 401 }] });
  const { summary } = await runImport(sandbox, { http });
  expect(summary).toMatchObject({ exitCode: 1, problems: [{}] });
  expect(importsOf(sandbox).length).toBeLessThanOrEqual(8);
});

test('a login that is refused once the values are written ends the import, too', async () => {
  const sandbox = await lackingSandbox(60, { certificates: 100 });
  const written = new Set<number>();
  const { summary } = await runImport(sandbox, {
    keyfactorPort: (client) =>
      portWith(client, {
        import: ({ Certificate }, options) => client.certificates.import({ Certificate }, options),
        findByThumbprint: async (thumbprint, options) => {
          const found = await client.certificates.findByThumbprint(thumbprint, options);
          if (found !== undefined && written.has(found.Id))
            throw new ApiError('Keyfactor refused the login', { code: 'unauthorized' });
          return found;
        },
        updateMetadata: async (id) => {
          written.add(id);
        },
      }),
  });
  expect(summary).toMatchObject({ exitCode: 1, problems: [{}] });
  expect(importsOf(sandbox).length).toBeLessThan(40);
});

test.each(['collectSsl', 'importCertificate'])(
  'an import interrupted at %s counts everyone, and the next one does the rest',
  async (operation) => {
    const sandbox = await lackingSandbox(40, { certificates: 60, knobs: { latencyMs: 5 } });
    const controller = new AbortController();
    sandbox.onRequest(({ phase }) => {
      if (phase === 'responding' && operations(sandbox, operation).length > 10) controller.abort();
    });
    const { summary } = await runImport(sandbox, { signal: controller.signal });
    const { missing, imported, partial, failed, notProcessed } = summary.certificates;
    expect(summary).toMatchObject({ exitCode: 130, problems: [] });
    expect([partial, failed]).toEqual([[], []]);
    expect(imported.length + notProcessed).toBe(missing.length);
    expect(notProcessed).toBeGreaterThan(0);
    const second = await runImport(sandbox);
    expect(second.summary).toMatchObject({ exitCode: 0, certificates: { notProcessed: 0 } });
    expect(second.summary.certificates.imported).toHaveLength(missing.length - imported.length);
    expect(missingIn(sandbox)).toEqual([]);
    expect(duplicatesIn(sandbox)).toEqual([]);
  },
);

test('an import interrupted while it looks certificates up writes nothing', async () => {
  const sandbox = await lackingSandbox(30);
  const controller = new AbortController();
  sandbox.onRequest(({ phase }) => {
    if (phase === 'responding' && operations(sandbox, 'listCertificates').length > 5) controller.abort();
  });
  const { summary } = await runImport(sandbox, { signal: controller.signal });
  expect(summary).toMatchObject({ exitCode: 130, problems: [] });
  expect(summary.certificates.notProcessed).toBeGreaterThan(0);
  expect(writesOf(sandbox)).toEqual([]);
});

test('an import that was killed is followed by one that does the rest', async () => {
  const sandbox = await lackingSandbox(30, { certificates: 60, knobs: { latencyMs: 10 } });
  const file = temporaryFile();
  const runId = crypto.randomUUID();
  const child = startImport(sandbox, { stateFile: file, runId });
  sandbox.onRequest(({ phase }) => {
    if (phase === 'arrived' && importsOf(sandbox).length === 8) child.kill('SIGKILL');
  });
  await once(child, 'exit');
  expect(missingIn(sandbox).length).toBeGreaterThan(0);
  const store = await temporaryStore(file);
  expect((await store.unfinishedRuns()).map((run) => run.runId)).toEqual([runId]);
  const { summary } = await runImport(sandbox, { store });
  expect(summary).toMatchObject({ exitCode: 0, certificates: { failed: [] } });
  expect(summary.deadRuns).toEqual([expect.objectContaining({ runId, command: 'import' })]);
  expect(summary.certificates.imported.length).toBeGreaterThan(0);
  expect(missingIn(sandbox)).toEqual([]);
  expect(duplicatesIn(sandbox)).toEqual([]);
});

test('history keeps what was imported, sensitive values as hashes', async () => {
  const sandbox = await lackingSandbox(2);
  const [missing] = missingIn(sandbox);
  const store = await temporaryStore();
  const sensitive = {
    sectigoFieldName: 'Cost Center',
    keyfactorMetadataFieldName: 'Cost_Center',
    keyfactorDataType: 1,
    sensitive: true,
  };
  const runId = crypto.randomUUID();
  await runImport(sandbox, {
    runId,
    store,
    hashSensitive: (text) => `hash of ${text.length}`,
    fields: { ManualFields: manualFields, CustomFields: [sensitive] },
  });
  const [run] = await store.listRuns();
  expect(run).toMatchObject({ runId, command: 'import', end: { exitCode: 0, certificates: { updated: 2 } } });
  const records = await Array.fromAsync(store.certificatesOf(runId));
  expect(records).toHaveLength(2);
  const [record] = await Array.fromAsync(
    store.certificatesOf(runId, { serialNumber: missing?.serialNumber ?? '' }),
  );
  const [imported] = sandbox.commandState.findBySerial(missing?.serialNumber ?? '');
  expect(record).toMatchObject({ sectigoId: missing?.sslId, keyfactorId: imported?.id });
  expect(record?.changes).toContainEqual({
    side: 'keyfactor',
    field: 'Cost_Center',
    before: null,
    after: `hash of ${missing?.customFields['Cost Center']?.length}`,
    sensitive: true,
    outcome: 'written',
  });
  expect(record?.changes.every(({ outcome }) => outcome === 'written')).toBe(true);
  const baselines = await store.readBaselines([imported?.id ?? 0]);
  expect(baselines.get(imported?.id ?? 0)?.values).toMatchObject({
    'Cost Center': `hash of ${missing?.customFields['Cost Center']?.length}`,
    Environment: missing?.customFields.Environment,
  });
});

test('a sensitive field is refused where there is a store and no way to hide its values', async () => {
  const sandbox = await lackingSandbox(1);
  const field = {
    sectigoFieldName: 'Cost Center',
    keyfactorMetadataFieldName: 'Cost_Center',
    keyfactorDataType: 1,
    sensitive: true,
  };
  const store = await temporaryStore();
  const { summary } = await runImport(sandbox, { store, fields: { CustomFields: [field] } });
  expect(summary.exitCode).toBe(1);
  expect(writesOf(sandbox)).toEqual([]);
});

test.each([400, 403, 404])(
  'an import to which a proxy responds with %i after its effect is sent once',
  async (htmlStatus) => {
    const sandbox = await lackingSandbox(1);
    sandbox.setKnobs({
      faultsAfterWrite: true,
      htmlStatus,
      failures: [{ ...importFault, response: 'html' }],
    });
    const { summary } = await runImport(sandbox);
    expect(summary).toMatchObject({ exitCode: 0, certificates: { imported: [{}] } });
    expect(operations(sandbox, 'importCertificate')).toHaveLength(1);
  },
);

test('history tells that a refused import wrote nothing', async () => {
  const sandbox = await lackingSandbox(1);
  sandbox.setKnobs({ failures: [{ ...importFault, response: 400 }] });
  const store = await temporaryStore();
  const runId = crypto.randomUUID();
  await runImport(sandbox, { store, runId });
  const [record] = await Array.fromAsync(store.certificatesOf(runId));
  expect(record?.keyfactorId).toBeNull();
  expect(record?.changes.every(({ outcome }) => outcome === 'not-written')).toBe(true);
});

test('a list of what is missing leaves nothing in the history', async () => {
  const sandbox = await lackingSandbox(1);
  const store = await temporaryStore();
  await runImport(sandbox, { apply: false, store });
  expect(await store.listRuns()).toEqual([]);
});

test("a state that can't be written ends the import before anything else is", async () => {
  const sandbox = await lackingSandbox(4);
  const store = await temporaryStore();
  const error = new StateError('The disk is full.', { code: 'unusable', remedy: 'Make room.' });
  const broken = { ...store, recordCertificates: () => Promise.reject(error) };
  const { summary } = await runImport(sandbox, { store: broken });
  expect(summary).toMatchObject({
    exitCode: 1,
    problems: [{ message: 'The disk is full.', remedy: 'Make room.' }],
    certificates: { failed: [], notProcessed: summary.certificates.missing.length },
  });
  expect(importsOf(sandbox)).toEqual([]);
});

test("a certificate that was imported is listed so, even where that can't be recorded any more", async () => {
  const sandbox = await lackingSandbox(1);
  const store = await temporaryStore();
  const error = new StateError('The disk is full.', { code: 'unusable', remedy: 'Make room.' });
  const broken = { ...store, settle: () => Promise.reject(error) };
  const { summary } = await runImport(sandbox, { store: broken });
  expect(summary).toMatchObject({ exitCode: 1, problems: [{ message: 'The disk is full.' }] });
  expect(summary.certificates).toMatchObject({ imported: [{}], partial: [], failed: [], notProcessed: 0 });
  expect(importsOf(sandbox)).toHaveLength(1);
});
