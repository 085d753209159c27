import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { withoutIssuanceDates } from './support/changed-scm.ts';
import { flavours, sandboxFor, startPlugin, type TestPluginOptions } from './support/plugin.ts';
import { findByStatus, synchronizeAll, takeRequests } from './support/synchronize.ts';

const hour = 60 * 60 * 1000;
const day = 24 * hour;

/** A plugin after its first synchronization, with the time at which that began. */
async function synchronizedPlugin(options: TestPluginOptions = {}) {
  const sandbox = options.sandbox ?? (await sandboxFor({ certificates: 60 }));
  const run = await startPlugin({ ...options, sandbox });
  const lastSync = sandbox.now;
  await synchronizeAll(run);
  sandbox.requests.clear();
  return { ...run, lastSync, update: () => synchronizeAll(run, { lastSync, fullSync: false }) };
}

describe.each(flavours)('since the last one, with %s', (flavour) => {
  test('nothing has changed, and nothing is downloaded', async () => {
    const { update, sandbox } = await synchronizedPlugin({ flavour });
    expect(await update()).toEqual({ records: [], bad: [] });
    const { collectSsl, getSsl } = takeRequests(sandbox);
    expect([collectSsl, getSsl]).toEqual([undefined, undefined]);
  });

  test.each([1, 25, 26 * 30])('what happened %d hours later comes', async (hours) => {
    const { update, sandbox } = await synchronizedPlugin({ flavour });
    const { scmState } = sandbox;
    sandbox.advanceClock(hours * hour);
    const [issued, requested, applied, approved] = ['Issued', 'Requested', 'Applied', 'Approved'].map(
      (status) => findByStatus(sandbox, status),
    ) as [number, number, number, number];
    scmState.updateCertificate(issued, { status: 'Revoked', reasonCode: 3 });
    await scmState.decide(requested, 'decline');
    await scmState.decide(applied, 'issue');
    await scmState.decide(approved, 'reject');
    const added = scmState.addCertificate({ serialNumber: '7E57AB1E' });
    const { records, bad } = await update();
    expect(bad).toEqual([]);
    const expected = [
      [issued, 50],
      [requested, 11],
      [applied, 40],
      [approved, 11],
      [added.sslId, 40],
    ] as const;
    expect(
      records
        .map(({ caRequestId, status }) => [Number(caRequestId), status] as const)
        .toSorted(([a], [b]) => a - b),
    ).toEqual(expected.toSorted(([a], [b]) => a - b));
  });

  test('a new request comes as pending, and with its certificate once it is issued', async () => {
    const { update, sandbox } = await synchronizedPlugin({ flavour });
    sandbox.advanceClock(hour);
    const { sslId } = sandbox.scmState.addCertificate({ status: 'Requested' });
    expect((await update()).records).toMatchObject([{ caRequestId: String(sslId), status: 90 }]);
    sandbox.advanceClock(day);
    await sandbox.scmState.decide(sslId, 'issue');
    expect((await update()).records).toMatchObject([{ caRequestId: String(sslId), status: 40 }]);
    expect((await update()).records).toEqual([]);
  });

  test('a failed list ends it with an error', async () => {
    const { update, sandbox } = await synchronizedPlugin({ flavour, http: { retries: 0 } });
    sandbox.setKnobs({ failures: [{ system: 'scm', path: '/api/ssl/v[12]', response: 503 }] });
    await expect(update()).rejects.toMatchObject({ code: 'unavailable' });
  });

  test('an abort ends it promptly', async () => {
    const { plugin, sandbox, lastSync } = await synchronizedPlugin({ flavour });
    sandbox.setKnobs({ latencyMs: 2000 });
    const ending = new AbortController();
    const consume = Array.fromAsync(
      plugin.synchronize({ lastSync, fullSync: false }, { signal: ending.signal }),
    );
    const failed = expect(consume).rejects.toMatchObject({ code: 'aborted' });
    await sleep(20);
    ending.abort();
    await failed;
  });
});

test('the report and the requests without a certificate are all that is read', async () => {
  const { update, sandbox } = await synchronizedPlugin();
  await update();
  expect(sandbox.requests.list().some(({ query }) => query.status === 'Issued')).toBe(false);
  expect(takeRequests(sandbox)).toEqual({ reportSslCertificates: 5, listSsl: 8 });
});

