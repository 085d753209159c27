import type { Sandbox } from '@certbridge/sandbox';
import { describe, expect, test } from 'vitest';
import { EndEntityStatus } from '../src/index.ts';
import {
  bodyOf,
  certificateOf,
  enrolled,
  loseResponse,
  type OrderChanges,
  orderOf,
  takeOrders,
} from './support/enrollment.ts';
import { csrFor } from './support/make-csr.ts';
import { startPlugin } from './support/plugin.ts';

const enrollPath = '/api/ssl/v1/enroll';
const http = { retries: 0 };
const connection = { PickupRetries: 2, PickupDelay: 1 };
const unclear = { caRequestId: '', certificate: null, enrollmentContext: { response: 'lost' } };

/** An order whose response is lost, and which SCM has not got or doesn't show; with its reference. */
async function orderLost() {
  const started = await startPlugin({ connection, http });
  const { plugin, sandbox } = started;
  sandbox.setKnobs({ failures: [{ method: 'POST', path: enrollPath, response: 'drop', times: 1 }] });
  const csr = await csrFor('www.corp.example');
  const order = orderOf(csr, { san: { dns: ['api.corp.example'] } });
  const { statusMessage } = await plugin.enroll(order);
  const comments = /certbridge:\w{8}-\w{8}/.exec(statusMessage ?? '')?.[0] ?? '';
  expect(comments).not.toBe('');
  takeOrders(sandbox);
  return { ...started, csr, order, comments };
}

/** Lets SCM keep no comments of orders. */
function dropComments(sandbox: Sandbox): void {
  sandbox.onRequest(({ operation, phase }) => {
    const own = sandbox.scmState.certificates().at(-1);
    if (operation !== 'enrollSsl' || phase !== 'responding' || own === undefined) return;
    sandbox.scmState.updateCertificate(own.sslId, { comments: '' });
  });
}

describe('a record with a copy of the reference of an order whose response was lost', () => {
  test.each<[string, { changes?: OrderChanges; sameCsr?: boolean; waits?: boolean }, RegExp]>([
    ['another key', {}, /certificate is for another key/],
    [
      'other names',
      { sameCsr: true, changes: { san: { dns: ['mail.corp.example'] } } },
      /mail\.corp\.example/,
    ],
    [
      'a further name, which waits for approval',
      { waits: true, changes: { san: { dns: ['api.corp.example', 'mail.corp.example'] } } },
      /names that were not ordered: mail\.corp\.example/,
    ],
  ])('and %s is not taken, whatever becomes of it', async (_, { changes, sameCsr, waits }, why) => {
    const { plugin, sandbox, csr, order, comments } = await orderLost();
    const elsewhere = (await startPlugin({ sandbox })).plugin;
    sandbox.setSwitches({ approval: waits ? 'manual' : 'automatic' });
    const otherCsr = sameCsr ? csr : await csrFor('www.corp.example');
    const other = await elsewhere.enroll(orderOf(otherCsr, { san: order.san, ...changes }));
    sandbox.setSwitches({ approval: 'automatic' });
    const sslId = Number(other.caRequestId);
    sandbox.scmState.updateCertificate(sslId, { comments: `Like ${comments}` });
    takeOrders(sandbox);
    const result = await plugin.enroll(order);
    expect(result).toMatchObject(unclear);
    expect(result.statusMessage).toMatch(why);
    expect(result.statusMessage).toContain(`Record ${sslId}`);
    expect(await plugin.lookUpOrders()).toEqual(new Map());
    if (!waits) return;
    sandbox.scmState.updateCertificate(sslId, { status: 'Declined' });
    expect(await plugin.enroll(order)).toMatchObject(unclear);
    expect(takeOrders(sandbox)).toEqual([]);
  });

  test('does not keep the real one from being taken', async () => {
    const { plugin, sandbox, csr, order, comments } = await orderLost();
    const elsewhere = (await startPlugin({ sandbox })).plugin;
    const fewer = { commonName: 'www.corp.example', sslTypeId: 1001, status: 'Declined' } as const;
    sandbox.scmState.addCertificate({ ...fewer, comments });
    for (const one of [await csrFor('www.corp.example'), csr]) {
      const { caRequestId } = await elsewhere.enroll(orderOf(one, { san: order.san }));
      sandbox.scmState.updateCertificate(Number(caRequestId), { comments });
    }
    takeOrders(sandbox);
    certificateOf(await plugin.enroll(order), csr);
    expect(takeOrders(sandbox)).toEqual([]);
  });

  test('and everything else that was ordered makes it one of two, of which none is taken', async () => {
    const { plugin, sandbox, csr, order, comments } = await orderLost();
    const elsewhere = (await startPlugin({ sandbox })).plugin;
    const ids: string[] = [];
    for (const again of [false, true]) {
      const { caRequestId } = await elsewhere.enroll(orderOf(csr, { san: order.san }), { again });
      sandbox.scmState.updateCertificate(Number(caRequestId), { comments });
      ids.push(caRequestId);
    }
    takeOrders(sandbox);
    const result = await plugin.enroll(order);
    expect(result).toMatchObject(unclear);
    expect(result.statusMessage).toContain(`Each of the records ${ids.join(', ')} may be it.`);
    expect(takeOrders(sandbox)).toEqual([]);
  });
});

