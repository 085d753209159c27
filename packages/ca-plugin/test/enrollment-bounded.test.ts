import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { createSectigoPlugin, EndEntityStatus } from '../src/index.ts';
import { bodyOf, certificateOf, orderOf, takeOrders } from './support/enrollment.ts';
import { csrFor } from './support/make-csr.ts';
import { memoryReader } from './support/memory-reader.ts';
import { connectionTo, sandboxFor, startPlugin } from './support/plugin.ts';

/** A plugin by the clock of the machine, whose own pickup would take ten minutes. */
async function startInRealTime() {
  const sandbox = await sandboxFor({ now: new Date(), switches: { approval: 'manual' } });
  const plugin = createSectigoPlugin({ reader: memoryReader() });
  await plugin.initialize({ ...connectionTo(sandbox), PickupRetries: 10, PickupDelay: 60 });
  return { sandbox, plugin };
}

describe('the caller says how long to wait', () => {
  test('and attempts are made for as long, instead of the pickup of the connection', async () => {
    const { plugin, sandbox, clock } = await startPlugin({ connection: { PickupRetries: 0 } });
    // One attempt reads the state, too.
    sandbox.setSwitches({ issueAfterRequests: 4 });
    const csr = await csrFor('www.corp.example');
    certificateOf(await plugin.enroll(orderOf(csr), { waitMs: 60_000 }), csr);
    expect(clock.sleeps).toEqual([200, 400, 800]);
  });

  test('then the order is pending under its id, nothing is asked any more, and the same order is waited for again', async () => {
    const { plugin, sandbox } = await startInRealTime();
    const csr = await csrFor('www.corp.example');
    const first = await plugin.enroll(orderOf(csr), { waitMs: 700 });
    expect(first).toMatchObject({
      status: EndEntityStatus.ExternalValidation,
      certificate: null,
      statusMessage: expect.stringContaining('Waiting for approval by an administrator of SCM.'),
    });
    const asked = sandbox.requests.list().length;
    await delay(1000);
    expect(sandbox.requests.list()).toHaveLength(asked);
    const waiting = plugin.enroll(orderOf(csr), { waitMs: 60_000 });
    await sandbox.scmState.decide(Number(first.caRequestId), 'issue');
    const second = await waiting;
    certificateOf(second, csr);
    expect(second.caRequestId).toBe(first.caRequestId);
    expect(takeOrders(sandbox)).toEqual(['enrollSsl']);
    await plugin.close();
  });

  test('an earlier order is looked at once, however short the time is', async () => {
    const { plugin, sandbox } = await startInRealTime();
    const csr = await csrFor('www.corp.example');
    const { caRequestId } = await plugin.enroll(orderOf(csr), { waitMs: 0 });
    await sandbox.scmState.decide(Number(caRequestId), 'issue');
    certificateOf(await plugin.enroll(orderOf(csr), { waitMs: 0 }), csr);
    await plugin.close();
  });

  test('an attempt that hangs does not hold the caller up', async () => {
    const { plugin, sandbox } = await startInRealTime();
    let release: () => void = () => undefined;
    const hung = new Promise<void>((resolve) => {
      release = resolve;
    });
    let looks = 0;
    sandbox.onRequest(async ({ operation, phase }) => {
      if (operation !== 'collectSsl' || phase !== 'arrived') return;
      looks += 1;
      if (looks === 2) await hung;
    });
    const result = await plugin.enroll(orderOf(await csrFor('www.corp.example')), { waitMs: 1000 });
    expect(result).toMatchObject({
      status: EndEntityStatus.ExternalValidation,
      caRequestId: expect.stringMatching(/^\d+$/),
    });
    release();
    await plugin.close();
  });

  test('an aborted signal ends the wait at once, with the id of the order, a first one or an earlier one', async () => {
    const { plugin, sandbox } = await startInRealTime();
    const csr = await csrFor('www.corp.example');
    const abortAt = (operation: string) => {
      const controller = new AbortController();
      const stop = sandbox.onRequest(({ phase, ...event }) => {
        if (event.operation === operation && phase === 'arrived') controller.abort();
      });
      return { signal: controller.signal, stop };
    };
    const ids = new Set<string>();
    for (const operation of ['collectSsl', 'getSsl', 'collectSsl']) {
      const { signal, stop } = abortAt(operation);
      const result = await plugin.enroll(orderOf(csr), { signal, waitMs: 3_600_000 });
      stop();
      expect(signal.aborted).toBe(true);
      expect(result).toMatchObject({ status: EndEntityStatus.ExternalValidation, certificate: null });
      ids.add(result.caRequestId);
    }
    expect(ids.size).toBe(1);
    expect(takeOrders(sandbox)).toEqual(['enrollSsl']);
    await plugin.close();
  });

  test('two callers of one order share it, and each leaves at the end of its own time', async () => {
    const { plugin, sandbox } = await startInRealTime();
    const csr = await csrFor('www.corp.example');
    const long = plugin.enroll(orderOf(csr), { waitMs: 60_000 });
    const short = await plugin.enroll(orderOf(csr), { waitMs: 300 });
    expect(short.status).toBe(EndEntityStatus.ExternalValidation);
    await sandbox.scmState.decide(Number(short.caRequestId), 'issue');
    const result = await long;
    certificateOf(result, csr);
    expect(result.caRequestId).toBe(short.caRequestId);
    expect(takeOrders(sandbox)).toEqual(['enrollSsl']);
    await plugin.close();
  });
});

describe('the end of the validity that was asked for', () => {
  test.each([
    ['2026-06-30T00:00:00Z', '', 90],
    ['2027-06-30T00:00:00Z', '90', 199],
    // Shorter than every term.
    ['2026-03-20T00:00:00Z', '199', 90],
    ['2026-03-20T00:00:00Z', '', 90],
  ])('%s, with a Lifetime of "%s", gives a term of %i days', async (notAfter, Lifetime, term) => {
    const { plugin, sandbox } = await startPlugin();
    const csr = await csrFor('www.corp.example');
    const order = { ...orderOf(csr, { parameters: { Lifetime } }), notAfter: new Date(notAfter) };
    certificateOf(await plugin.enroll(order), csr);
    expect(bodyOf(sandbox, 'enrollSsl').term).toBe(term);
  });

  test.each(['soon', '2026-02-28T00:00:00Z'])('%s is refused', async (notAfter) => {
    const { plugin, sandbox } = await startPlugin();
    const order = { ...orderOf(await csrFor('www.corp.example')), notAfter: new Date(notAfter) };
    expect(await plugin.enroll(order)).toMatchObject({ status: EndEntityStatus.Failed, caRequestId: '' });
    expect(takeOrders(sandbox)).toEqual([]);
  });
});
