import { expect, test, vi } from 'vitest';
import { ApiError } from '../src/index.ts';
import { connect, start } from './start.ts';

test('all certificates are listed, each once, 200 a page', async () => {
  const sandbox = await start({ certificates: 450 });
  const client = connect(sandbox);
  const rows = await Array.fromAsync(client.certificates.list());
  const everything = sandbox.scmState.certificates();
  expect(rows.map(({ sslId }) => sslId).toSorted((a, b) => a - b)).toEqual(
    everything.map(({ sslId }) => sslId),
  );
  const queries = sandbox.requests.list({ system: 'scm' }).map(({ query }) => query);
  expect(queries.length).toBe(Math.ceil(everything.length / 200));
  expect(queries.map(({ position, size }) => [position, size])).toEqual(
    queries.map((_, page) => [String(page * 200), '200']),
  );
});

test('profile and status narrow the list', async () => {
  const sandbox = await start();
  const [sslTypeId = 0] = sandbox.scm.sslTypeIds;
  const rows = await Array.fromAsync(connect(sandbox).certificates.list({ sslTypeId, status: 'Issued' }));
  const expected = sandbox.scmState
    .certificates()
    .filter((certificate) => certificate.sslTypeId === sslTypeId && certificate.status === 'Issued');
  expect(rows.map(({ sslId }) => sslId)).toEqual(expected.map(({ sslId }) => sslId));
  expect(rows.length).toBeGreaterThan(0);
});

test.each([1, 7, 200])('the page size %d is sent', async (pageSize) => {
  const sandbox = await start({ certificates: 0 });
  await Array.fromAsync(connect(sandbox).certificates.list({}, { pageSize }));
  expect(sandbox.requests.list({ system: 'scm' })[0]?.query).toMatchObject({
    size: String(pageSize),
    position: '0',
  });
});

const serialForms = ['bare-trimmed', 'bare-padded', 'colon'] as const;
test.each(
  serialForms.flatMap((listSerial) =>
    (['upper', 'lower'] as const).map((letterCase) => [listSerial, letterCase] as const),
  ),
)(
  'list, details and report show one serial number, whatever the notation: %s, %s',
  async (form, scmSerialCase) => {
    const sandbox = await start({ switches: { listSerial: form, detailSerial: form, scmSerialCase } });
    const client = connect(sandbox);
    const rows = await Array.fromAsync(client.certificates.list({ status: 'Issued' }));
    const report = new Map(
      (await client.reports.sslCertificates({ certificateStatus: 'Issued' })).map((row) => [
        row.id,
        row.serialNumber,
      ]),
    );
    for (const { sslId, serialNumber } of rows) {
      expect(serialNumber).toMatch(/^([0-9A-F]{2}:)*[0-9A-F]{2}$/);
      expect((await client.certificates.get(sslId)).serialNumber).toBe(serialNumber);
      expect(report.get(sslId)).toBe(serialNumber);
    }
  },
);

test.each(['ascending', 'descending'] as const)(
  'the order of the list makes no difference: %s',
  async (listOrder) => {
    const sandbox = await start({ switches: { listOrder } });
    const rows = await Array.fromAsync(connect(sandbox).certificates.list({}, { pageSize: 7 }));
    expect(new Set(rows.map(({ sslId }) => sslId)).size).toBe(sandbox.scmState.size);
  },
);

test('empty and repeated pages, refused and cut requests lose no certificate', async () => {
  const sandbox = await start({
    certificates: 60,
    knobs: {
      emptyPageRate: 0.15,
      repeatedPageRate: 0.05,
      errorRate: 0.1,
      dropRate: 0.1,
      errorStatuses: [500, 503, 429],
    },
  });
  const rows = await Array.fromAsync(connect(sandbox).certificates.list({}, { pageSize: 8 }));
  expect(new Set(rows.map(({ sslId }) => sslId)).size).toBe(sandbox.scmState.size);
  expect(rows.length).toBe(sandbox.scmState.size);
});

test('a list whose pages stay empty fails', async () => {
  const sandbox = await start({ knobs: { emptyPageRate: 1 } });
  await expect(Array.fromAsync(connect(sandbox).certificates.list())).rejects.toThrow(
    expect.objectContaining({ code: 'invalid-response', system: 'Sectigo SCM' }),
  );
});

test('a list that never advances fails', async () => {
  const sandbox = await start({ knobs: { repeatedPageRate: 1 } });
  await expect(Array.fromAsync(connect(sandbox).certificates.list({}, { pageSize: 5 }))).rejects.toThrow(
    expect.objectContaining({ code: 'invalid-response' }),
  );
});

test('certificates that vanish while the list is read hide no other', async () => {
  const sandbox = await start({ certificates: 30 });
  const before = sandbox.scmState.certificates().map(({ sslId }) => sslId);
  const listed: number[] = [];
  for await (const { sslId } of connect(sandbox).certificates.list({}, { pageSize: 10 })) {
    listed.push(sslId);
    if (listed.length === 10) for (const gone of before.slice(2, 5)) sandbox.scmState.removeCertificate(gone);
  }
  expect(listed.toSorted((a, b) => a - b)).toEqual(before);
});

test('a consumer that stops early sends no further request', async () => {
  const sandbox = await start({ certificates: 60 });
  for await (const _ of connect(sandbox).certificates.list({}, { pageSize: 10 })) break;
  expect(sandbox.requests.summary().scm.total).toBe(1);
});

test('a consumer that stops while further pages are on their way leaves a client that works', async () => {
  const sandbox = await start({ certificates: 200, knobs: { latencyMs: 20 } });
  const client = connect(sandbox);
  const total = () => sandbox.requests.summary().scm.total;
  // After the first page several are requested together, and no response is sent before another request has arrived.
  sandbox.onRequest(async ({ phase, number }) => {
    if (phase === 'responding' && number > 1) await vi.waitUntil(() => total() > 2, { timeout: 60_000 });
  });
  let listed = 0;
  for await (const _ of client.certificates.list({}, { pageSize: 10 })) {
    listed += 1;
    if (listed > 10) break;
  }
  expect(total()).toBeGreaterThan(2);
  expect((await Array.fromAsync(client.certificates.list())).length).toBe(sandbox.scmState.size);
});

test('aborting ends the list', async () => {
  const sandbox = await start({ certificates: 60 });
  const controller = new AbortController();
  const list = connect(sandbox).certificates.list({}, { pageSize: 10, signal: controller.signal });
  const reading = (async () => {
    for await (const _ of list) controller.abort();
  })();
  await expect(reading).rejects.toThrow(expect.objectContaining({ name: 'ApiError', code: 'aborted' }));
  expect(await reading.catch((error) => error)).toBeInstanceOf(ApiError);
});
