import { describe, expect, test } from 'vitest';
import { withStatesInCapitals } from '../support/changed-scm.ts';
import { flavours, sandboxFor, startPlugin, type TestPluginOptions } from '../support/plugin.ts';
import { findByStatus, synchronizeAll, takeRequests } from '../support/synchronize.ts';

/** A host that knows the issued certificates of a sandbox by ids of its own. */
async function withHostIds(idOf: (sslId: number) => string, options: TestPluginOptions = {}) {
  const run = await startPlugin({ ...options, sandboxOptions: { certificates: 20 } });
  const other = await startPlugin({ ...options, sandbox: run.sandbox });
  await synchronizeAll(other);
  for (const record of other.reader.records.values()) {
    run.reader.keep({ ...record, caRequestId: idOf(Number(record.caRequestId)) });
  }
  run.sandbox.requests.clear();
  return run;
}

describe.each(flavours)('with %s', (flavour) => {
  test.each([
    ['an older gateway', (sslId: number) => `${sslId}-5678`],
    ['another program', (sslId: number) => `order/${sslId}`],
    ['another numbering', (sslId: number) => String(sslId + 500_000)],
  ])('what the host knows by serial number is skipped under the id of %s', async (_, idOf) => {
    const run = await withHostIds(idOf, { flavour });
    const { records, bad } = await synchronizeAll(run);
    expect(bad).toEqual([]);
    // What has no serial number yet, or never gets one, can be known by its id only.
    expect(records.filter(({ serialNumber, status }) => serialNumber !== null && status === 40)).toEqual([]);
    expect(takeRequests(run.sandbox).collectSsl).toBeUndefined();
  });

  test('a revocation reaches the id that the host has', async () => {
    const run = await withHostIds((sslId) => `${sslId}-5678`, { flavour });
    const sslId = findByStatus(run.sandbox, 'Issued');
    run.sandbox.scmState.updateCertificate(sslId, { status: 'Revoked', reasonCode: 4 });
    await synchronizeAll(run);
    expect(run.reader.records.get(`${sslId}-5678`)).toMatchObject({ status: 50, revocationReason: 4 });
    expect(run.reader.records.has(String(sslId))).toBe(false);
  });

  test('a record is read and revoked by the id of an older gateway', async () => {
    const { plugin, sandbox } = await startPlugin({ flavour });
    const sslId = findByStatus(sandbox, 'Issued');
    const caRequestId = `${sslId}-5678`;
    const record = await plugin.getSingleRecord(caRequestId);
    expect(record).toMatchObject({ caRequestId, status: 40, certificate: expect.any(String) });
    const serialNumber = record.serialNumber ?? '';
    expect(await plugin.revoke({ caRequestId, serialNumber, reason: 4 })).toBe(50);
    expect(sandbox.scmState.certificate(sslId)).toMatchObject({ status: 'Revoked' });
  });

  test('states compare without letter case', async () => {
    const sandbox = await sandboxFor({ certificates: 20 });
    const { url } = flavour === 'header login' ? sandbox.scm : sandbox.scmOAuth;
    const ApiEndpoint = await withStatesInCapitals(url);
    const plain = await startPlugin({ flavour, sandbox });
    const shouting = await startPlugin({ flavour, sandbox, connection: { ApiEndpoint } });
    for (const { sslId } of sandbox.scmState.certificates()) {
      const [expected, found] = await Promise.all(
        [plain, shouting].map(({ plugin }) => plugin.getSingleRecord(String(sslId))),
      );
      expect(found).toEqual(expected);
    }
  });
});
