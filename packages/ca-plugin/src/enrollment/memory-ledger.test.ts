import { expect, test } from 'vitest';
import type { OrderStart } from '../contract/order-ledger.ts';
import { createMemoryLedger } from './memory-ledger.ts';

const order: OrderStart = {
  identity: 'a',
  reference: 'certbridge:A-1',
  productId: '1',
  commonName: 'www',
  names: ['www'],
  csr: '',
  kind: 'new',
  priorRequestId: null,
  priorSerialNumber: null,
  idsBefore: [],
};

test('one order of an identity is open at a time, and a further one follows the one that is named', async () => {
  const ledger = createMemoryLedger();
  const number = await ledger.begin(order, { after: undefined });
  expect(await ledger.begin(order, { after: undefined })).toBeUndefined();
  expect(await ledger.begin(order, { after: number })).toBeUndefined();
  expect(await ledger.begin({ ...order, identity: 'b' }, { after: undefined })).toBeDefined();
  await ledger.settle(number ?? 0, '7');
  expect(await ledger.newest('a')).toMatchObject({ number, state: 'ordered', requestId: '7' });
  expect(await ledger.begin(order, { after: undefined })).toBeUndefined();
  expect(await ledger.begin(order, { after: number })).toBeGreaterThan(number ?? 0);
});

test('an order that is closed counts no more', async () => {
  const ledger = createMemoryLedger();
  await ledger.close((await ledger.begin(order, { after: undefined })) ?? 0, 'refused');
  expect(await ledger.newest('a')).toBeUndefined();
  expect(await ledger.open()).toEqual([]);
});

test('a request settles one order, but for reissues', async () => {
  const ledger = createMemoryLedger();
  const begin = async (identity: string, kind: OrderStart['kind']) =>
    (await ledger.begin({ ...order, identity, kind }, { after: undefined })) ?? 0;
  const [one, two, reissue] = [
    await begin('a', 'new'),
    await begin('b', 'renew'),
    await begin('c', 'replace'),
  ];
  expect(await ledger.settle(one, '7')).toBe(true);
  expect(await ledger.isTaken('7')).toBe(true);
  expect(await ledger.settle(two, '7')).toBe(false);
  expect(await ledger.settle(reissue, '7')).toBe(true);
  expect((await ledger.open()).map(({ number }) => number)).toEqual([two]);
});

test('of very many orders the oldest are forgotten, open ones never', async () => {
  const ledger = createMemoryLedger();
  await ledger.begin({ ...order, identity: 'open' }, { after: undefined });
  for (let count = 0; count <= 10_000; count += 1) {
    const number = await ledger.begin({ ...order, identity: `${count}` }, { after: undefined });
    await ledger.settle(number ?? 0, `${count}`);
  }
  expect(await ledger.newest('open')).toMatchObject({ state: 'sent' });
  expect(await ledger.newest('0')).toBeUndefined();
  expect(await ledger.newest('10000')).toBeDefined();
});
