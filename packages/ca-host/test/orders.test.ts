import { createPublicKey, generateKeyPairSync, type KeyObject, X509Certificate } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import { runInNewContext } from 'node:vm';
import { type CertificateRecord, EndEntityStatus } from '@certbridge/ca-plugin';
import { ProcessMarks } from '@certbridge/sqlite-file';
import { configure, type LogRecord, reset } from '@logtape/logtape';
import { describe, expect, onTestFinished, test } from 'vitest';
import {
  attribute,
  commonName,
  dnsName,
  encodeRequest,
  extensionRequests,
  namesExtension,
} from '../../certificate/test/support/encode-request.ts';
import { type ManagedCa, type OrderOutcome, type OrderRequest, openCaStore } from '../src/index.ts';
import { type Hosted, hosted, issued, parameters, profile, takeOrders } from './support/hosted.ts';
import { makeCsr, newKey } from './support/make-csr.ts';
import { issued as issuedRecord, recordOf } from './support/records.ts';

const name = 'www.corp.example';
const waitMs = 20_000;
const day = 24 * 60 * 60 * 1000;

describe('an order', () => {
  test('gives a certificate for the key of its CSR, with what the store knows of it', async () => {
    const { ca, database, sandbox } = await hosted();
    const { der, key, pem } = makeCsr(name);
    const outcome = await ca.order({ profile, userName: 'anna', csr: der }, { waitMs });
    const certificate = issued(outcome);
    expect(new X509Certificate(certificate.der).checkPrivateKey(key)).toBe(true);
    expect(certificate).toMatchObject({
      ca: 'Sectigo',
      userName: 'anna',
      productId: '1001',
      productName: profile,
      csr: pem,
      revocation: null,
      requestId: expect.stringMatching(/^\d+$/),
    });
    expect(outcome).toMatchObject({ isRepeated: false });
    expect(database.certificates.find(certificate.serialNumber, [certificate.issuer])).toEqual(certificate);
    expect(takeOrders(sandbox)).toEqual(['enrollSsl']);
  });

  test("has the names in Microsoft's attribute of the CSR", async () => {
    const { ca, sandbox } = await hosted();
    const extension = namesExtension(dnsName(name), dnsName('admin.corp.example'));
    const csr = encodeRequest(commonName(name), {
      attributes: [attribute(extensionRequests.microsoft, extension)],
    });
    const { der } = issued(await ca.order({ profile, userName: 'anna', csr }, { waitMs }));
    expect(new X509Certificate(der).subjectAltName).toContain('DNS:admin.corp.example');
    expect(takeOrders(sandbox)).toEqual(['enrollSsl']);
  });

  test('for a DNS name in UTF-8 is refused, and nothing is ordered', async () => {
    const { ca, sandbox } = await hosted();
    const extension = namesExtension(dnsName(name), dnsName('bücher.corp.example'));
    const csr = encodeRequest(commonName(name), {
      attributes: [attribute(extensionRequests.pkcs9, extension)],
    });
    expect(await ca.order({ profile, userName: 'anna', csr }, { waitMs })).toEqual({
      state: 'invalid',
      problem: 'csr',
      reason: expect.stringContaining('ASCII form (xn--…)'),
    });
    expect(takeOrders(sandbox)).toEqual([]);
  });

  test('is ordered with the settings of its profile', async () => {
    const { ca, sandbox } = await hosted({
      settingsOf: (of) => ({
        parameters: {
          ...parameters,
          Lifetime: of === profile ? '199' : '90',
          Department: 'Corp Services Web',
        },
        renewals: 'order',
      }),
    });
    issued(await ca.order({ profile, userName: '', csr: makeCsr(name).der }, { waitMs }));
    const [order] = sandbox.requests.list().filter(({ operation }) => operation === 'enrollSsl');
    expect(order?.body).toMatchObject({ term: 199, customFields: [{ name: 'Cost Center', value: 'CC-1' }] });
  });

  test('takes the bytes and dates of another realm', async () => {
    const { ca, database, sandbox } = await hosted();
    const csr = runInNewContext('Uint8Array.from(der)', { der: makeCsr(name).der });
    const notAfter = runInNewContext('new Date(time)', { time: sandbox.now.getTime() + 400 * day });
    issued(await ca.order({ profile, userName: '', csr, notAfter }, { waitMs }));
    const before = runInNewContext('new Date(time)', { time: sandbox.now.getTime() + day });
    expect(await database.certificates.count({ issued: { before } })).toBe(1);
  });

  test('takes the longest term that does not end after the time that was asked for', async () => {
    const { ca, sandbox } = await hosted({
      settingsOf: () => ({ parameters: { ...parameters, Lifetime: '199' }, renewals: 'order' }),
    });
    const notAfter = new Date(sandbox.now.getTime() + 150 * day);
    const outcome = await ca.order({ profile, userName: '', csr: makeCsr(name).der, notAfter }, { waitMs });
    const certificate = issued(outcome);
    const days = (certificate.notAfter.getTime() - certificate.notBefore.getTime()) / day;
    expect(Math.round(days)).toBe(90);
  });
});

