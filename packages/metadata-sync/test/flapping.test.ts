import type { Sandbox } from '@certbridge/sandbox';
import { ApiError } from '@certbridge/sectigo-client';
import { expect, onTestFinished, test } from 'vitest';
import { createSensitiveHash, openStateStore, type RunSummary, type StateStore } from '../src/index.ts';
import { bareDocuments, bareSandbox, put } from './support/pairs.ts';
import { revert, type SyncParts, sandboxFor, sync, writesOf } from './support/sync.ts';

async function temporaryState(): Promise<StateStore> {
  const store = await openStateStore({ file: ':memory:' });
  onTestFinished(() => store.close());
  return store;
}

/** How often a run wrote each value. */
async function timesWritten(store: StateStore): Promise<Map<string, number>> {
  const times = new Map<string, number>();
  for (const { runId } of await store.listRuns()) {
    for await (const { keyfactorId, changes } of store.certificatesOf(runId)) {
      for (const { side, field } of changes) {
        const place = `${side} ${keyfactorId} ${field}`;
        times.set(place, (times.get(place) ?? 0) + 1);
      }
    }
  }
  return times;
}

/** Runs, and tells what was written. */
async function run(sandbox: Sandbox, parts: SyncParts): Promise<{ summary: RunSummary; writes: string[] }> {
  sandbox.requests.clear();
  const { summary } = await sync(sandbox, { http: { retries: 0 }, ...parts });
  return { summary, writes: writesOf(sandbox).filter((line) => line.includes('/Certificates/Metadata')) };
}

const failingReport = { failures: [{ system: 'scm', path: '/api/report/.*', response: 500 }] } as const;

test.each([
  ['a day lies in another zone', { reportShiftedDays: 50 }, 1],
  ['a day lies in another zone', { reportShiftedDays: 50 }, 2],
  ['names are tagged', { reportTaggedNames: 50 }, 3],
  ['both', { reportShiftedDays: 50, reportTaggedNames: 70 }, 4],
])(
  'where %s in the report for one in fifty (%o, seed %i), no value goes back and forth',
  async (_, switches, seed) => {
    const sandbox = await sandboxFor({ certificates: 300, seed, switches });
    const store = await temporaryState();
    let detected = false;
    for (let count = 0; count < 8; count += 1) {
      // Now and then the report can't be had, so that all details are read whatever is known.
      sandbox.setKnobs({ failures: count % 3 === 1 ? [...failingReport.failures] : [] });
      const { summary, writes } = await run(sandbox, { store });
      expect(summary.exitCode).toBe(0);
      if (detected) {
        expect(summary.reportDiffers).not.toEqual([]);
        expect(writes).toEqual([]);
      }
      detected ||= summary.reportDiffers.length > 0;
    }
    expect(detected).toBe(true);
    expect(Math.max(...(await timesWritten(store)).values())).toBeLessThanOrEqual(2);
    const whole = await sandboxFor({ certificates: 300, seed });
    await sync(whole, { config: { readStrategy: 'details' } });
    expect(sandbox.metadata().digest).toBe(whole.metadata().digest);
  },
);

test('a difference that was seen once keeps its field with the details, and every run says so', async () => {
  const sandbox = await sandboxFor({ certificates: 100, switches: { reportShiftedDays: 1 } });
  const store = await temporaryState();
  const first = await run(sandbox, { store });
  expect(first.summary.reportDiffers.map(({ field }) => field)).toEqual(['details: expires']);
  sandbox.setSwitches({ reportShiftedDays: 0 });
  const second = await run(sandbox, { store });
  expect(second.summary.reportDiffers).toEqual(first.summary.reportDiffers);
  expect(sandbox.requests.summary().scm.byOperation.reportSslCertificates).toBeUndefined();
  expect(second.writes).toEqual([]);
});