test('of two records that fit a renewal whose response was lost, none is taken', async () => {
  const started = await startPlugin({ connection, http });
  const { plugin, sandbox } = started;
  const { x509 } = await enrolled(started);
  const csr = await csrFor('www.corp.example');
  const parameters = { PriorCertSN: x509.serialNumber };
  loseResponse(sandbox, '/api/ssl/v1/renewById/.*');
  // Ordered elsewhere with the same CSR, while the renewal is on its way.
  const elsewhere = (await startPlugin({ sandbox })).plugin;
  let isOrdered = false;
  sandbox.onRequest(async ({ operation, phase }) => {
    if (operation !== 'renewSslById' || phase !== 'responding' || isOrdered) return;
    isOrdered = true;
    const { caRequestId } = await elsewhere.enroll(orderOf(csr));
    sandbox.scmState.updateCertificate(Number(caRequestId), { comments: '' });
  });
  const order = orderOf(csr, { enrollmentType: 'Renew', parameters });
  const result = await plugin.enroll(order);
  expect(result).toMatchObject(unclear);
  expect(result.statusMessage).toMatch(/Each of the records \d+, \d+ may be it\./);
});

describe("where SCM's response to an order names another record", () => {
  /** The plugin at an SCM that responds to every order with the id of a record that was made before. */
  async function startMistaken(make: 'same plugin' | 'elsewhere', changes: OrderChanges = {}) {
    const { plugin, sandbox } = await startPlugin({ connection, http });
    const maker = make === 'elsewhere' ? (await startPlugin({ sandbox })).plugin : plugin;
    const csr = await csrFor('www.corp.example');
    const { pem } = changes.csr === undefined ? csr : await csrFor('www.corp.example');
    const foreign = Number((await maker.enroll(orderOf(csr, { ...changes, csr: pem }))).caRequestId);
    if (make === 'elsewhere') sandbox.scmState.updateCertificate(foreign, { comments: '' });
    sandbox.setKnobs({ orderedInstead: foreign });
    takeOrders(sandbox);
    return { plugin, sandbox, csr, foreign };
  }

  test('that is the one of another order in the ledger, the order is found by its reference', async () => {
    const { plugin, sandbox, csr, foreign } = await startMistaken('same plugin');
    sandbox.setSwitches({ issueAfterRequests: 0 });
    const result = await plugin.enroll(orderOf(csr, { san: { dns: ['api.corp.example'] } }));
    expect(Number(result.caRequestId)).toBeGreaterThan(foreign);
    expect(certificateOf(result, csr).subjectAltName).toContain('api.corp.example');
    expect(result.statusMessage).toContain(`names record ${foreign}, which is another order's`);
    expect(takeOrders(sandbox)).toEqual(['enrollSsl']);
  });

  type Foreigner = [string, OrderChanges, Parameters<Sandbox['scmState']['updateCertificate']>[1], RegExp];
  const foreigners: Foreigner[] = [
    ['for another key', { csr: 'another' }, {}, /another key/],
    ['for other names', { san: { dns: ['mail.corp.example'] } }, {}, /mail\.corp\.example/],
    ['that lacks a name', {}, {}, /lacks names that were ordered \(api\.corp\.example\)/],
    ...(['Requested', 'Declined', 'Revoked'] as const).map(
      (status): Foreigner => [
        `that is ${status} and has another reference`,
        { csr: 'another' },
        { status, comments: 'certbridge:00000000-00000000' },
        /the reference of another order, certbridge:00000000-00000000/,
      ],
    ),
  ];

  test.each(foreigners)('%s, the order is found by its reference', async (_, changes, record) => {
    const { plugin, sandbox, csr, foreign } = await startMistaken('elsewhere', changes);
    sandbox.scmState.updateCertificate(foreign, record);
    sandbox.setSwitches({ issueAfterRequests: 0 });
    const order = orderOf(csr, { san: { dns: ['api.corp.example'] } });
    const first = await plugin.enroll(order);
    expect(certificateOf(first, csr).subjectAltName).toContain('api.corp.example');
    expect(first.statusMessage).toContain(`named record ${foreign}, which is not the order's`);
    const second = await plugin.enroll(order);
    expect(second).toMatchObject({ caRequestId: first.caRequestId, certificate: first.certificate });
    expect(takeOrders(sandbox)).toEqual(['enrollSsl']);
  });

  test.each(foreigners)(
    '%s, and the reference is gone, nobody knows, and the same is not ordered again',
    async (_, changes, record, why) => {
      const { plugin, sandbox, csr, foreign } = await startMistaken('elsewhere', changes);
      sandbox.scmState.updateCertificate(foreign, record);
      dropComments(sandbox);
      const order = orderOf(csr, { san: { dns: ['api.corp.example'] } });
      for (const _ of ['first', 'second']) {
        const result = await plugin.enroll(order);
        expect(result).toMatchObject(unclear);
        expect(result.statusMessage).toMatch(why);
        expect(result.statusMessage).toContain(`${foreign}`);
      }
      expect(takeOrders(sandbox)).toEqual(['enrollSsl']);
    },
  );

  test('that waits and tells nothing of itself, the order is found by its reference later', async () => {
    const { plugin, sandbox, csr, foreign } = await startMistaken('elsewhere', { csr: 'another' });
    sandbox.scmState.updateCertificate(foreign, { status: 'Requested' });
    expect(await plugin.enroll(orderOf(csr))).toMatchObject({ caRequestId: String(foreign) });
    sandbox.scmState.updateCertificate(foreign, { status: 'Declined' });
    const result = await plugin.enroll(orderOf(csr));
    certificateOf(result, csr);
    expect(Number(result.caRequestId)).toBeGreaterThan(foreign);
    expect(takeOrders(sandbox)).toEqual(['enrollSsl']);
  });
});