describe('the same request again', () => {
  test('orders nothing and gets the same certificate, in another process as well', async () => {
    const first = await hosted();
    const { sandbox, file } = first;
    const request = { profile, userName: 'anna', csr: makeCsr(name).der };
    const certificate = issued(await first.ca.order(request, { waitMs }));
    expect(await first.ca.order(request, { waitMs })).toMatchObject({ certificate, isRepeated: true });
    await first.stop();
    const second = await hosted({ sandbox, file });
    expect(await second.ca.order(request, { waitMs })).toMatchObject({ certificate, isRepeated: true });
    expect(takeOrders(sandbox)).toEqual(['enrollSsl']);
  });

  test('is another order for another user, profile or CA, and a missing user name is one, too', async () => {
    const { ca, sandbox, file } = await hosted();
    const { der: csr } = makeCsr(name);
    const ids = [];
    for (const request of [
      { profile, userName: 'anna', csr },
      { profile, userName: 'ben', csr },
      { profile, userName: '', csr },
      { profile: 'Sectigo OV SSL', userName: 'anna', csr },
    ]) {
      ids.push(issued(await ca.order(request, { waitMs })).requestId);
    }
    const other = await hosted({ sandbox, file, name: 'Another' });
    ids.push(issued(await other.ca.order({ profile, userName: 'anna', csr }, { waitMs })).requestId);
    expect(new Set(ids).size).toBe(5);
    expect(takeOrders(sandbox)).toHaveLength(5);
  });

  test('waits for the same order, which has one number', async () => {
    const { ca, sandbox } = await hosted();
    sandbox.setSwitches({ approval: 'manual' });
    const request = { profile, userName: 'anna', csr: makeCsr(name).der };
    const first = await ca.order(request, { waitMs: 0 });
    expect(first).toMatchObject({ state: 'waiting', requestId: expect.stringMatching(/^\d+$/) });
    const { requestId } = first as { requestId: string };
    expect(await ca.order(request, { waitMs: 0 })).toMatchObject({
      state: 'waiting',
      requestId,
      reason: expect.stringContaining('Waiting for approval by an administrator of SCM.'),
    });
    expect(ca.state()).toMatchObject({ waiting: 1, orders: { waiting: 2, issued: 0 } });
    await sandbox.scmState.decide(Number(requestId), 'issue');
    expect(issued(await ca.order(request, { waitMs: 0 })).requestId).toBe(requestId);
    expect(ca.state()).toMatchObject({ waiting: 0, orders: { waiting: 2, issued: 1 } });
    expect(takeOrders(sandbox)).toEqual(['enrollSsl']);
  });

  test.each(['decline', 'reject'] as const)('stays rejected after %s', async (decision) => {
    const { ca, sandbox } = await hosted();
    sandbox.setSwitches({ approval: 'manual' });
    const request = { profile, userName: 'anna', csr: makeCsr(name).der };
    const { requestId } = (await ca.order(request, { waitMs: 0 })) as { requestId: string };
    if (decision === 'reject') await sandbox.scmState.decide(Number(requestId), 'approve');
    await sandbox.scmState.decide(Number(requestId), decision);
    for (let times = 0; times < 2; times += 1) {
      expect(await ca.order(request, { waitMs })).toMatchObject({
        state: 'rejected',
        requestId,
        reason: expect.stringMatching(/declined|rejected/i),
      });
    }
    expect(takeOrders(sandbox)).toEqual(['enrollSsl']);
  });

  test.each([
    ['with more than a third of its life ahead', -60_000, true],
    ['with a third of its life ahead', 60_000, false],
  ])('gets the certificate %s: %j', async (_, offset, isRepeated) => {
    const { ca, sandbox } = await hosted();
    const request = { profile, userName: 'anna', csr: makeCsr(name).der };
    const { notAfter, notBefore } = issued(await ca.order(request, { waitMs }));
    const third = (notAfter.getTime() - notBefore.getTime()) / 3;
    sandbox.advanceClock(Math.ceil(notAfter.getTime() - third - sandbox.now.getTime()) + offset);
    expect(await ca.order(request, { waitMs })).toMatchObject({ state: 'issued', isRepeated });
    expect(takeOrders(sandbox)).toHaveLength(isRepeated ? 1 : 2);
  });

  test('is a new order once the certificate is revoked', async () => {
    const { ca, sandbox } = await hosted();
    const request = { profile, userName: 'anna', csr: makeCsr(name).der };
    const certificate = issued(await ca.order(request, { waitMs }));
    await ca.revoke(certificate, { reason: 4 });
    expect(await ca.order(request, { waitMs })).toMatchObject({ state: 'issued', isRepeated: false });
    expect(takeOrders(sandbox)).toEqual(['enrollSsl', 'enrollSsl']);
  });

  test('is found in the store while SCM is down', async () => {
    const { ca, sandbox } = await hosted();
    const request = { profile, userName: 'anna', csr: makeCsr(name).der };
    const certificate = issued(await ca.order(request, { waitMs }));
    sandbox.setSwitches({ approval: 'manual' });
    const pending = { ...request, csr: makeCsr(name).der };
    const { requestId } = (await ca.order(pending, { waitMs: 0 })) as { requestId: string };
    sandbox.setKnobs({ errorRate: 1, errorStatuses: [503] });
    expect(await ca.order(request, { waitMs })).toMatchObject({ certificate, isRepeated: true });
    expect(await ca.order(pending, { waitMs })).toMatchObject({ state: 'waiting', requestId });
    expect(await ca.order({ ...request, csr: makeCsr(name).der }, { waitMs })).toMatchObject({
      state: 'unavailable',
      maybeOrdered: false,
    });
  });
});

