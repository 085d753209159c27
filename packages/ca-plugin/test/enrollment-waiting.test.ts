import { setTimeout as delay } from 'node:timers/promises';
import type { Sandbox } from '@certbridge/sandbox';
import { describe, expect, test } from 'vitest';
import { EndEntityStatus } from '../src/index.ts';
import { certificateOf, loseResponse, orderOf, takeOrders } from './support/enrollment.ts';
import { csrFor } from './support/make-csr.ts';
import { startPlugin } from './support/plugin.ts';

/** Aborts as soon as an operation arrives, or before its response is sent. */
function abortAt(sandbox: Sandbox, operation: string, phase: 'arrived' | 'responding'): AbortSignal {
  const controller = new AbortController();
  sandbox.onRequest(async (event) => {
    if (event.operation !== operation || event.phase !== phase) return;
    controller.abort();
    // Lets the abort take its way before the request goes on.
    await delay(20);
  });
  return controller.signal;
}

describe('a caller who leaves', () => {
  test('before the order is sent ends it, and nothing is ordered', async () => {
    const { plugin, sandbox } = await startPlugin();
    const csr = await csrFor('www.corp.example');
    const left = AbortSignal.abort();
    await expect(plugin.enroll(orderOf(csr), { signal: left })).rejects.toMatchObject({ code: 'aborted' });
    const signal = abortAt(sandbox, 'listCustomFields', 'arrived');
    await expect(plugin.enroll(orderOf(csr), { signal })).rejects.toMatchObject({ code: 'aborted' });
    expect(takeOrders(sandbox)).toEqual([]);
    certificateOf(await plugin.enroll(orderOf(csr)), csr);
  });

  test.each(['arrived', 'responding'] as const)(
    'while the order is sent (%s) hears its id',
    async (phase) => {
      const { plugin, sandbox } = await startPlugin();
      const csr = await csrFor('www.corp.example');
      const signal = abortAt(sandbox, 'enrollSsl', phase);
      const result = await plugin.enroll(orderOf(csr), { signal });
      expect(result).toMatchObject({
        caRequestId: String(sandbox.scmState.certificates().at(-1)?.sslId),
        status: EndEntityStatus.ExternalValidation,
        certificate: null,
      });
      expect(takeOrders(sandbox)).toEqual(['enrollSsl']);
    },
  );

  test('while the certificate is waited for hears the id, and the waiting ends', async () => {
    const { plugin, sandbox, clock } = await startPlugin();
    sandbox.setSwitches({ approval: 'manual' });
    const signal = abortAt(sandbox, 'collectSsl', 'responding');
    const result = await plugin.enroll(orderOf(await csrFor('www.corp.example')), { signal });
    expect(result).toMatchObject({ status: EndEntityStatus.ExternalValidation });
    expect(clock.sleeps).toEqual([]);
  });

  test('leaves a joined order to the others', async () => {
    const { plugin, sandbox } = await startPlugin();
    const csr = await csrFor('www.corp.example');
    const signal = abortAt(sandbox, 'listCustomFields', 'arrived');
    const [left, stayed] = await Promise.allSettled([
      plugin.enroll(orderOf(csr), { signal }),
      plugin.enroll(orderOf(csr)),
    ]);
    expect(left).toMatchObject({ status: 'rejected', reason: { code: 'aborted' } });
    if (stayed.status === 'rejected') throw stayed.reason;
    certificateOf(stayed.value, csr);
    expect(takeOrders(sandbox)).toEqual(['enrollSsl']);
  });

  test('while a lost response is looked for hears that nothing is known', async () => {
    const { plugin, sandbox } = await startPlugin();
    loseResponse(sandbox, '/api/ssl/v1/enroll');
    const signal = abortAt(sandbox, 'listSsl', 'arrived');
    const csr = await csrFor('www.corp.example');
    const result = await plugin.enroll(orderOf(csr), { signal });
    expect(result).toMatchObject({ status: EndEntityStatus.Failed, caRequestId: '' });
    expect(result.statusMessage).toContain('it is not known whether SCM has it');
    certificateOf(await plugin.enroll(orderOf(csr)), csr);
    expect(takeOrders(sandbox)).toEqual(['enrollSsl']);
  });
});

test('no attempt is made where PickupRetries is 0', async () => {
  const { plugin, sandbox } = await startPlugin({ connection: { PickupRetries: 0 } });
  const result = await plugin.enroll(orderOf(await csrFor('www.corp.example')));
  expect(result).toMatchObject({ status: EndEntityStatus.ExternalValidation, certificate: null });
  expect(sandbox.requests.summary().scm.byOperation).not.toHaveProperty('collectSsl');
});

describe('while it is picked up', () => {
  test.each([0, -1400, -183, -109, -103, -102, 'empty'] as const)(
    'the response %s means not yet',
    async (collectPending) => {
      const { plugin, sandbox, clock } = await startPlugin();
      sandbox.setSwitches({ issueAfterRequests: 2, collectPending });
      const csr = await csrFor('www.corp.example');
      certificateOf(await plugin.enroll(orderOf(csr)), csr);
      expect(clock.sleeps).toEqual([10_000, 10_000]);
    },
  );

  test('a certificate that was revoked meanwhile comes as revoked', async () => {
    const { plugin, sandbox } = await startPlugin();
    sandbox.onRequest(({ phase, operation }) => {
      const last = sandbox.scmState.certificates().at(-1);
      if (phase === 'arrived' && operation === 'collectSsl' && last !== undefined) {
        sandbox.scmState.updateCertificate(last.sslId, { status: 'Revoked' });
      }
    });
    const result = await plugin.enroll(orderOf(await csrFor('www.corp.example')));
    expect(result).toMatchObject({ status: EndEntityStatus.Revoked, certificate: null });
  });

  test('an order that the CA rejects fails, under its id', async () => {
    const { plugin, sandbox } = await startPlugin();
    sandbox.setSwitches({ issueAfterRequests: 9 });
    sandbox.onRequest(async ({ phase, operation }) => {
      const last = sandbox.scmState.certificates().at(-1);
      if (phase === 'arrived' && operation === 'collectSsl' && last?.status === 'Approved') {
        await sandbox.scmState.decide(last.sslId, 'reject');
      }
    });
    const result = await plugin.enroll(orderOf(await csrFor('www.corp.example')));
    expect(result).toMatchObject({
      status: EndEntityStatus.Failed,
      caRequestId: expect.stringMatching(/\d/),
    });
  });
});
