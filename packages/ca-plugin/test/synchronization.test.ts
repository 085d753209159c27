import { X509Certificate } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { CaPlugin } from '../src/index.ts';
import { withoutStateFilter, withRefusedDownloads, withStruckPages } from './support/changed-scm.ts';
import { memoryReader } from './support/memory-reader.ts';
import { flavours, sandboxFor, startPlugin } from './support/plugin.ts';
import { findByStatus, synchronizeAll, takeRequests, untilArrived } from './support/synchronize.ts';

const everything = { lastSync: null, fullSync: true };
const ids = (records: readonly { readonly caRequestId: string }[]) =>
  records.map(({ caRequestId }) => Number(caRequestId)).toSorted((a, b) => a - b);

const statusNumbers: Readonly<Record<string, number>> = {
  Requested: 90,
  SAApproved: 90,
  Approved: 90,
  Applied: 90,
  Issued: 40,
  Expired: 40,
  Replaced: 40,
  Revoked: 50,
  Declined: 11,
  Rejected: 11,
  Invalid: 11,
};

describe.each(flavours)('with %s', (flavour) => {
  test('every certificate and request of SCM comes once, with its state', async () => {
    const run = await startPlugin({ flavour, sandboxOptions: { certificates: 40 } });
    const { records, bad } = await synchronizeAll(run);
    const inScm = run.sandbox.scmState.certificates();
    expect(bad).toEqual([]);
    expect(records.toSorted((a, b) => Number(a.caRequestId) - Number(b.caRequestId))).toEqual(
      inScm.map(({ sslId, status, sslTypeId, reasonCode, serialNumber }) =>
        expect.objectContaining({
          caRequestId: String(sslId),
          status: statusNumbers[status],
          productId: String(sslTypeId),
          revocationReason: reasonCode,
          certificate:
            statusNumbers[status] === 40 && serialNumber !== null ? expect.stringMatching(/^MII/) : null,
        }),
      ),
    );
    expect(new Set(inScm.map(({ status }) => status)).size).toBeGreaterThan(9);
  });

  test('a certificate is the leaf that SCM has, as DER in base64', async () => {
    const run = await startPlugin({ flavour, sandboxOptions: { certificates: 20 } });
    const { records } = await synchronizeAll(run);
    for (const { sslId, status, serialNumber, commonName } of run.sandbox.scmState.certificates()) {
      if (status !== 'Issued') continue;
      const { certificate } = records.find(({ caRequestId }) => caRequestId === String(sslId)) ?? {};
      const leaf = new X509Certificate(Buffer.from(certificate ?? '', 'base64'));
      expect(leaf.serialNumber.padStart(32, '0')).toBe(serialNumber);
      expect(leaf.subject).toContain(`CN=${commonName}`);
    }
  });

  test('a second synchronization gives nothing and downloads nothing', async () => {
    const run = await startPlugin({ flavour, sandboxOptions: { certificates: 40 } });
    await synchronizeAll(run);
    run.sandbox.requests.clear();
    expect(await synchronizeAll(run)).toEqual({ records: [], bad: [] });
    expect(Object.keys(takeRequests(run.sandbox)).filter((name) => !/list|count/i.test(name))).toEqual([]);
  });

  test('with ForceCompleteSync everything comes again', async () => {
    const run = await startPlugin({
      flavour,
      sandboxOptions: { certificates: 20 },
      connection: { ForceCompleteSync: true },
    });
    const first = await synchronizeAll(run);
    const second = await synchronizeAll(run);
    expect(ids(second.records)).toEqual(ids(first.records));
  });

  test('a revoked certificate that the host never had comes once, without a download', async () => {
    const run = await startPlugin({ flavour, sandboxOptions: { certificates: 20 } });
    const { records } = await synchronizeAll(run);
    const revoked = records.filter(({ status }) => status === 50);
    expect(revoked.length).toBeGreaterThan(0);
    expect(
      revoked.every(({ revocationDate, certificate }) => revocationDate !== null && certificate === null),
    ).toBe(true);
    expect((await synchronizeAll(run)).records).toEqual([]);
  });

  test('a reissued certificate comes under its old id with its new content', async () => {
    const run = await startPlugin({ flavour, sandboxOptions: { certificates: 20 } });
    await synchronizeAll(run);
    const sslId = findByStatus(run.sandbox, 'Issued');
    const before = run.reader.records.get(String(sslId))?.certificate;
    const serialNumber = '00C0FFEE000000000000000000000001';
    run.sandbox.scmState.updateCertificate(sslId, { serialNumber });
    const { records } = await synchronizeAll(run);
    expect(records).toMatchObject([{ caRequestId: String(sslId), status: 40 }]);
    expect(records[0]?.certificate).not.toBe(before);
  });

  test('only the profiles of SyncFilterProfileId come', async () => {
    const run = await startPlugin({
      flavour,
      sandboxOptions: { certificates: 40 },
      connection: { SyncFilterProfileId: '1001, 1003' },
    });
    const { records } = await synchronizeAll(run);
    const wanted = run.sandbox.scmState
      .certificates()
      .filter(({ sslTypeId }) => sslTypeId === 1001 || sslTypeId === 1003);
    expect(ids(records)).toEqual(wanted.map(({ sslId }) => sslId));
  });

  test('empty and repeated pages lose and double nothing', async () => {
    const sandbox = await sandboxFor({ certificates: 40 });
    const { url } = flavour === 'header login' ? sandbox.scm : sandbox.scmOAuth;
    const ApiEndpoint = await withStruckPages(url);
    const run = await startPlugin({ flavour, sandbox, connection: { ApiEndpoint, PageSize: 15 } });
    const { records } = await synchronizeAll(run);
    expect(ids(records)).toEqual(sandbox.scmState.certificates().map(({ sslId }) => sslId));
    const positions = sandbox.requests.list({ operation: 'listSsl' }).map(({ query }) => query.position);
    expect(new Set(positions)).toEqual(new Set(['0', '15', '30', '1000000']));
  });

  test("a record that can't be read is isolated and reported", async () => {
    const run = await startPlugin({ flavour, sandboxOptions: { certificates: 20 }, http: { retries: 0 } });
    const sslId = findByStatus(run.sandbox, 'Issued');
    run.sandbox.setKnobs({ failures: [{ path: `/api/ssl/v1/collect/${sslId}`, response: 500 }] });
    const { records, bad } = await synchronizeAll(run);
    expect(bad).toEqual([
      {
        caRequestId: String(sslId),
        problem: expect.stringMatching(new RegExp(`^Certificate ${sslId} can't be read`)),
      },
    ]);
    expect(records.length).toBe(run.sandbox.scmState.size - 1);
    run.sandbox.setKnobs({ failures: [] });
    expect(ids((await synchronizeAll(run)).records)).toEqual([sslId]);
  });

  test('more than a quarter of bad records after fifty ends it as failed', async () => {
    const run = await startPlugin({ flavour, sandboxOptions: { certificates: 80 }, http: { retries: 0 } });
    run.sandbox.setKnobs({ failures: [{ path: '/api/ssl/v1/collect/.*', response: 500 }] });
    let count = 0;
    const consume = async () => {
      for await (const _ of run.plugin.synchronize(everything)) count += 1;
    };
    await expect(consume()).rejects.toMatchObject({ code: 'too-many-bad-records' });
    expect(count).toBeGreaterThanOrEqual(50);
    expect(count).toBeLessThan(run.sandbox.scmState.size);
  });

  test('certificates that did not change count, so that a few old bad ones never end it', async () => {
    const run = await startPlugin({ flavour, sandboxOptions: { certificates: 300 }, http: { retries: 0 } });
    const failing = run.sandbox.scmState
      .certificates()
      .filter(({ status, sslId }) => status === 'Issued' && sslId % 5 === 0)
      .map(({ sslId }) => sslId);
    run.sandbox.setKnobs({
      failures: [{ path: `/api/ssl/v1/collect/(${failing.join('|')})`, response: 404 }],
    });
    expect(failing.length).toBeGreaterThan(50);
    expect((await synchronizeAll(run)).bad.length).toBe(failing.length);
    expect((await synchronizeAll(run)).bad.length).toBe(failing.length);
  });

  test('an abort ends it promptly, while the list is read and later', async () => {
    for (const operation of ['listSsl', 'collectSsl']) {
      const run = await startPlugin({ flavour, sandboxOptions: { certificates: 60 } });
      const ending = new AbortController();
      run.sandbox.setKnobs({ latencyMs: 20 });
      const stop = run.sandbox.onRequest(async (request) => {
        if (request.operation === operation) ending.abort(new Error('enough'));
      });
      const consume = () => Array.fromAsync(run.plugin.synchronize(everything, { signal: ending.signal }));
      await expect(consume()).rejects.toMatchObject({ name: 'CaPluginError', code: 'aborted' });
      stop();
      await untilArrived(run.sandbox);
      run.sandbox.requests.clear();
      await sleep(100);
      expect(takeRequests(run.sandbox)).toEqual({});
    }
  });

  test('an abort between two records ends it though others are ready', async () => {
    const run = await startPlugin({ flavour, sandboxOptions: { certificates: 40 } });
    const ending = new AbortController();
    let count = 0;
    const consume = async () => {
      for await (const _ of run.plugin.synchronize(everything, { signal: ending.signal })) {
        count += 1;
        await sleep(20);
        ending.abort();
      }
    };
    await expect(consume()).rejects.toMatchObject({ code: 'aborted' });
    expect(count).toBe(1);
  });

  test('an end at any moment, and another run, lose and double nothing', async () => {
    const sandbox = await sandboxFor({ certificates: 40 });
    const reader = memoryReader();
    const run = await startPlugin({ flavour, sandbox, reader });
    const seen: number[] = [];
    const takeSome = async (plugin: CaPlugin, most: number) => {
      for await (const record of plugin.synchronize(everything)) {
        if ('problem' in record) throw new Error(record.problem);
        seen.push(Number(record.caRequestId));
        reader.keep(record);
        most -= 1;
        if (most === 0) return;
      }
    };
    for (const most of [1, 7, 16, 23]) await takeSome(run.plugin, most);
    await takeSome(run.plugin, Number.POSITIVE_INFINITY);
    expect(seen.toSorted((a, b) => a - b)).toEqual(sandbox.scmState.certificates().map(({ sslId }) => sslId));
  });

  test('certificates that come and go meanwhile do not end it', async () => {
    const run = await startPlugin({
      flavour,
      sandboxOptions: { certificates: 60, knobs: { churnRate: 0.3, churnLimit: 40 } },
      connection: { PageSize: 10 },
    });
    await synchronizeAll(run);
    run.sandbox.setKnobs({ churnRate: 0 });
    await synchronizeAll(run);
    const left = run.sandbox.scmState.certificates();
    for (const { sslId, status } of left) {
      expect(run.reader.records.get(String(sslId))?.status).toBe(statusNumbers[status]);
    }
    expect((await synchronizeAll(run)).records).toEqual([]);
  });

  test('the host is asked many questions at a time', async () => {
    const known = memoryReader();
    let asked = 0;
    let most = 0;
    const slow = {
      ...known,
      statusByRequestId: async (id: string) => {
        asked += 1;
        most = Math.max(most, asked);
        await sleep(5);
        asked -= 1;
        return known.statusByRequestId(id);
      },
    };
    const run = await startPlugin({ flavour, reader: slow, sandboxOptions: { certificates: 100 } });
    await synchronizeAll(run);
    expect(most).toBe(32);
  });

  test('an abort is prompt though the host does not respond', async () => {
    const hanging = { ...memoryReader(), statusByRequestId: () => new Promise<never>(() => {}) };
    const run = await startPlugin({ flavour, reader: hanging, sandboxOptions: { certificates: 20 } });
    const ending = new AbortController();
    const consume = Array.fromAsync(run.plugin.synchronize(everything, { signal: ending.signal }));
    const failed = expect(consume).rejects.toMatchObject({ code: 'aborted' });
    await sleep(100);
    ending.abort();
    await failed;
  });

  test('a failure of the host ends it with the failure', async () => {
    const broken = {
      ...memoryReader(),
      statusByRequestId: async () => {
        throw new Error('the database is locked');
      },
    };
    const run = await startPlugin({ flavour, reader: broken, sandboxOptions: { certificates: 20 } });
    await expect(synchronizeAll(run)).rejects.toThrow('the database is locked');
  });

  test('a server that passes over the filter by state is read all the same', async () => {
    const sandbox = await sandboxFor({ certificates: 20 });
    const { url } = flavour === 'header login' ? sandbox.scm : sandbox.scmOAuth;
    const ignoring = await withoutStateFilter(url);
    const run = await startPlugin({ flavour, sandbox, connection: { ApiEndpoint: ignoring } });
    const { records } = await synchronizeAll(run);
    expect(ids(records)).toEqual(sandbox.scmState.certificates().map(({ sslId }) => sslId));
    sandbox.requests.clear();
    expect((await synchronizeAll(run)).records).toEqual([]);
    expect(takeRequests(sandbox).collectSsl).toBeUndefined();
  });
});