describe('while SCM is down, nothing is given out of the store', () => {
  test('that is near its end', async () => {
    const { ca, sandbox } = await hosted();
    const request = { profile, userName: 'anna', csr: makeCsr(name).der };
    issued(await ca.order(request, { waitMs }));
    sandbox.advanceClock(61 * day);
    sandbox.setKnobs({ errorRate: 1, errorStatuses: [503] });
    expect(await ca.order(request, { waitMs })).toMatchObject({ state: 'unavailable', maybeOrdered: true });
  });

  test('that is for another key', async () => {
    const { ca, sandbox, file } = await hosted();
    const { requestId } = issued(
      await ca.order({ profile, userName: 'ben', csr: makeCsr(name).der }, { waitMs }),
    );
    const request = { profile, userName: 'anna', csr: makeCsr(name).der };
    issued(await ca.order(request, { waitMs }));
    const database = new DatabaseSync(file);
    onTestFinished(() => database.close());
    database.exec("DELETE FROM placed_order WHERE user_name = 'ben'");
    database.prepare('UPDATE placed_order SET request_id = ?').run(requestId);
    sandbox.setKnobs({ errorRate: 1, errorStatuses: [503] });
    expect(await ca.order(request, { waitMs })).toMatchObject({ state: 'unavailable', maybeOrdered: true });
  });
});

describe('a key that was revoked as compromised', () => {
  test.each(['rsa', 'ec'] as const)('gets no certificate again, by any CSR (%s)', async (type) => {
    const { ca, sandbox, file } = await hosted();
    const key = newKey(type);
    const request = { profile, userName: 'anna', csr: makeCsr(name, { type, key }).der };
    const certificate = issued(await ca.order(request, { waitMs }));
    await ca.revoke(certificate, { reason: 1 });
    takeOrders(sandbox);
    const other = await hosted({ sandbox, file, name: 'Another' });
    const others = [
      () => ca.order(request, { waitMs }),
      () => ca.order({ ...request, userName: 'ben' }, { waitMs }),
      () => ca.order({ ...request, csr: makeCsr('api.corp.example', { type, key }).der }, { waitMs }),
      () => other.ca.order({ ...request, csr: makeCsr(name, { type, key }).der }, { waitMs }),
    ];
    for (const order of others) expect(await order()).toMatchObject({ state: 'invalid', problem: 'key' });
    expect(takeOrders(sandbox)).toEqual([]);
    issued(await ca.order({ ...request, csr: makeCsr(name, { type }).der }, { waitMs }));
  });

  test('is known from a revocation at SCM that no scan has told yet, by the same request', async () => {
    const { ca, sandbox } = await hosted();
    const request = { profile, userName: 'anna', csr: makeCsr(name).der };
    const { requestId } = issued(await ca.order(request, { waitMs }));
    sandbox.scmState.updateCertificate(Number(requestId), { status: 'Revoked', reasonCode: 1 });
    expect(await ca.order(request, { waitMs })).toMatchObject({ state: 'invalid', problem: 'key' });
    await ca.scan({ full: true });
    const again = { ...request, userName: 'ben' };
    expect(await ca.order(again, { waitMs })).toMatchObject({ state: 'invalid', problem: 'key' });
  });
});

