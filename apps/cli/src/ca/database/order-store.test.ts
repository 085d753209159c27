import { EndEntityStatus } from '@certbridge/ca-plugin';
import { expect, test } from 'vitest';
import { makeCertificate, makeCsr } from '../../../test/make-csr.ts';
import { readCertificateRequest } from '../certificates/certificate-request.ts';
import { openCaStore } from './ca-store.ts';
import type { OrderStart } from './order-store.ts';

const sentAt = new Date('2026-06-10T10:00:00Z');
const csr = makeCsr('www.example.org');
const { hash: csrHash, keyHash } = readCertificateRequest(csr.der) ?? { hash: '', keyHash: '' };
const order: OrderStart = {
  ...{ csrHash, keyHash, productId: '1001', kind: 'New', priorSerialNumber: null },
  ...{ pid: 4711, host: 'here' },
};

function setUp() {
  const store = openCaStore(':memory:');
  const number = store.orders.begin(order, { at: sentAt, again: false }) ?? 0;
  const issue = (id: string, { notBefore, at }: { notBefore: string; at: string }) => {
    const der = makeCertificate({ name: 'www', serial: `0${id}`, key: csr.key, notBefore });
    store.requests.keep(
      [
        {
          ...{
            caRequestId: id,
            serialNumber: null,
            status: EndEntityStatus.Generated,
            productId: '1001',
            csr: null,
          },
          ...{ certificate: Buffer.from(der).toString('base64'), statusMessage: null },
          ...{ revocationDate: null, revocationReason: null },
        },
      ],
      { at: new Date(at) },
    );
  };
  return { ...store, number, issue };
}

test('an order is open until its answer is known', () => {
  const { orders, number } = setUp();
  expect(orders.open()).toEqual([{ ...order, number, sentAt: sentAt.toISOString() }]);
  orders.settle(number, '7');
  expect(orders.open()).toEqual([]);
});

test('a second order of the same CSR is not begun while the first is open', () => {
  const { orders, number } = setUp();
  expect(orders.begin(order, { at: sentAt, again: false })).toBeUndefined();
  expect(orders.begin({ ...order, csrHash: 'other' }, { at: sentAt, again: false })).toBeDefined();
  orders.refuse(number);
  expect(orders.begin(order, { at: sentAt, again: false })).toBeDefined();
});

test('ordering again gives the open order up', () => {
  const { orders, number } = setUp();
  const again = orders.begin(order, { at: sentAt, again: true });
  expect(again).not.toBe(number);
  expect(orders.open().map((open) => open.number)).toEqual([again]);
});

test('a certificate of the same key that came since settles the order', () => {
  const { orders, number, issue } = setUp();
  issue('7', { notBefore: '2026-06-10T00:00:00Z', at: '2026-06-10T10:05:00Z' });
  expect(orders.match()).toEqual(new Map([[number, '7']]));
  expect(orders.open()).toEqual([]);
});

test.each([
  ['was there before', { notBefore: '2026-06-10T00:00:00Z', at: '2026-06-10T09:00:00Z' }],
  ['was issued days before', { notBefore: '2026-06-08T00:00:00Z', at: '2026-06-10T10:05:00Z' }],
])('a certificate of the same key that %s does not', (_, times) => {
  const { orders, number, issue } = setUp();
  issue('7', times);
  expect(orders.match().size).toBe(0);
  expect(orders.open().map((open) => open.number)).toEqual([number]);
});

test('only a synchronization that came to its end and could read everything counts as the last', () => {
  const { syncs } = openCaStore(':memory:');
  const counts = { added: 1, changed: 0, unchanged: 0, bad: 0 };
  const at = (day: number) => new Date(Date.UTC(2026, 5, day));
  expect(syncs.lastSync()).toBeNull();
  syncs.finish(syncs.begin({ full: false, at: at(1) }), { result: 'failed', counts, at: at(2) });
  expect(syncs.lastSync()).toBeNull();
  syncs.finish(syncs.begin({ full: true, at: at(3) }), { result: 'completed', counts, at: at(4) });
  syncs.finish(syncs.begin({ full: false, at: at(5) }), { result: 'interrupted', counts, at: at(6) });
  const bad = { ...counts, bad: 1 };
  syncs.finish(syncs.begin({ full: true, at: at(6) }), { result: 'completed', counts: bad, at: at(6) });
  // This one was killed.
  syncs.begin({ full: false, at: at(7) });
  expect(syncs.lastSync()).toEqual(at(3));
});
