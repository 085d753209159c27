import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { OrderStart } from '@certbridge/ca-plugin';
import { expect, onTestFinished, test } from 'vitest';
import { recordOf } from '../../test/support/records.ts';
import { caDatabaseKind, schemaSteps } from './ca-database-kind.ts';
import { openCaStore } from './open-ca-store.ts';

const order: OrderStart = {
  identity: 'a',
  reference: 'certbridge:A-1',
  productId: '1001',
  commonName: 'www.example.org',
  names: ['www.example.org'],
  csr: 'PEM',
  kind: 'new',
  idsBefore: [],
  priorRequestId: null,
  priorSerialNumber: null,
};

async function setUp() {
  const store = await openCaStore(':memory:');
  const begin = (changes: Partial<OrderStart> = {}, after?: number) =>
    store.orders.begin({ ...order, ...changes }, { after });
  const number = (await begin()) ?? 0;
  return { ...store, number, begin };
}

function temporaryFile(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'certbridge-orders-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  return path.join(folder, 'ca.db');
}

test('an order is open until its response is known', async () => {
  const { orders, number } = await setUp();
  expect(await orders.open()).toEqual([
    {
      ...order,
      number,
      state: 'sent',
      requestId: null,
      isUnsent: true,
      isEnded: false,
      sentAt: expect.any(String),
    },
  ]);
  expect(await orders.settle(number, '7')).toBe(true);
  expect(await orders.open()).toEqual([]);
  expect(await orders.newest('a')).toEqual({ ...order, number, state: 'ordered', requestId: '7' });
});

test('an order is known to be unsent until it is about to be sent', async () => {
  const { orders, number } = await setUp();
  expect(await orders.newest(order.identity)).toMatchObject({ isUnsent: true });
  await orders.sending?.(number);
  expect(await orders.newest(order.identity)).toMatchObject({ isUnsent: false });
  expect(await orders.open()).toMatchObject([{ isUnsent: false }]);
});

test('an order is known to be sent by nobody any more once its process says so', async () => {
  const { orders, number } = await setUp();
  await orders.ended?.(number);
  expect(await orders.newest(order.identity)).toMatchObject({ isUnsent: true, isEnded: false });
  await orders.sending?.(number);
  expect(await orders.newest(order.identity)).toMatchObject({ isUnsent: false, isEnded: false });
  await orders.ended?.(number);
  expect(await orders.newest(order.identity)).toMatchObject({ isUnsent: false, isEnded: true });
});

test('an order that was given up is not sent any more', async () => {
  const { orders, number, begin } = await setUp();
  await orders.close(number, 'given up');
  const second = (await begin()) ?? 0;
  await expect(orders.sending?.(number)).rejects.toThrow('not open any more');
  await orders.sending?.(second);
  expect(await orders.newest(order.identity)).toMatchObject({ number: second, isUnsent: false });
});

test('a second order of the same identity is not begun while the first is open, nor without naming it', async () => {
  const { orders, number, begin } = await setUp();
  expect(await begin()).toBeUndefined();
  expect(await begin({}, number)).toBeUndefined();
  expect(await begin({ identity: 'b' })).toBeDefined();
  await orders.settle(number, '7');
  expect(await begin()).toBeUndefined();
  expect(await begin({}, number)).toBeGreaterThan(number);
});

test('an order that was refused or given up counts no more', async () => {
  const { orders, number, begin } = await setUp();
  await orders.close(number, 'refused');
  expect(await orders.newest('a')).toBeUndefined();
  const second = (await begin()) ?? 0;
  await orders.close(second, 'given up');
  expect(await begin()).toBeGreaterThan(second);
  // Its response may come all the same.
  expect(await orders.settle(second, '7')).toBe(true);
});