describe('nothing is ordered', () => {
  const damaged = makeCsr(name).der;
  damaged[damaged.length - 5] = (damaged[damaged.length - 5] ?? 0) ^ 1;

  test.each([
    ['csr', 'a CSR of one byte', { csr: Uint8Array.of(7) }],
    ['csr', 'no CSR', { csr: new Uint8Array() }],
    ['csr', 'a wrong signature', { csr: damaged }],
    ['csr', 'a CSR that SCM does not take', { csr: new Uint8Array(30_000).fill(0x30) }],
    ['profile', 'an unknown profile', { profile: 'Nothing' }],
    ['profile', 'the id of a profile', { profile: '1001' }],
    ['order', "a name that can't be certified", { csr: makeCsr('not a name').der }],
    ['order', 'an end that has passed', { notAfter: new Date('2026-02-28T00:00:00Z') }],
    ['order', 'names of other kinds', { csr: makeCsr('', { dnsNames: ['a_b.corp.example'] }).der }],
  ])('and the %s is to blame for %s', async (problem, _, changes) => {
    const { ca, sandbox } = await hosted();
    const request = { profile, userName: '', csr: makeCsr(name).der, ...changes };
    const outcome = await ca.order(request, { waitMs });
    expect(outcome).toMatchObject({ state: 'invalid', problem, reason: expect.stringMatching(/\.$/) });
    expect(takeOrders(sandbox)).toEqual([]);
  });

  test.each([
    ['an organization that SCM does not have', { Organization: 'Corp Secret' }],
    ['a department that SCM does not have', { Organization: 'Corp Services', Department: 'Corp Secret' }],
    ['a term that the profile does not have', { Lifetime: '7' }],
    ['a field that is not filled in', { Organization: 'Corp Services', 'Cost Center': '' }],
  ])('for settings with %s, which the operator alone sees', async (_, parameters) => {
    const { ca, sandbox } = await hosted({
      settingsOf: () => ({ parameters: { 'Cost Center': 'CC-1', ...parameters }, renewals: 'order' }),
    });
    const request = { profile, userName: '', csr: makeCsr(name).der };
    expect(await ca.order(request, { waitMs })).toEqual({
      state: 'invalid',
      problem: 'order',
      reason:
        'The profile is set up in a way that SCM does not take. Its operator finds the reason in the log. Nothing was ordered.',
      detail: expect.stringMatching(/Corp|Lifetime|Cost Center/),
    });
    expect(takeOrders(sandbox)).toEqual([]);
  });

  test('for a validity that has ended; what was ordered before it did is returned', async () => {
    const { ca, sandbox } = await hosted();
    const notAfter = new Date(sandbox.now.getTime() + 2 * day);
    const request = { profile, userName: '', csr: makeCsr(name).der, notAfter };
    const certificate = issued(await ca.order(request, { waitMs }));
    sandbox.advanceClock(3 * day);
    expect(issued(await ca.order(request, { waitMs }))).toEqual(certificate);
    takeOrders(sandbox);
    expect(await ca.order({ ...request, csr: makeCsr(name).der }, { waitMs })).toMatchObject({
      state: 'invalid',
      problem: 'order',
      reason: expect.stringContaining('has passed'),
    });
    expect(takeOrders(sandbox)).toEqual([]);
  });

  test('for names that SCM refuses, which may be ordered once it takes them', async () => {
    const { ca, sandbox } = await hosted();
    const request = { profile, userName: '', csr: makeCsr('www.elsewhere.example').der };
    sandbox.setSwitches({ domainValidation: 'checked' });
    const before = sandbox.scmState.certificates().length;
    expect(await ca.order(request, { waitMs })).toEqual({
      state: 'invalid',
      problem: 'order',
      reason: expect.stringMatching(/^SCM refused it: a domain is not validated.* Nothing was ordered\.$/),
      // What SCM says, and where, is for the operator.
      detail: expect.stringContaining('POST /api/ssl/v1/enroll'),
    });
    expect(sandbox.scmState.certificates()).toHaveLength(before);
    sandbox.setSwitches({ domainValidation: 'unchecked' });
    issued(await ca.order(request, { waitMs }));
  });

  test('while SCM is down', async () => {
    const { ca, sandbox } = await hosted();
    sandbox.setKnobs({ errorRate: 1, errorStatuses: [503] });
    const request = { profile, userName: '', csr: makeCsr(name).der };
    const outcome = await ca.order(request, { waitMs });
    expect(outcome).toMatchObject({ state: 'unavailable', maybeOrdered: false });
    sandbox.setKnobs({ errorRate: 0 });
    issued(await ca.order(request, { waitMs }));
    expect(takeOrders(sandbox)).toEqual(['enrollSsl']);
  });
});

describe('equal requests at the same time', () => {
  test('are one order in one process', async () => {
    const { ca, sandbox } = await hosted();
    const request = { profile, userName: 'anna', csr: makeCsr(name).der };
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => ca.order(request, { waitMs })));
    expect(new Set(outcomes.map((outcome) => issued(outcome).requestId)).size).toBe(1);
    expect(takeOrders(sandbox)).toEqual(['enrollSsl']);
  });

  test('are one order for two hosts of one database', async () => {
    const first = await hosted();
    const { sandbox, file } = first;
    const second = await hosted({ sandbox, file });
    const requests = Array.from({ length: 10 }, (_, index) => ({
      profile,
      userName: `user ${index}`,
      csr: makeCsr(`www${index}.corp.example`).der,
    }));
    const outcomes = await Promise.all(
      requests.flatMap((request) => [first, second].map(({ ca }) => ca.order(request, { waitMs }))),
    );
    expect(new Set(outcomes.map((outcome) => issued(outcome).requestId)).size).toBe(10);
    expect(takeOrders(sandbox)).toHaveLength(10);
  });
});

/** Makes the open order of a database one that a process of another host and number has left, as it was when that process was at it. */
function asOfAnotherProcess(
  file: string,
  { process: named, isSent }: { readonly process?: string | undefined; readonly isSent?: number | undefined },
): void {
  const database = new DatabaseSync(file);
  const set = (path: string, value: string | number) =>
    database.prepare('UPDATE placed_order SET content = json_set(content, ?, ?)').run(path, value);
  set('$.sender.host', 'elsewhere');
  set('$.sender.run', 'another');
  if (named !== undefined) set('$.sender.process', named);
  if (isSent !== undefined) database.prepare('UPDATE placed_order SET is_sent = ?').run(isSent);
  database.close();
}

