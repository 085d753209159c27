import { expect, test } from 'vitest';
import { sandboxFor, sync, writesOf } from './support/sync.ts';

const http = { retries: 0 };

/** Certificates that are read singly, too: ten drawn, and five of each kind that is likely to differ. */
const LOOKED_AT = 35;

/** Calls of an operation that SCM received. */
function countOf(sandbox: Awaited<ReturnType<typeof sandboxFor>>, operation: string): number {
  return sandbox.requests.summary().scm.byOperation[operation] ?? 0;
}

test('the report takes the place of details, with the same outcome', async () => {
  const [bulk, single] = [await sandboxFor({ certificates: 200 }), await sandboxFor({ certificates: 200 })];
  const { summary } = await sync(bulk);
  const { summary: expected } = await sync(single, { config: { readStrategy: 'details' } });
  expect(summary.certificates).toEqual(expected.certificates);
  expect(bulk.metadata().digest).toBe(single.metadata().digest);
  expect(countOf(bulk, 'getSsl')).toBeLessThanOrEqual(LOOKED_AT);
  expect(countOf(bulk, 'reportSslCertificates')).toBeGreaterThan(0);
  expect(countOf(bulk, 'reportSslCertificates')).toBeLessThan(20);
  expect(countOf(single, 'reportSslCertificates')).toBe(0);
  expect(countOf(single, 'getSsl')).toBe(expected.certificates.inScope);

  bulk.requests.clear();
  await sync(bulk);
  expect(writesOf(bulk)).toEqual([]);
});

test('values go back by report, too', async () => {
  const sandbox = await sandboxFor({ certificates: 200 });
  await sync(sandbox);
  const edited = sandbox.commandState.certificates().find(({ metadata }) => 'Cost_Center' in metadata);
  sandbox.commandState.updateCertificate(edited?.id ?? 0, { metadata: { Cost_Center: 'CC-EDITED' } });
  sandbox.requests.clear();
  const { summary } = await sync(sandbox, { mode: 'kftosc' });
  expect(summary).toMatchObject({ exitCode: 0, certificates: { updated: 1 } });
  // The one that is replaced is looked at as well, and read again before the write.
  expect(countOf(sandbox, 'getSsl')).toBeLessThanOrEqual(LOOKED_AT + 2);
  expect(sandbox.scmState.findBySerial(edited?.serialNumber ?? '')?.customFields['Cost Center']).toBe(
    'CC-EDITED',
  );
});

test('revoked and expired certificates are read by report, too', async () => {
  const [bulk, single] = [await sandboxFor({ certificates: 100 }), await sandboxFor({ certificates: 100 })];
  const config = { syncRevokedAndExpiredCerts: 'true' };
  const { summary } = await sync(bulk, { config });
  const { summary: expected } = await sync(single, { config: { ...config, readStrategy: 'details' } });
  expect(summary.certificates).toEqual(expected.certificates);
  expect(bulk.metadata().digest).toBe(single.metadata().digest);
  expect(countOf(bulk, 'getSsl')).toBeLessThanOrEqual(LOOKED_AT);
});

test('a small estate is read by details unless the report is asked for', async () => {
  const sandbox = await sandboxFor({ certificates: 30 });
  await sync(sandbox);
  expect(countOf(sandbox, 'reportSslCertificates')).toBe(0);
  await sync(sandbox, { config: { readStrategy: 'report' } });
  expect(countOf(sandbox, 'reportSslCertificates')).toBeGreaterThan(0);
});

test('a field that the report lacks has the details read, and the summary names it', async () => {
  const sandbox = await sandboxFor({ certificates: 100 });
  const fields = {
    ManualFields: [
      { sectigoFieldName: 'validationType', keyfactorMetadataFieldName: 'Validation', keyfactorDataType: 1 },
    ],
  };
  const { summary } = await sync(sandbox, { fields });
  expect(countOf(sandbox, 'reportSslCertificates')).toBe(0);
  expect(countOf(sandbox, 'getSsl')).toBe(summary.certificates.inScope);
  expect(summary.detailsFor).toEqual(['validationType']);
  expect((await sync(sandbox)).summary.detailsFor).toEqual([]);
});