test('all fields that differ are found at once', async () => {
  const switches = { reportShiftedDays: 1, reportTaggedNames: 1 };
  const sandbox = await sandboxFor({ certificates: 100, switches });
  const { summary } = await run(sandbox, { store: await temporaryState() });
  expect(summary.reportDiffers.map(({ field }) => field)).toEqual([
    'details: expires',
    'details: subjectAlternativeNames',
  ]);
});

test('fields of the sync that agree are read by report, whatever is known of others', async () => {
  const sandbox = await sandboxFor({ certificates: 100, switches: { reportShiftedDays: 1 } });
  const store = await temporaryState();
  await run(sandbox, { store });
  const { summary } = await run(sandbox, { store, fields: {} });
  expect(summary.reportDiffers).toEqual([]);
  expect(sandbox.requests.summary().scm.byOperation.reportSslCertificates).toBeGreaterThan(0);
});

test('a run with the report asked for reads it anew, and trusts it again where it agrees', async () => {
  const sandbox = await sandboxFor({ certificates: 100, switches: { reportShiftedDays: 1 } });
  const store = await temporaryState();
  const config = { readStrategy: 'report' };
  await run(sandbox, { store });
  expect((await run(sandbox, { store, config })).summary.reportDiffers).toHaveLength(1);
  expect((await run(sandbox, { store })).summary.reportDiffers).toHaveLength(1);
  sandbox.setSwitches({ reportShiftedDays: 0 });
  expect((await run(sandbox, { store, config })).summary.reportDiffers).toEqual([]);
  const { summary } = await run(sandbox, { store });
  expect(summary.reportDiffers).toEqual([]);
  expect(sandbox.requests.summary().scm.byOperation.reportSslCertificates).toBeGreaterThan(0);
});

test('without a state, a value is never replaced by one of the report that differs from the details', async () => {
  const sandbox = await sandboxFor({ certificates: 300, switches: { reportShiftedDays: 50 } });
  await run(sandbox, { config: { readStrategy: 'details' } });
  for (let count = 0; count < 3; count += 1) {
    const { summary, writes } = await run(sandbox, {});
    expect(writes).toEqual([]);
    expect(summary.reportDiffers.map(({ field }) => field)).toEqual(['details: expires']);
  }
});

test("a row of the report is not believed where the details can't be read to compare it", async () => {
  const sandbox = await sandboxFor({ certificates: 100, switches: { reportShiftedDays: 2 } });
  await run(sandbox, { config: { readStrategy: 'details' } });
  // The certificates that differ fail; the others agree, so that nothing is known of a difference.
  const { writes, summary } = await run(sandbox, {
    sectigoPort: (client) => ({
      ...client,
      get requestCount() {
        return client.requestCount;
      },
      certificates: {
        ...client.certificates,
        get: async (sectigoId, options) => {
          if (sectigoId % 2 === 0)
            throw new ApiError('SCM: not now.', { code: 'server-error', system: 'SCM' });
          return client.certificates.get(sectigoId, options);
        },
      },
    }),
  });
  expect(writes).toEqual([]);
  expect(summary.reportDiffers).toEqual([]);
  expect(summary.certificates.failed.length).toBeGreaterThan(0);
});

test('on the way back no value is written that SCM holds already', async () => {
  const sandbox = await sandboxFor({ certificates: 200 });
  await sync(sandbox, { config: { readStrategy: 'details' } });
  const { summary } = await sync(sandbox, {
    mode: 'kftosc',
    sectigoPort: (client) => ({
      ...client,
      get requestCount() {
        return client.requestCount;
      },
      reports: {
        sslCertificates: async (request, options) => {
          const rows = await client.reports.sslCertificates(request, options);
          const other = (value: unknown) => (typeof value === 'string' ? `${value} ` : value);
          return rows.map((row) => {
            const customFields = row.customFields?.map((field) =>
              field.name === 'Cost Center' && row.id % 50 === 0
                ? { ...field, value: `${other(field.value)}of the report` }
                : field,
            );
            return customFields ? { ...row, customFields } : row;
          });
        },
      },
    }),
  });
  expect(summary).toMatchObject({ exitCode: 0, certificates: { updated: 0 } });
});