/** Sends the same request again until it is issued, or long enough. */
async function untilIssued(ca: ManagedCa, request: OrderRequest): Promise<OrderOutcome> {
  for (let times = 0; ; times += 1) {
    const outcome = await ca.order(request, { waitMs: 300 });
    if (outcome.state === 'issued' || times > 100) return outcome;
  }
}

describe('an order whose response is lost', () => {
  test('is found by its reference, and not sent again', async () => {
    const { ca, sandbox } = await hosted();
    const lost = { method: 'POST', path: '/api/ssl/v1/enroll', response: 'drop', times: 1 } as const;
    sandbox.setKnobs({ faultsAfterWrite: true, failures: [lost] });
    const request = { profile, userName: 'anna', csr: makeCsr(name).der };
    issued(await ca.order(request, { waitMs }));
    expect(takeOrders(sandbox)).toEqual(['enrollSsl']);
  });

  test('stays open while it may be on its way, and is placed anew once it is not', async () => {
    const { ca, sandbox } = await hosted({ settleMs: 700 });
    const lost = { method: 'POST', path: '/api/ssl/v1/enroll', response: 'drop', times: 1 } as const;
    sandbox.setKnobs({ failures: [lost] });
    const request = { profile, userName: 'anna', csr: makeCsr(name).der };
    const states = [];
    for (let times = 0; times < 100 && states.at(-1) !== 'issued'; times += 1) {
      states.push((await ca.order(request, { waitMs: 300 })).state);
    }
    expect(states.slice(0, 2)).toEqual(['unavailable', 'unavailable']);
    expect(states.at(-1)).toBe('issued');
    expect(takeOrders(sandbox)).toEqual(['enrollSsl', 'enrollSsl']);
    expect(sandbox.scmState.certificates().filter(({ commonName }) => commonName === name)).toHaveLength(1);
  });

  test('is placed anew by another process while the first one runs on', async () => {
    const first = await hosted({ settleMs: 600_000 });
    const { sandbox, file } = first;
    const lost = { method: 'POST', path: '/api/ssl/v1/enroll', response: 'drop', times: 1 } as const;
    sandbox.setKnobs({ failures: [lost] });
    const request = { profile, userName: 'anna', csr: makeCsr(name).der };
    expect(await first.ca.order(request, { waitMs: 0 })).toMatchObject({ state: 'unavailable' });
    const running = new ProcessMarks(file);
    onTestFinished(() => running.close());
    asOfAnotherProcess(file, { process: running.own() });
    const second = await hosted({ sandbox, file, settleMs: 300 });
    issued(await untilIssued(second.ca, request));
    expect(takeOrders(sandbox)).toEqual(['enrollSsl', 'enrollSsl']);
  });

  test('by a process that was killed under another host name is placed anew as soon as any', async () => {
    const { ca, sandbox, file, stop } = await hosted();
    const lost = { method: 'POST', path: '/api/ssl/v1/enroll', response: 'drop', times: 1 } as const;
    sandbox.setKnobs({ failures: [lost] });
    const request = { profile, userName: 'anna', csr: makeCsr(name).der };
    expect(await ca.order(request, { waitMs: 0 })).toMatchObject({ state: 'unavailable' });
    await stop();
    asOfAnotherProcess(file, { isSent: 1 });
    const next = await hosted({ sandbox, file, settleMs: 300 });
    issued(await untilIssued(next.ca, request));
    expect(takeOrders(sandbox)).toEqual(['enrollSsl', 'enrollSsl']);
  });

  test('by a process of another host name that runs and may still send it is not placed anew', async () => {
    const { ca, sandbox, file, stop } = await hosted();
    const lost = { method: 'POST', path: '/api/ssl/v1/enroll', response: 'drop', times: 1 } as const;
    sandbox.setKnobs({ failures: [lost] });
    const request = { profile, userName: 'anna', csr: makeCsr(name).der };
    expect(await ca.order(request, { waitMs: 0 })).toMatchObject({ state: 'unavailable' });
    await stop();
    const store = await openCaStore(file);
    onTestFinished(() => store.close());
    const other = new ProcessMarks(file);
    onTestFinished(() => other.close());
    asOfAnotherProcess(file, { process: other.own(), isSent: 1 });
    const next = await hosted({ sandbox, file, settleMs: 0 });
    for (let times = 0; times < 3; times += 1) {
      expect(await next.ca.order(request, { waitMs: 0 })).toMatchObject({ state: 'unavailable' });
    }
    other.close();
    issued(await untilIssued(next.ca, request));
    expect(takeOrders(sandbox)).toEqual(['enrollSsl', 'enrollSsl']);
  });

  test("is not placed anew while SCM can't be looked through", async () => {
    const { ca, sandbox } = await hosted({ settleMs: 0 });
    const lost = { method: 'POST', path: '/api/ssl/v1/enroll', response: 'drop', times: 1 } as const;
    const failing = { method: 'GET', path: '/api/ssl/v1', response: 503 } as const;
    sandbox.setKnobs({ failures: [lost, failing] });
    const request = { profile, userName: 'anna', csr: makeCsr(name).der };
    for (let times = 0; times < 3; times += 1) {
      expect(await ca.order(request, { waitMs: 0 })).toMatchObject({
        state: 'unavailable',
        maybeOrdered: true,
      });
    }
    expect(takeOrders(sandbox)).toEqual(['enrollSsl']);
    sandbox.setKnobs({ failures: [] });
    issued(await ca.order(request, { waitMs }));
  });
});