test('a request settles one order, but for reissues', async () => {
  const { orders, number, begin } = await setUp();
  const other = (await begin({ identity: 'b', kind: 'renew' })) ?? 0;
  const reissue = (await begin({ identity: 'c', kind: 'replace', priorRequestId: '7' })) ?? 0;
  expect(await orders.isTaken('7')).toBe(false);
  await orders.settle(number, '7');
  expect(await orders.isTaken('7')).toBe(true);
  expect(await orders.settle(other, '7')).toBe(false);
  expect(await orders.settle(reissue, '7')).toBe(true);
  expect((await orders.open()).map((open) => open.number)).toEqual([other]);
});

test('of several that have the file open, one begins an order', async () => {
  const file = temporaryFile();
  const stores = await Promise.all([openCaStore(file), openCaStore(file), openCaStore(file)]);
  onTestFinished(async () => {
    for (const store of stores) await store.close();
  });
  const numbers = await Promise.all(stores.map(({ orders }) => orders.begin(order, { after: undefined })));
  expect(numbers.filter((number) => number !== undefined)).toHaveLength(1);
});

test('a request that was ordered and never kept is known', async () => {
  const { orders, requests, number, begin } = await setUp();
  await orders.settle(number, '7');
  expect(orders.unkept()).toEqual([{ id: '7', csr: expect.any(String) }]);
  await requests.keep([recordOf('7')], { at: new Date() });
  expect(orders.unkept()).toEqual([]);
  // A reissue has the request of the certificate that it replaces.
  await orders.settle((await begin({ identity: 'b', kind: 'replace' })) ?? 0, '7');
  expect(orders.unkept()).toEqual([]);
  await orders.settle((await begin({ identity: 'c', kind: 'replace' })) ?? 0, '8');
  expect(orders.unkept()).toMatchObject([{ id: '8' }]);
  await requests.keep([recordOf('8')], { at: new Date() });
  expect(orders.unkept()).toEqual([]);
});

test('open orders of an earlier version stay open until they are given up', async () => {
  const file = temporaryFile();
  const old = new DatabaseSync(file);
  const [first = ''] = schemaSteps;
  old.exec(`${first}; PRAGMA application_id = ${caDatabaseKind().applicationId}; PRAGMA user_version = 1`);
  const note = "'key', '1001', 'New', NULL, 1, 'here', '2026-06-10T10:00:00.000Z'";
  old.exec(
    `INSERT INTO order_note VALUES (1, 'csr', ${note}, 'sent', NULL), (2, 'other', ${note}, 'ordered', '7')`,
  );
  old.close();
  const { orders, close } = await openCaStore(file);
  onTestFinished(close);
  const open = [{ productId: '1001', sentAt: '2026-06-10T10:00:00.000Z' }];
  expect(orders.unreferenced()).toEqual(open);
  expect(orders.unreferenced('csr')).toEqual(open);
  expect(orders.unreferenced('other')).toEqual([]);
  await orders.giveUpUnreferenced('csr');
  expect(orders.unreferenced()).toEqual([]);
});

test('only a synchronization that ended by itself and could read everything counts as the last', async () => {
  const { syncs } = await openCaStore(':memory:');
  const counts = { added: 1, changed: 0, unchanged: 0, bad: 0 };
  const at = (day: number) => new Date(Date.UTC(2026, 5, day));
  expect(syncs.lastSync()).toBeNull();
  await syncs.finish(await syncs.begin({ full: false, at: at(1) }), { result: 'failed', counts, at: at(2) });
  expect(syncs.lastSync()).toBeNull();
  await syncs.finish(await syncs.begin({ full: true, at: at(3) }), {
    result: 'completed',
    counts,
    at: at(4),
  });
  await syncs.finish(await syncs.begin({ full: false, at: at(5) }), {
    result: 'interrupted',
    counts,
    at: at(6),
  });
  const bad = { ...counts, bad: 1 };
  await syncs.finish(await syncs.begin({ full: true, at: at(6) }), {
    result: 'completed',
    counts: bad,
    at: at(6),
  });
  // This one was killed.
  await syncs.begin({ full: false, at: at(7) });
  expect(syncs.lastSync()).toEqual(at(3));
});