test('a dry run reads the details where the report differs, and keeps nothing', async () => {
  const sandbox = await sandboxFor({ certificates: 100, switches: { reportShiftedDays: 1 } });
  const store = await temporaryState();
  const { summary } = await run(sandbox, { store, dryRun: true });
  expect(summary.reportDiffers).toHaveLength(1);
  sandbox.setSwitches({ reportShiftedDays: 0 });
  expect((await run(sandbox, { store, dryRun: true })).summary.reportDiffers).toEqual([]);
});

test('what is known of one account of SCM does not count for another', async () => {
  const store = await temporaryState();
  const foundAt = '2026-03-01T02:00:00.000Z';
  await store.keepReportDifferences('a', [{ field: 'details: expires', foundAt }]);
  await store.keepReportDifferences('a', [
    { field: 'details: expires', foundAt: '2026-03-02T02:00:00.000Z' },
  ]);
  expect(await store.reportDifferences('a')).toEqual([{ field: 'details: expires', foundAt }]);
  expect(await store.reportDifferences('b')).toEqual([]);
  await store.forgetReportDifferences('b', ['details: expires']);
  expect(await store.reportDifferences('a')).toHaveLength(1);
  await store.forgetReportDifferences('a', ['details: expires']);
  expect(await store.reportDifferences('a')).toEqual([]);
});

test('values that return to what a run replaced are named, unless somebody edited them in between', async () => {
  const { sandbox, pairs } = await bareSandbox(4);
  const store = await temporaryState();
  const parts = { store, force: true, ...bareDocuments };
  const set = (value: string) => {
    for (const pair of pairs) put(sandbox, pair, { sectigo: { 'Owner/Team': value } });
  };
  for (const value of ['A', 'B']) {
    set(value);
    expect((await run(sandbox, parts)).summary.returning).toEqual([]);
  }
  set('A');
  // Somebody's own value is replaced, which is no return.
  put(sandbox, pairs[0], { keyfactor: { Team: 'edited' } });
  const { summary } = await run(sandbox, parts);
  const serialNumbers = pairs
    .slice(1)
    .map(({ keyfactorId }) => sandbox.commandState.certificate(keyfactorId)?.serialNumber);
  expect(summary.returning).toHaveLength(1);
  expect(summary.returning[0]).toMatchObject({ side: 'keyfactor', field: 'Team', certificates: 3 });
  expect(new Set(summary.returning[0]?.serialNumbers)).toEqual(new Set(serialNumbers));
  expect((await run(sandbox, parts)).summary.returning).toEqual([]);
});

test('values of sensitive fields that return are found by their hashes and not shown', async () => {
  const { sandbox, pairs } = await bareSandbox(1);
  const [entry] = bareDocuments.fields.CustomFields;
  const fields = { CustomFields: [{ ...entry, sensitive: true }] };
  const hashSensitive = createSensitiveHash(Buffer.alloc(16, 7));
  const parts = { store: await temporaryState(), ...bareDocuments, fields, hashSensitive };
  const counts: number[] = [];
  for (const value of ['PLANTED', 'B', 'PLANTED']) {
    put(sandbox, pairs[0], { sectigo: { 'Owner/Team': value } });
    const { summary } = await run(sandbox, parts);
    expect(JSON.stringify(summary)).not.toContain('PLANTED');
    counts.push(summary.returning.length);
  }
  expect(counts).toEqual([0, 0, 1]);
});

test('a sync after a revert brings the values back without calling it a return', async () => {
  const { sandbox, pairs } = await bareSandbox(1);
  const store = await temporaryState();
  const parts = { store, ...bareDocuments };
  for (const value of ['A', 'B']) {
    put(sandbox, pairs[0], { sectigo: { 'Owner/Team': value } });
    await run(sandbox, parts);
  }
  await revert(sandbox, { store, ...bareDocuments });
  const { summary } = await run(sandbox, parts);
  expect(summary).toMatchObject({ certificates: { updated: 1 }, returning: [] });
});