test('a certificate whose record SCM shows no more is returned again, and one that was never seen is not', async () => {
  const { ca, sandbox } = await hosted();
  const request = { profile, userName: 'anna', csr: makeCsr('www.corp.example').der };
  const certificate = issued(await ca.order(request, { waitMs }));
  sandbox.setSwitches({ approval: 'manual' });
  const other = { profile, userName: 'anna', csr: makeCsr('api.corp.example').der };
  await ca.order(other, { waitMs: 0 });
  for (const { sslId } of sandbox.scmState.certificates()) sandbox.scmState.removeCertificate(sslId);
  takeOrders(sandbox);
  expect(await ca.order(request, { waitMs: 0 })).toEqual({ state: 'issued', certificate, isRepeated: true });
  expect(await ca.order(other, { waitMs: 0 })).toMatchObject({ state: 'unavailable', maybeOrdered: true });
  expect(takeOrders(sandbox)).toEqual([]);
});

describe('a renewal', () => {
  const settingsOf = () => ({ parameters, renewals: 'renew' }) as const;

  test('by SCM is what a request for the profile and names of a certificate near its end is, if that is asked for', async () => {
    const { ca, sandbox } = await hosted({ settingsOf });
    const first = issued(await ca.order({ profile, userName: 'a', csr: makeCsr(name).der }, { waitMs }));
    sandbox.advanceClock(70 * day);
    const request = { profile, userName: 'b', csr: makeCsr(name.toUpperCase()).der };
    const second = issued(await ca.order(request, { waitMs }));
    expect(second.requestId).not.toBe(first.requestId);
    expect(issued(await ca.order(request, { waitMs })).requestId).toBe(second.requestId);
    expect(takeOrders(sandbox)).toEqual(['enrollSsl', 'renewSslById']);
  });

  test.each([
    ['of other names', 70, profile, makeCsr(name, { dnsNames: [name, 'api.corp.example'] }).der],
    ['of another profile', 70, 'Sectigo OV SSL', makeCsr(name).der],
    ['before its end is near', 20, profile, makeCsr(name).der],
  ])('is an order like any other %s', async (_, days, of, csr) => {
    const { ca, sandbox } = await hosted({ settingsOf });
    issued(await ca.order({ profile, userName: 'a', csr: makeCsr(name).der }, { waitMs }));
    sandbox.advanceClock(days * day);
    issued(await ca.order({ profile: of, userName: 'b', csr }, { waitMs }));
    expect(takeOrders(sandbox)).toEqual(['enrollSsl', 'enrollSsl']);
  });
});

describe('a renewal of a certificate that a scan found', () => {
  const settingsOf = () => ({ parameters, renewals: 'renew' }) as const;
  const request = { profile, userName: 'b', csr: makeCsr(name).der };

  /** What was ordered at SCM in another way, and is near its end. */
  async function scanned(change: Parameters<Hosted['sandbox']['scmState']['updateCertificate']>[1]) {
    const other = await hosted();
    const { sandbox } = other;
    const { requestId } = issued(await other.ca.order({ ...request, csr: makeCsr(name).der }, { waitMs }));
    sandbox.scmState.updateCertificate(Number(requestId), change);
    const host = await hosted({ settingsOf, sandbox });
    await host.ca.scan({ full: true });
    sandbox.advanceClock(70 * day);
    takeOrders(sandbox);
    return host;
  }

  test('is done by SCM, and keeps its custom fields', async () => {
    const customFields = { 'Cost Center': 'CC-7', Environment: 'Test' };
    const { ca, sandbox } = await scanned({ customFields });
    const { requestId } = issued(await ca.order(request, { waitMs }));
    expect(takeOrders(sandbox)).toEqual(['renewSslById']);
    const record = sandbox.scmState.certificates().find(({ sslId }) => String(sslId) === requestId);
    expect(record?.customFields).toEqual(customFields);
  });

  test('is a new order where the certificate is of another organization, and the log says so', async () => {
    const records: LogRecord[] = [];
    await configure({
      sinks: { keep: (record) => records.push(record) },
      loggers: [{ category: 'certbridge', sinks: ['keep'], lowestLevel: 'info' }],
    });
    onTestFinished(() => reset());
    const { ca, sandbox } = await scanned({ orgId: 203 });
    issued(await ca.order(request, { waitMs }));
    expect(takeOrders(sandbox)).toEqual(['enrollSsl']);
    expect(records.map(({ message }) => message.join(''))).toContainEqual(
      expect.stringMatching(/^Placed order .* It was ordered anew, since it is for another organization/),
    );
  });
});