test('certificates that the report lacks are read singly', async () => {
  const sandbox = await sandboxFor({ certificates: 100 });
  const whole = await sandboxFor({ certificates: 100 });
  await sync(whole, { config: { readStrategy: 'details' } });
  // Every second window is lost to a server that responds with an empty report.
  let calls = 0;
  const { summary } = await sync(sandbox, {
    sectigoPort: (client) => ({
      ...client,
      get requestCount() {
        return client.requestCount;
      },
      reports: {
        sslCertificates: async (request, options) => {
          const rows = await client.reports.sslCertificates(request, options);
          calls += 1;
          return rows.filter(({ id }) => id % 2 === 0);
        },
      },
    }),
  });
  expect(calls).toBeGreaterThan(0);
  expect(summary.exitCode).toBe(0);
  expect(countOf(sandbox, 'getSsl')).toBeGreaterThan(50);
  expect(sandbox.metadata().digest).toBe(whole.metadata().digest);
});

test('a report that differs from the details is not believed', async () => {
  const sandbox = await sandboxFor({ certificates: 100 });
  const whole = await sandboxFor({ certificates: 100 });
  await sync(whole, { config: { readStrategy: 'details' } });
  await sync(sandbox, {
    sectigoPort: (client) => ({
      ...client,
      get requestCount() {
        return client.requestCount;
      },
      reports: {
        sslCertificates: async (request, options) => {
          const rows = await client.reports.sslCertificates(request, options);
          return rows.map((row) => ({ ...row, customFields: [] }));
        },
      },
    }),
  });
  expect(sandbox.metadata().digest).toBe(whole.metadata().digest);
});

test('windows that are too large are halved until they get a response', async () => {
  const sandbox = await sandboxFor({ certificates: 100, switches: { reportMaxRows: 5 } });
  const { summary } = await sync(sandbox, { http });
  expect(summary.exitCode).toBe(0);
  expect(countOf(sandbox, 'getSsl')).toBeLessThanOrEqual(LOOKED_AT);
});

test("a report that can't be had costs calls and nothing else", async () => {
  const sandbox = await sandboxFor({ certificates: 100 });
  sandbox.setKnobs({ failures: [{ system: 'scm', path: '/api/report/.*', response: 500 }] });
  const { summary } = await sync(sandbox, { http });
  expect(summary).toMatchObject({ exitCode: 0, certificates: { updated: summary.certificates.inScope } });
  expect(countOf(sandbox, 'getSsl')).toBe(summary.certificates.inScope);
});

test('the OAuth2 flavour of SCM is read by report, too, with the same outcome', async () => {
  const [sandbox, plain] = [await sandboxFor({ certificates: 100 }), await sandboxFor({ certificates: 100 })];
  const { summary } = await sync(sandbox, { sectigoOAuth: true });
  await sync(plain);
  expect(summary).toMatchObject({ exitCode: 0, certificates: { updated: summary.certificates.inScope } });
  expect(countOf(sandbox, 'reportSslCertificates')).toBeGreaterThan(0);
  expect(countOf(sandbox, 'getSsl')).toBeLessThan(summary.certificates.inScope);
  expect(sandbox.metadata().digest).toBe(plain.metadata().digest);
});

test.each([403, 404])('a report that gets %i is not asked for again', async (status) => {
  const sandbox = await sandboxFor({ certificates: 200 });
  sandbox.setKnobs({ failures: [{ path: '/api/report/.*', response: status }] });
  const { summary } = await sync(sandbox, { http: {} });
  expect(summary).toMatchObject({ exitCode: 0 });
  // One for each window that is read side by side.
  expect(countOf(sandbox, 'reportSslCertificates')).toBeLessThanOrEqual(2);
  expect(countOf(sandbox, 'getSsl')).toBe(summary.certificates.inScope);
});