test('a login that is refused meanwhile ends it at once, and no record is called bad', async () => {
  const sandbox = await sandboxFor({ certificates: 100 });
  const run = await startPlugin({
    sandbox,
    connection: { ApiEndpoint: await withRefusedDownloads(sandbox.scm.url) },
  });
  const bad: unknown[] = [];
  const consume = async () => {
    for await (const record of run.plugin.synchronize(everything)) if ('problem' in record) bad.push(record);
  };
  await expect(consume()).rejects.toMatchObject({ code: 'refused' });
  expect(bad).toEqual([]);
});

test('a list filter of the API chooses what comes', async () => {
  const run = await startPlugin({
    sandboxOptions: { certificates: 40 },
    connection: { SyncFilter: { orgId: '202', status: 'Issued' } },
  });
  const { records } = await synchronizeAll(run);
  const wanted = run.sandbox.scmState
    .certificates()
    .filter(({ orgId, status }) => orgId === 202 && status === 'Issued');
  expect(wanted.length).toBeGreaterThan(0);
  expect(ids(records)).toEqual(wanted.map(({ sslId }) => sslId));
});

test('an estate without certificates gives nothing', async () => {
  const run = await startPlugin({ sandboxOptions: { certificates: 0 } });
  expect(await synchronizeAll(run)).toEqual({ records: [], bad: [] });
});

test('a request that is issued and stored by the host meanwhile does not come as pending', async () => {
  const run = await startPlugin({ sandboxOptions: { certificates: 20 } });
  const sslId = findByStatus(run.sandbox, 'Requested');
  const stop = run.sandbox.onRequest(async ({ phase, operation }) => {
    if (phase !== 'responding' || operation !== 'countSsl') return;
    await run.sandbox.scmState.decide(sslId, 'issue');
    run.reader.keep(await run.plugin.getSingleRecord(String(sslId)));
  });
  const { records } = await synchronizeAll(run);
  stop();
  expect(records.find(({ caRequestId }) => caRequestId === String(sslId))).toBeUndefined();
  expect(run.reader.records.get(String(sslId))?.status).toBe(40);
});

test('many certificates cost no call for their details', async () => {
  const run = await startPlugin({ sandboxOptions: { certificates: 200 } });
  await synchronizeAll(run);
  const others = ['Revoked', 'Requested', 'SAApproved', 'Approved', 'Applied'];
  const read = run.sandbox.scmState.certificates().filter(({ status }) => others.includes(status));
  expect(takeRequests(run.sandbox).getSsl).toBe(read.length);
});