describe('a renewal whose response is lost', () => {
  const settingsOf = () => ({ parameters, renewals: 'renew' }) as const;
  const lost = { method: 'POST', path: '/api/ssl/v1/renewById/.*', response: 'drop', times: 1 } as const;

  test.each([true, false])('is one order in the end, placed by SCM or not (%j)', async (isPlaced) => {
    const { ca, sandbox } = await hosted({ settingsOf, settleMs: 300 });
    issued(await ca.order({ profile, userName: 'a', csr: makeCsr(name).der }, { waitMs }));
    sandbox.advanceClock(70 * day);
    sandbox.setKnobs({ faultsAfterWrite: isPlaced, failures: [lost] });
    const request = { profile, userName: 'b', csr: makeCsr(name).der };
    let outcome = await ca.order(request, { waitMs: 300 });
    for (let times = 0; times < 100 && outcome.state !== 'issued'; times += 1) {
      outcome = await ca.order(request, { waitMs: 300 });
    }
    issued(outcome);
    const sent = isPlaced ? ['renewSslById'] : ['renewSslById', 'renewSslById'];
    expect(takeOrders(sandbox)).toEqual(['enrollSsl', ...sent]);
    expect(sandbox.scmState.certificates().filter(({ commonName }) => commonName === name)).toHaveLength(2);
  });
});

test('nothing is ordered while the port of SCM is closed', async () => {
  const { ca, sandbox } = await hosted({ http: { retries: 1 } });
  const first = { profile, userName: '', csr: makeCsr('first.corp.example').der };
  issued(await ca.order(first, { waitMs }));
  await sandbox.close();
  const request = { profile, userName: '', csr: makeCsr(name).der };
  // The attempt goes on, until its calls have failed.
  expect(await ca.order(request, { waitMs, responseMs: 0 })).toMatchObject({
    state: 'unavailable',
    maybeOrdered: true,
    isUnsent: true,
  });
  expect(await ca.order(request, { waitMs })).toMatchObject({ state: 'unavailable', maybeOrdered: false });
});

test('an order that SCM did not respond to is sent by the same request alone, once SCM responds', async () => {
  const { ca, sandbox } = await hosted();
  await ca.profiles();
  const request = { profile, userName: '', csr: makeCsr(name).der };
  sandbox.setKnobs({ errorRate: 1, errorStatuses: [503] });
  expect(await ca.order(request, { waitMs })).toMatchObject({ state: 'unavailable', maybeOrdered: false });
  sandbox.setKnobs({ errorRate: 0 });
  await ca.pollPending();
  await ca.scan({ full: true });
  expect(takeOrders(sandbox)).toEqual([]);
  issued(await ca.order(request, { waitMs }));
  expect(takeOrders(sandbox)).toEqual(['enrollSsl']);
});

test("while the database can't be written, an order that was sent before may still be there", async () => {
  const { ca, sandbox, file } = await hosted();
  const lost = { method: 'POST', path: '/api/ssl/v1/enroll', response: 'drop', times: 1 } as const;
  sandbox.setKnobs({ failures: [lost] });
  const request = { profile, userName: '', csr: makeCsr(name).der };
  const unknown = { state: 'unavailable', maybeOrdered: true };
  expect(await ca.order(request, { waitMs: 0 })).toMatchObject(unknown);
  sandbox.setKnobs({ errorRate: 1, errorStatuses: [503], failures: [] });
  const other = new DatabaseSync(file);
  onTestFinished(() => other.close());
  other.exec('BEGIN IMMEDIATE');
  const again = await ca.order(request, { waitMs: 0 });
  expect(again).toMatchObject(unknown);
  expect(again).not.toMatchObject({ isUnsent: true });
  other.exec('ROLLBACK');
});

test("nothing is ordered while the database can't be written", async () => {
  const { ca, sandbox, file } = await hosted();
  const request = { profile, userName: '', csr: makeCsr(name).der };
  await ca.profiles();
  const other = new DatabaseSync(file);
  onTestFinished(() => other.close());
  other.exec('BEGIN IMMEDIATE');
  expect(await ca.order(request, { waitMs })).toMatchObject({ state: 'unavailable', maybeOrdered: false });
  expect(takeOrders(sandbox)).toEqual([]);
  other.exec('ROLLBACK');
  issued(await ca.order(request, { waitMs }));
  expect(takeOrders(sandbox)).toEqual(['enrollSsl']);
});

const unusualKeys: readonly (readonly [string, () => KeyObject])[] = [
  ...['P-224', 'P-192', 'secp160r1', 'brainpoolP256r1', 'sect233k1', 'secp256k1'].map(
    (namedCurve) => [namedCurve, () => generateKeyPairSync('ec', { namedCurve }).privateKey] as const,
  ),
  ['DSA', () => generateKeyPairSync('dsa', { modulusLength: 1024, divisorLength: 160 }).privateKey],
  ['RSA-PSS', () => generateKeyPairSync('rsa-pss', { modulusLength: 2048 }).privateKey],
];