test('days before the last one are read once more, so that nothing falls between two', async () => {
  const { update, sandbox } = await synchronizedPlugin();
  sandbox.advanceClock(5 * day);
  await update();
  const ranges = sandbox.requests
    .list({ operation: 'reportSslCertificates' })
    .map(({ body }) => body as { certificateDateAttribute: number; from: string; to: string })
    .filter(({ certificateDateAttribute }) => certificateDateAttribute !== 3);
  expect(ranges.map(({ certificateDateAttribute }) => certificateDateAttribute).toSorted()).toEqual([
    2, 4, 5,
  ]);
  for (const { from, to } of ranges) expect([from, to]).toEqual(['2026-02-27', '2026-03-07']);
});

test('a certificate without a date of issuance, requested long before, is found by its expiry', async () => {
  const sandbox = await sandboxFor({ certificates: 60 });
  const sslId = sandbox.scmState.addCertificate({ status: 'Requested' }).sslId;
  sandbox.advanceClock(30 * day);
  const ApiEndpoint = await withoutIssuanceDates(sandbox.scm.url);
  const { update } = await synchronizedPlugin({ sandbox, connection: { ApiEndpoint } });
  await sandbox.scmState.decide(sslId, 'issue');
  expect((await update()).records).toMatchObject([{ caRequestId: String(sslId), status: 40 }]);
});

test('a last time that lies ahead reads from today', async () => {
  const { plugin, sandbox } = await synchronizedPlugin();
  const { sslId } = sandbox.scmState.addCertificate({ serialNumber: '7E57AB1E' });
  const lastSync = new Date('2027-01-01T00:00:00Z');
  const records = await Array.fromAsync(plugin.synchronize({ lastSync, fullSync: false }));
  expect(records).toMatchObject([{ caRequestId: String(sslId) }]);
});

test('a full synchronization lists everything, whatever the last time', async () => {
  const run = await synchronizedPlugin();
  await synchronizeAll(run, { lastSync: run.lastSync, fullSync: true });
  expect(takeRequests(run.sandbox).reportSslCertificates).toBeUndefined();
});

test('only the profiles of SyncFilterProfileId come', async () => {
  const { update, sandbox } = await synchronizedPlugin({ connection: { SyncFilterProfileId: '1002' } });
  sandbox.scmState.addCertificate({ serialNumber: '7E57AB1E', sslTypeId: 1001 });
  const { sslId } = sandbox.scmState.addCertificate({ serialNumber: '7E57AB1F', sslTypeId: 1002 });
  expect((await update()).records).toMatchObject([{ caRequestId: String(sslId), productId: '1002' }]);
});

test('with a list filter, which the report lacks, everything is listed', async () => {
  const { update, sandbox } = await synchronizedPlugin({ connection: { SyncFilter: { orgId: '202' } } });
  sandbox.scmState.addCertificate({ serialNumber: '7E57AB1E', orgId: 201 });
  const { sslId } = sandbox.scmState.addCertificate({ serialNumber: '7E57AB1F', orgId: 202 });
  expect((await update()).records).toMatchObject([{ caRequestId: String(sslId) }]);
  expect(takeRequests(sandbox).reportSslCertificates).toBeUndefined();
});

test.each([400, 503, 'html'] as const)(
  'where the report fails (%s) everything is listed',
  async (response) => {
    const { update, sandbox } = await synchronizedPlugin({ http: { retries: 0 } });
    const { sslId } = sandbox.scmState.addCertificate({ serialNumber: '7E57AB1E' });
    sandbox.setKnobs({ failures: [{ path: '/api/report/.*', response }] });
    expect((await update()).records).toMatchObject([{ caRequestId: String(sslId) }]);
  },
);

test.each([
  [28, 5],
  [29, undefined],
])('after %d days the report is asked %s times', async (days, reports) => {
  const { update, sandbox } = await synchronizedPlugin();
  sandbox.advanceClock(days * day);
  await update();
  expect(takeRequests(sandbox).reportSslCertificates).toBe(reports);
});

test('many changes are read singly and not by lists of all profiles', async () => {
  const { update, sandbox } = await synchronizedPlugin({ connection: { PageSize: 1 } });
  const added = Array.from({ length: 20 }, () => sandbox.scmState.addCertificate({ status: 'Declined' }));
  expect((await update()).records.length).toBe(added.length);
  expect(sandbox.requests.list().some(({ query }) => query.sslTypeId !== undefined)).toBe(false);
});

test('an invalid last time lists everything', async () => {
  const { plugin, sandbox } = await synchronizedPlugin();
  expect(
    await Array.fromAsync(plugin.synchronize({ lastSync: new Date(Number.NaN), fullSync: false })),
  ).toEqual([]);
  expect(takeRequests(sandbox).reportSslCertificates).toBeUndefined();
});
