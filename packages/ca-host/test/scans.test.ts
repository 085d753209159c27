import { expect, test } from 'vitest';
import { hosted, issued, profile, takeOrders } from './support/hosted.ts';
import { makeCsr } from './support/make-csr.ts';

test('a CA is ready once everything was read, and its state tells when', async () => {
  const { ca, database } = await hosted();
  expect(ca.isReady()).toBe(false);
  expect(ca.state()).toMatchObject({ lastScan: null, lastFullScan: null, calls: { sent: 0, failed: 0 } });
  // The first scan reads everything, whatever it is called.
  expect(await ca.scan({ full: false })).toMatchObject({ failure: null, lastSync: null });
  expect(ca.isReady()).toBe(true);
  const first = ca.state().lastFullScan;
  await ca.scan({ full: false });
  expect(ca.state().lastFullScan).toEqual(first);
  const [one, two] = await Promise.all([ca.scan({ full: true }), ca.scan({ full: true })]);
  expect([one.failure, two.failure]).toEqual([null, null]);
  const { lastScan, lastFullScan, calls } = ca.state();
  expect(lastScan).toBeInstanceOf(Date);
  expect(Number(lastFullScan)).toBeGreaterThan(Number(first));
  expect(calls.sent).toBeGreaterThan(0);
  expect(await database.certificates.count({ cas: ['Sectigo'] })).toBeGreaterThan(0);
});

test('what went wrong with a scan is reported, and the CA stays as ready as it was', async () => {
  const { ca, sandbox } = await hosted();
  sandbox.setKnobs({ errorRate: 1, errorStatuses: [503] });
  expect(await ca.scan({ full: true })).toMatchObject({ failure: { code: 'unavailable' } });
  expect(ca.isReady()).toBe(false);
  expect(ca.state().calls.failed).toBeGreaterThan(0);
});

test('a poll collects what waited, with its user, and finds orders whose response was lost', async () => {
  const { ca, sandbox, database } = await hosted();
  sandbox.setSwitches({ approval: 'manual' });
  const order = (userName: string, name: string) =>
    ca.order({ profile, userName, csr: makeCsr(name).der }, { waitMs: 0 });
  await order('anna', 'www.corp.example');
  const lost = { method: 'POST', path: '/api/ssl/v1/enroll', response: 'drop', times: 1 } as const;
  const hidden = { method: 'GET', path: '/api/ssl/v1', response: 503 } as const;
  sandbox.setKnobs({ faultsAfterWrite: true, failures: [lost, hidden] });
  expect(await order('ben', 'api.corp.example')).toMatchObject({ state: 'unavailable', maybeOrdered: true });
  sandbox.setKnobs({ failures: [] });
  for (const { sslId, status } of sandbox.scmState.certificates()) {
    if (status === 'Requested') await sandbox.scmState.decide(sslId, 'issue');
  }
  const { pickup, openOrders } = await ca.pollPending();
  expect(pickup.changed).toHaveLength(1);
  expect(openOrders).toMatchObject({ found: [expect.anything()], open: [], problem: null });
  const byUser = async (value: string) => {
    const page = await database.certificates.search(
      { text: { value, match: 'whole' } },
      { sort: { by: 'issued', descending: false }, start: { offset: 0 }, limit: 10 },
    );
    return page.certificates.map(({ subject, userName }) => [subject.includes('.corp.example'), userName]);
  };
  expect(await byUser('anna')).toEqual([[true, 'anna']]);
  expect(await byUser('ben')).toEqual([[true, 'ben']]);
  expect(takeOrders(sandbox)).toEqual(['enrollSsl', 'enrollSsl']);
});

test('a certificate that came by a poll is returned for its request', async () => {
  const { ca, sandbox } = await hosted();
  sandbox.setSwitches({ approval: 'manual' });
  const request = { profile, userName: 'anna', csr: makeCsr('www.corp.example').der };
  const { requestId } = (await ca.order(request, { waitMs: 0 })) as { requestId: string };
  await sandbox.scmState.decide(Number(requestId), 'issue');
  await ca.pollPending();
  expect(issued(await ca.order(request, { waitMs: 0 }))).toMatchObject({ requestId, userName: 'anna' });
});