describe.each(unusualKeys)('a key of the kind %s', (_, makeKey) => {
  /** Keeps a certificate that SCM has revoked because its key is compromised. */
  const keepRevoked = async ({ database }: Hosted, certificate: Partial<CertificateRecord>) => {
    const record = { ...issuedRecord({ name }), ...certificate };
    const revoked = { status: EndEntityStatus.Revoked, revocationDate: new Date(), revocationReason: 1 };
    const store = await database.store('Sectigo');
    await store.requests.keep([recordOf('900', { ...record, ...revoked })], { at: new Date() });
  };

  test('is refused, whatever keys are known to be compromised', async () => {
    const host = await hosted();
    const key = makeKey();
    const request = { profile, userName: '', csr: makeCsr(name, { key }).der };
    expect(await host.ca.order(request, { waitMs })).toMatchObject({ state: 'invalid' });
    await keepRevoked(host, {});
    expect(await host.ca.order(request, { waitMs })).toMatchObject({ state: 'invalid' });
    expect(takeOrders(host.sandbox)).toEqual([]);
  });

  test('that is compromised is known, and keeps nobody else from ordering', async () => {
    const host = await hosted();
    const key = makeKey();
    await keepRevoked(host, issuedRecord({ name, key, issuer: { name: 'Issuing', key: newKey('ec') } }));
    expect(host.database.certificates.isCompromised(createPublicKey(key))).toBe(true);
    issued(await host.ca.order({ profile, userName: '', csr: makeCsr(name).der }, { waitMs }));
  });
});

test('a compromised key of an algorithm that nobody here knows keeps nobody from ordering', async () => {
  const host = await hosted();
  const record = issuedRecord({ name });
  const hexadecimal = Buffer.from(record.certificate ?? '', 'base64').toString('hex');
  // The last arc of the key's algorithm: 1.2.840.10045.2.9 is nobody's.
  const der = Buffer.from(hexadecimal.replace('2a8648ce3d0201', '2a8648ce3d0209'), 'hex');
  expect(() => new X509Certificate(der).publicKey).toThrow();
  const store = await host.database.store('Sectigo');
  const revoked = { status: EndEntityStatus.Revoked, revocationDate: new Date(), revocationReason: 1 };
  const compromised = recordOf('900', { ...record, ...revoked, certificate: der.toString('base64') });
  await store.requests.keep([compromised], { at: new Date() });
  issued(await host.ca.order({ profile, userName: '', csr: makeCsr(name).der }, { waitMs }));
});

test('a weak key, and one that the profile does not take, are refused', async () => {
  const { ca, sandbox } = await hosted();
  const weak = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey;
  const csr = makeCsr(name, { type: 'rsa', key: weak }).der;
  expect(await ca.order({ profile, userName: '', csr }, { waitMs })).toMatchObject({
    state: 'invalid',
    problem: 'csr',
    reason: expect.stringContaining('too weak'),
  });
  const other = generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey;
  expect(
    await ca.order({ profile, userName: '', csr: makeCsr(name, { key: other }).der }, { waitMs }),
  ).toMatchObject({ state: 'invalid', problem: 'key' });
  expect(takeOrders(sandbox)).toEqual([]);
});

test('the certificate of a record that SCM named for an order by mistake is given to nobody', async () => {
  const { ca, sandbox } = await hosted();
  const foreign = issued(await ca.order({ profile, userName: 'a', csr: makeCsr(name).der }, { waitMs }));
  const other = sandbox.scmState.addCertificate({ sslTypeId: 1001, commonName: name, status: 'Issued' });
  sandbox.setKnobs({ orderedInstead: other.sslId });
  const request = { profile, userName: 'b', csr: makeCsr(name).der };
  const first = await ca.order(request, { waitMs: 0 });
  sandbox.setKnobs({ orderedInstead: 0 });
  await ca.pollPending();
  sandbox.setKnobs({ errorRate: 1, errorStatuses: [503] });
  const second = await ca.order(request, { waitMs: 0 });
  sandbox.setKnobs({ errorRate: 0 });
  for (const outcome of [first, second]) {
    expect(outcome).not.toMatchObject({ certificate: { requestId: String(other.sslId) } });
  }
  const last = issued(await ca.order(request, { waitMs }));
  expect([foreign.requestId, String(other.sslId)]).not.toContain(last.requestId);
});

test('a requester who leaves ends the wait, and the order is there for the next one', async () => {
  const { ca, sandbox } = await hosted();
  sandbox.setSwitches({ approval: 'manual' });
  const controller = new AbortController();
  sandbox.onRequest(({ operation, phase }) => {
    if (operation === 'collectSsl' && phase === 'arrived') controller.abort();
  });
  const request = { profile, userName: '', csr: makeCsr(name).der };
  const outcome = await ca.order(request, { waitMs: 3_600_000, signal: controller.signal });
  expect(outcome).toMatchObject({ state: 'waiting', requestId: expect.stringMatching(/^\d+$/) });
  const { requestId } = outcome as { requestId: string };
  await sandbox.scmState.decide(Number(requestId), 'issue');
  expect(issued(await ca.order(request, { waitMs })).requestId).toBe(requestId);
  expect(takeOrders(sandbox)).toEqual(['enrollSsl']);
});
