/** What the functions of a host return: nothing but what their contract has decides about an order. */
import { describe, expect, onTestFinished, test } from 'vitest';
import { createMemoryLedger } from '../src/enrollment/memory-ledger.ts';
import {
  type CertificateReader,
  createSectigoPlugin,
  EndEntityStatus,
  type OrderLedger,
} from '../src/index.ts';
import { orderOf, takeOrders } from './support/enrollment.ts';
import { csrFor } from './support/make-csr.ts';
import { memoryReader } from './support/memory-reader.ts';
import { clockOf, connectionTo, sandboxFor } from './support/plugin.ts';

interface Changes {
  readonly orders?: object;
  readonly reader?: object;
  readonly clock?: object;
}

async function startWith({ orders, reader, clock }: Changes) {
  const sandbox = await sandboxFor();
  const plugin = createSectigoPlugin({
    reader: { ...memoryReader(), ...reader } as CertificateReader,
    clock: { ...clockOf(sandbox), ...clock },
    orders: { ...createMemoryLedger(), ...orders } as OrderLedger,
  });
  onTestFinished(() => plugin.close());
  await plugin.initialize(connectionTo(sandbox));
  return { plugin, sandbox };
}

const recorded = 'an order as it was recorded, with its number, state and requestId.';

describe('nothing is ordered by', () => {
  test.each<[Changes, string]>([
    [{ orders: { newest: async () => null } }, `orders.newest must return undefined, or ${recorded}`],
    [{ orders: { newest: async () => [] } }, `orders.newest must return undefined, or ${recorded}`],
    [{ orders: { newest: async () => ({}) } }, `orders.newest must return undefined, or ${recorded}`],
    [{ orders: { newest: () => 'sent' } }, `orders.newest must return undefined, or ${recorded}`],
    [{ orders: { begin: async () => null } }, 'orders.begin must return undefined, or a whole number.'],
    [{ orders: { begin: async () => '1' } }, 'orders.begin must return undefined, or a whole number.'],
    [{ clock: { now: () => 5 } }, 'clock.now must return a valid Date.'],
    [
      { clock: { now: async () => new Date() } },
      'clock.now must return a valid Date. It is a Promise: await it first.',
    ],
  ])('%o', async (changes, problem) => {
    const { plugin, sandbox } = await startWith(changes);
    await expect(plugin.enroll(orderOf(await csrFor('www.corp.example')))).rejects.toMatchObject({
      name: 'CaPluginError',
      code: 'invalid-argument',
      message: `The function ${problem}`,
    });
    expect(takeOrders(sandbox)).toEqual([]);
  });
});

test.each([undefined, null, 1, 'yes'])(
  'an order that was placed is placed, whatever settle returns (%j)',
  async (answer) => {
    const { plugin, sandbox } = await startWith({ orders: { settle: async () => answer } });
    const result = await plugin.enroll(orderOf(await csrFor('www.corp.example')));
    expect(result).toMatchObject({
      status: EndEntityStatus.Generated,
      caRequestId: expect.stringMatching(/./),
    });
    expect(takeOrders(sandbox)).toEqual(['enrollSsl']);
  },
);

test.each([null, undefined, {}, [null], [{ number: 1 }]])(
  'open orders are a list of orders, and not %j',
  async (open) => {
    const { plugin } = await startWith({ orders: { open: async () => open } });
    await expect(plugin.lookUpOrders()).rejects.toMatchObject({
      code: 'invalid-argument',
      message: `The function orders.open must return a list, each of it ${recorded}`,
    });
  },
);

describe('nothing is synchronized by', () => {
  test.each<[object, string]>([
    [
      { statusByRequestId: async () => null },
      'statusByRequestId must return a status, which is a number, or undefined.',
    ],
    [
      { requestIdBySerialNumber: async () => 'other', existsByRequestId: async () => 1 },
      'existsByRequestId must return true or false.',
    ],
    [
      { requestIdBySerialNumber: async () => null },
      'requestIdBySerialNumber must return text, or undefined.',
    ],
  ])('%o', async (reader, problem) => {
    const { plugin } = await startWith({ reader });
    await expect(
      Array.fromAsync(plugin.synchronize({ lastSync: null, fullSync: true })),
    ).rejects.toMatchObject({
      code: 'invalid-argument',
      message: `The function reader.${problem}`,
    });
  });
});