test("a poll gives up an order that never got to SCM, once it can't be on its way any more", async () => {
  const { ca, sandbox } = await hosted({ settleMs: 0 });
  const lost = { method: 'POST', path: '/api/ssl/v1/enroll', response: 'drop', times: 1 } as const;
  const hidden = { method: 'GET', path: '/api/ssl/v1', response: 503 } as const;
  sandbox.setKnobs({ failures: [lost, hidden] });
  const request = { profile, userName: 'anna', csr: makeCsr('www.corp.example').der };
  expect(await ca.order(request, { waitMs: 0 })).toMatchObject({ state: 'unavailable', maybeOrdered: true });
  expect((await ca.pollPending()).openOrders).toMatchObject({
    open: [{ commonName: 'www.corp.example' }],
    problem: expect.any(String),
  });
  sandbox.setKnobs({ failures: [] });
  expect((await ca.pollPending()).openOrders.open).toEqual([]);
  issued(await ca.order(request, { waitMs: 20_000 }));
  expect(takeOrders(sandbox)).toEqual(['enrollSsl', 'enrollSsl']);
});

test('a poll leaves an order open that may still be on its way', async () => {
  const { ca, sandbox } = await hosted({ settleMs: 60_000 });
  const lost = { method: 'POST', path: '/api/ssl/v1/enroll', response: 'drop', times: 1 } as const;
  sandbox.setKnobs({ failures: [lost] });
  const request = { profile, userName: 'anna', csr: makeCsr('www.corp.example').der };
  await ca.order(request, { waitMs: 0 });
  await ca.pollPending();
  expect((await ca.pollPending()).openOrders.open).toHaveLength(1);
});

test('a poll leaves an order open that SCM may have', async () => {
  const { ca, sandbox } = await hosted({ settleMs: 0 });
  const lost = { method: 'POST', path: '/api/ssl/v1/enroll', response: 'drop', times: 1 } as const;
  sandbox.setKnobs({ failures: [lost] });
  const names = ['www.corp.example', 'api.corp.example'];
  const request = { profile, userName: 'anna', csr: makeCsr('www.corp.example', { dnsNames: names }).der };
  await ca.order(request, { waitMs: 0 });
  const [sent] = sandbox.requests.list().filter(({ operation }) => operation === 'enrollSsl');
  const { comments = '' } = (sent?.body ?? {}) as { comments?: string };
  // One of its names is missing.
  const record = { commonName: 'www.corp.example', sslTypeId: 1001, status: 'Requested' } as const;
  sandbox.scmState.addCertificate({ ...record, comments });
  for (let times = 0; times < 3; times += 1) {
    expect((await ca.pollPending()).openOrders.open).toHaveLength(1);
  }
});

test('a poll that is ended says so, and not that SCM refused', async () => {
  const { ca, sandbox } = await hosted();
  sandbox.setSwitches({ approval: 'manual' });
  await ca.order({ profile, userName: 'anna', csr: makeCsr('www.corp.example').der }, { waitMs: 0 });
  const controller = new AbortController();
  sandbox.onRequest(() => controller.abort());
  const { pickup } = await ca.pollPending({ signal: controller.signal });
  expect(pickup.failures).toMatchObject([{ error: { code: 'aborted', publicReason: 'Waiting was ended.' } }]);
});

test('what one process has scanned and polled since a time counts for all, once it is complete', async () => {
  const { ca, sandbox, file } = await hosted();
  const { ca: other } = await hosted({ sandbox, file });
  const since = new Date();
  const done = () => ({
    full: other.isScanned({ full: true, since }),
    any: other.isScanned({ full: false, since }),
    poll: other.isPolled({ since }),
  });
  sandbox.setKnobs({ errorRate: 1, errorStatuses: [503] });
  await ca.scan({ full: true });
  await ca.pollPending({ signal: AbortSignal.abort() });
  expect(done()).toEqual({ full: false, any: false, poll: false });
  sandbox.setKnobs({ errorRate: 0 });
  await ca.scan({ full: true });
  await ca.pollPending();
  expect(done()).toEqual({ full: true, any: true, poll: true });
  const later = new Date(Date.now() + 1);
  await expect.poll(() => new Date() >= later).toBe(true);
  expect(other.isScanned({ full: false, since: later })).toBe(false);
  expect(other.isPolled({ since: later })).toBe(false);
  await ca.scan({ full: false });
  expect(other.isScanned({ full: false, since: later })).toBe(true);
  expect(other.isScanned({ full: true, since: later })).toBe(false);
});
