import { describe, expect, test } from 'vitest';
import { EndEntityStatus } from '../src/index.ts';
import { bodyOf, certificateOf, orderOf, takeOrders } from './support/enrollment.ts';
import { csrFor } from './support/make-csr.ts';
import { startPlugin } from './support/plugin.ts';

const identity = ['CA', 'OV', 'anna'];

describe('what the host gives identifies an order with its CSR', () => {
  test('so that equal CSRs of two users are two orders, and each user gets the own one again', async () => {
    const { plugin, sandbox } = await startPlugin();
    const csr = await csrFor('www.corp.example');
    const order = (...parts: string[]) => plugin.enroll(orderOf(csr), { identity: parts });
    const first = await order(...identity);
    const other = await order('CA', 'OV', 'ben');
    expect(other.caRequestId).not.toBe(first.caRequestId);
    expect((await order(...identity)).caRequestId).toBe(first.caRequestId);
    expect((await order('CA', 'OV', 'ben')).caRequestId).toBe(other.caRequestId);
    await order('CA', 'OVanna', '');
    await plugin.enroll(orderOf(await csrFor('www.corp.example')), { identity });
    expect(takeOrders(sandbox)).toEqual(['enrollSsl', 'enrollSsl', 'enrollSsl', 'enrollSsl']);
  });

  test('whatever else of it changes, and although it could not be ordered any more', async () => {
    const { plugin, sandbox } = await startPlugin();
    const csr = await csrFor('www.corp.example');
    const first = await plugin.enroll(orderOf(csr), { identity });
    const changed = orderOf(csr, {
      productId: '4711',
      parameters: { Organization: 'Nobody', Lifetime: '1' },
    });
    const second = await plugin.enroll({ ...changed, notAfter: new Date('2026-06-30') }, { identity });
    expect(certificateOf(second, csr).serialNumber).toBe(certificateOf(first, csr).serialNumber);
    expect(takeOrders(sandbox)).toEqual(['enrollSsl']);
  });

  test.each(['Declined', 'Rejected', 'Invalid'] as const)('%s stays so', async (status) => {
    const { plugin, sandbox } = await startPlugin();
    const csr = await csrFor('www.corp.example');
    const { caRequestId } = await plugin.enroll(orderOf(csr), { identity });
    sandbox.scmState.updateCertificate(Number(caRequestId), { status });
    const results = [];
    for (let times = 0; times < 2; times += 1) results.push(await plugin.enroll(orderOf(csr), { identity }));
    for (const result of results) {
      expect(result).toMatchObject({ status: EndEntityStatus.Failed, caRequestId, certificate: null });
      expect(result.statusMessage).toMatch(/Declined by an administrator|Rejected by the|Refused by SCM/);
    }
    expect(takeOrders(sandbox)).toEqual(['enrollSsl']);
  });

  test('what was revoked is ordered anew', async () => {
    const { plugin, sandbox } = await startPlugin();
    const csr = await csrFor('www.corp.example');
    const { caRequestId } = await plugin.enroll(orderOf(csr), { identity });
    sandbox.scmState.updateCertificate(Number(caRequestId), { status: 'Revoked' });
    certificateOf(await plugin.enroll(orderOf(csr), { identity }), csr);
    expect(takeOrders(sandbox)).toEqual(['enrollSsl', 'enrollSsl']);
  });
});

test.each([undefined, identity])(
  'no certificate is ordered for a key that was revoked because it is compromised (%j)',
  async (given) => {
    const { plugin, sandbox } = await startPlugin();
    const csr = await csrFor('www.corp.example');
    const first = await plugin.enroll(orderOf(csr), { identity: given });
    const { serialNumber } = certificateOf(first, csr);
    const { caRequestId } = first;
    await plugin.revoke({ caRequestId, serialNumber, reason: 1 });
    takeOrders(sandbox);
    expect(await plugin.enroll(orderOf(csr), { identity: given })).toMatchObject({
      status: EndEntityStatus.Failed,
      caRequestId: '',
      statusMessage: expect.stringContaining('compromised'),
      enrollmentContext: { refused: 'key' },
    });
    expect(takeOrders(sandbox)).toEqual([]);
  },
);

describe('that SCM has no trace of an order whose response was lost', () => {
  test('is reported where SCM was looked through', async () => {
    const { plugin, sandbox } = await startPlugin();
    const csr = await csrFor('www.corp.example');
    const lose = { method: 'POST', path: '/api/ssl/v1/enroll', response: 'drop', times: 1 } as const;
    sandbox.setKnobs({ failures: [lose] });
    const lost = { response: 'lost', trace: 'none' };
    expect((await plugin.enroll(orderOf(csr), { identity, waitMs: 5000 })).enrollmentContext).toEqual(lost);
    expect((await plugin.enroll(orderOf(csr), { identity, waitMs: 5000 })).enrollmentContext).toEqual(lost);
    expect(takeOrders(sandbox)).toEqual(['enrollSsl']);
  });

  test('is not told where SCM could not be asked, or has something that may be it', async () => {
    const { plugin, sandbox } = await startPlugin({ http: { retries: 0 } });
    const csr = await csrFor('www.corp.example');
    const order = orderOf(csr, { san: { dns: ['api.corp.example'] } });
    const lose = { method: 'POST', path: '/api/ssl/v1/enroll', response: 'drop', times: 1 } as const;
    sandbox.setKnobs({ failures: [lose, { method: 'GET', path: '/api/ssl/v1', response: 503 }] });
    expect((await plugin.enroll(order, { identity, waitMs: 5000 })).enrollmentContext).toEqual({
      response: 'lost',
    });
    sandbox.setKnobs({ failures: [] });
    const { comments } = bodyOf(sandbox, 'enrollSsl');
    const fields = { commonName: 'www.corp.example', sslTypeId: 1001, status: 'Requested' as const };
    sandbox.scmState.addCertificate({ ...fields, comments: String(comments) });
    expect((await plugin.enroll(order, { identity, waitMs: 5000 })).enrollmentContext).toEqual({
      response: 'lost',
    });
  });
});

test('a revocation tells that the certificate was revoked before', async () => {
  const { plugin } = await startPlugin();
  const csr = await csrFor('www.corp.example');
  const result = await plugin.enroll(orderOf(csr), { identity });
  const { serialNumber } = certificateOf(result, csr);
  const { caRequestId } = result;
  let told = 0;
  const revoke = () =>
    plugin.revoke({ caRequestId, serialNumber, reason: 4 }, { onRevokedBefore: () => (told += 1) });
  await revoke();
  expect(told).toBe(0);
  await revoke();
  expect(told).toBe(1);
});

test.each([
  ['csr', { csr: 'nonsense' }],
  ['product', { productId: '4711' }],
  ['names', { san: { email: ['a@corp.example'] } }],
  ['order', { parameters: { Organization: 'Nobody' } }],
])('a refusal tells that the %s is to blame (%j)', async (refused, changes) => {
  const { plugin } = await startPlugin();
  const result = await plugin.enroll(orderOf(await csrFor('www.corp.example'), changes));
  expect(result.enrollmentContext).toEqual({ refused });
});

test('a refusal tells that the key is to blame', async () => {
  const { plugin, sandbox } = await startPlugin();
  const csr = await csrFor('www.corp.example', { key: 'P-521' });
  const result = await plugin.enroll(orderOf(csr));
  expect(result.enrollmentContext).toEqual({ refused: 'key' });
  expect(takeOrders(sandbox)).toEqual([]);
});