describe("where SCM's response to an order names a record that SCM does not have", () => {
  const response = { orderedInstead: 999_999 };

  test('the order is found by its reference', async () => {
    const { plugin, sandbox } = await startPlugin({ connection, http });
    sandbox.setKnobs(response);
    sandbox.setSwitches({ issueAfterRequests: 0 });
    const csr = await csrFor('www.corp.example');
    const result = await plugin.enroll(orderOf(csr));
    certificateOf(result, csr);
    expect(result.caRequestId).toBe(String(sandbox.scmState.certificates().at(-1)?.sslId));
    expect(takeOrders(sandbox)).toEqual(['enrollSsl']);
  });

  test('nobody knows while SCM shows no record with its reference, and later it is found', async () => {
    const { plugin, sandbox } = await startPlugin({ connection, http });
    sandbox.setKnobs(response);
    sandbox.setSwitches({ issueAfterRequests: 0 });
    dropComments(sandbox);
    const csr = await csrFor('www.corp.example');
    for (const _ of ['first', 'second']) {
      const result = await plugin.enroll(orderOf(csr));
      expect(result).toMatchObject(unclear);
      expect(result.statusMessage).toContain('SCM does not show it');
      expect(result.enrollmentContext.record).toBe('missing');
    }
    const { sslId = 0 } = sandbox.scmState.certificates().at(-1) ?? {};
    const { comments } = bodyOf(sandbox, 'enrollSsl');
    sandbox.scmState.updateCertificate(sslId, { comments: String(comments) });
    certificateOf(await plugin.enroll(orderOf(csr)), csr);
    expect(takeOrders(sandbox)).toEqual(['enrollSsl']);
  });

  test.each([500, 'drop', 'html'] as const)(
    'the order is pending where that could not be read (%s)',
    async (failure) => {
      const { plugin, sandbox } = await startPlugin({ connection, http });
      const failures = [{ method: 'GET', path: '/api/ssl/v1/(collect/)?999999.*', response: failure }];
      sandbox.setKnobs({ ...response, failures, htmlStatus: 404 });
      expect(await plugin.enroll(orderOf(await csrFor('www.corp.example')))).toMatchObject({
        caRequestId: '999999',
        status: EndEntityStatus.ExternalValidation,
      });
    },
  );
});

test('a renewal is not taken for the record that it renews, where SCM responds with that one', async () => {
  const started = await startPlugin({ connection, http });
  const { plugin, sandbox } = started;
  const { x509, id } = await enrolled(started);
  sandbox.setKnobs({ orderedInstead: id });
  sandbox.setSwitches({ issueAfterRequests: 0 });
  const csr = await csrFor('www.corp.example');
  const parameters = { PriorCertSN: x509.serialNumber };
  const result = await plugin.enroll(orderOf(csr, { enrollmentType: 'Renew', parameters }));
  certificateOf(result, csr);
  expect(Number(result.caRequestId)).toBeGreaterThan(id);
});

test('an SCM that keeps no comments makes no order uncertain', async () => {
  const { plugin, sandbox } = await startPlugin({ connection, http });
  dropComments(sandbox);
  const csr = await csrFor('www.corp.example');
  const order = orderOf(csr, { san: { dns: ['api.corp.example'] } });
  const first = await plugin.enroll(order);
  const second = await plugin.enroll(order);
  expect(certificateOf(second, csr).serialNumber).toBe(certificateOf(first, csr).serialNumber);
  sandbox.scmState.updateCertificate(Number(first.caRequestId), { status: 'Revoked' });
  expect(certificateOf(await plugin.enroll(order), csr).serialNumber).not.toBe(
    certificateOf(first, csr).serialNumber,
  );
  expect(takeOrders(sandbox)).toEqual(['enrollSsl', 'enrollSsl']);
});
