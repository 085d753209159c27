import { describe, expect, test } from 'vitest';
import { EndEntityStatus } from '../src/index.ts';
import { certificateOf, enrolled, orderOf, takeOrders } from './support/enrollment.ts';
import { csrFor } from './support/make-csr.ts';
import { startPlugin } from './support/plugin.ts';

const connection = { PickupRetries: 1, PickupDelay: 0 };

describe('the same order again', () => {
  test('hands out the certificate of the first one, however it is written', async () => {
    const { plugin, sandbox } = await startPlugin();
    const csr = await csrFor('www.corp.example');
    const first = await plugin.enroll(orderOf(csr, { san: { dns: ['a.corp.example', 'b.corp.example'] } }));
    const { serialNumber } = certificateOf(first, csr);
    const second = await plugin.enroll({
      ...orderOf(
        { pem: csr.der.toString('base64') },
        {
          subject: 'CN=WWW.corp.example',
          san: { DNSName: ['B.Corp.Example', 'a.corp.example.', 'a.corp.example'] },
        },
      ),
      productInfo: {
        productId: '1001',
        parameters: { 'cost center': 'CC-1', ORGANIZATION: 'corp services', 'Keyfactor-Requester': 'ben' },
      },
    });
    expect(certificateOf(second, csr).serialNumber).toBe(serialNumber);
    expect(second).toMatchObject({
      caRequestId: first.caRequestId,
      statusMessage: `The same was ordered before, as order ${first.caRequestId}, so nothing was ordered again. Its certificate is handed out.`,
      enrollmentContext: { order: 'earlier' },
    });
    expect(takeOrders(sandbox)).toEqual(['enrollSsl']);
  });

  test('is pending while the first one is', async () => {
    const { plugin, sandbox } = await startPlugin({ connection });
    sandbox.setSwitches({ approval: 'manual' });
    const csr = await csrFor('www.corp.example');
    const first = await plugin.enroll(orderOf(csr));
    const second = await plugin.enroll(orderOf(csr));
    expect(second).toMatchObject({
      caRequestId: first.caRequestId,
      status: EndEntityStatus.ExternalValidation,
      certificate: null,
      statusMessage: expect.stringContaining('nothing was ordered again. SCM has not issued it yet.'),
    });
    expect(takeOrders(sandbox)).toEqual(['enrollSsl']);
    await sandbox.scmState.decide(Number(first.caRequestId), 'issue');
    certificateOf(await plugin.enroll(orderOf(csr)), csr);
    expect(takeOrders(sandbox)).toEqual([]);
  });

  test.each([
    ['while it has more than a third of its life ahead', -60_000, []],
    ['not once a third is left', 0, ['enrollSsl']],
  ])('gives the first one’s, %s', async (_, offset, orders) => {
    const started = await startPlugin();
    const { plugin, sandbox } = started;
    const { csr, x509 } = await enrolled(started);
    takeOrders(sandbox);
    const third = (x509.validToDate.getTime() - x509.validFromDate.getTime()) / 3;
    sandbox.advanceClock(Math.ceil(x509.validToDate.getTime() - third - sandbox.now.getTime()) + offset);
    certificateOf(await plugin.enroll(orderOf(csr)), csr);
    expect(takeOrders(sandbox)).toEqual(orders);
  });

  test.each(['Revoked', 'Declined', 'Rejected', 'Invalid'] as const)(
    'is a new order where the first one is %s, with a reference of its own',
    async (status) => {
      const started = await startPlugin();
      const { plugin, sandbox } = started;
      const { csr, id } = await enrolled(started);
      sandbox.scmState.updateCertificate(id, { status });
      const result = await plugin.enroll(orderOf(csr));
      certificateOf(result, csr);
      expect(result.caRequestId).not.toBe(String(id));
      const end = status === 'Invalid' ? 'is invalid' : `was ${status.toLowerCase()}`;
      expect(result.statusMessage).toContain(`Request ${id} ${end}, so this is a new order.`);
      const [one, two] = [id, Number(result.caRequestId)].map(
        (sslId) => sandbox.scmState.certificate(sslId)?.comments ?? '',
      );
      expect(one).toMatch(/^certbridge:/);
      expect(two).not.toBe(one);
      // The part of the identity is the same.
      expect(two?.split('-')[0]).toBe(one?.split('-')[0]);
    },
  );

  test('is a new order where it is asked for', async () => {
    const { plugin, sandbox } = await startPlugin();
    const csr = await csrFor('www.corp.example');
    await plugin.enroll(orderOf(csr));
    certificateOf(await plugin.enroll(orderOf(csr), { again: true }), csr);
    expect(takeOrders(sandbox)).toEqual(['enrollSsl', 'enrollSsl']);
  });

  test("orders nothing where SCM can't be asked, or does not show the first one any more", async () => {
    const { plugin, sandbox } = await startPlugin({ http: { retries: 0 } });
    const csr = await csrFor('www.corp.example');
    const { caRequestId } = await plugin.enroll(orderOf(csr));
    sandbox.setKnobs({
      failures: [{ method: 'GET', path: `/api/ssl/v1/${caRequestId}`, response: 503, times: 1 }],
    });
    await expect(plugin.enroll(orderOf(csr))).rejects.toMatchObject({ code: 'unavailable' });
    sandbox.scmState.removeCertificate(Number(caRequestId));
    expect(await plugin.enroll(orderOf(csr))).toMatchObject({
      caRequestId: '',
      enrollmentContext: { response: 'lost' },
    });
    expect(takeOrders(sandbox)).toEqual(['enrollSsl']);
  });

  test.each(['Issued', 'Replaced'] as const)(
    'as a renewal gives the renewed certificate, where the old one is %s then',
    async (renewedCertificate) => {
      const started = await startPlugin();
      const { plugin, sandbox } = started;
      sandbox.setSwitches({ renewedCertificate });
      const { x509 } = await enrolled(started);
      const csr = await csrFor('www.corp.example');
      const parameters = { PriorCertSN: x509.serialNumber };
      const order = orderOf(csr, { enrollmentType: 'Renew', parameters });
      const first = certificateOf(await plugin.enroll(order), csr);
      expect(certificateOf(await plugin.enroll(order), csr).serialNumber).toBe(first.serialNumber);
      expect(takeOrders(sandbox)).toEqual(['enrollSsl', 'renewSslById']);
    },
  );

  test('as a reissue gives the reissued certificate, by the old serial number and by the new one', async () => {
    const started = await startPlugin();
    const { plugin, sandbox } = started;
    const { x509, id } = await enrolled(started);
    const csr = await csrFor('www.corp.example');
    const order = (serialNumber: string) =>
      orderOf(csr, { enrollmentType: 'Reissue', parameters: { PriorCertSN: serialNumber } });
    const first = certificateOf(await plugin.enroll(order(x509.serialNumber)), csr);
    for (const serialNumber of [x509.serialNumber, first.serialNumber]) {
      const result = await plugin.enroll(order(serialNumber));
      expect(certificateOf(result, csr).serialNumber).toBe(first.serialNumber);
      expect(result.caRequestId).toBe(String(id));
    }
    expect(takeOrders(sandbox)).toEqual(['enrollSsl', 'replaceSsl']);
  });

  test('orders nothing where SCM has a certificate for another key under the first one', async () => {
    const started = await startPlugin();
    const { plugin, sandbox } = started;
    const { csr, x509 } = await enrolled(started);
    const other = await csrFor('www.corp.example');
    const reissue = orderOf(other, {
      enrollmentType: 'Reissue',
      parameters: { PriorCertSN: x509.serialNumber },
    });
    certificateOf(await plugin.enroll(reissue), other);
    takeOrders(sandbox);
    expect(await plugin.enroll(orderOf(csr))).toMatchObject({
      status: EndEntityStatus.Failed,
      statusMessage: expect.stringContaining('nothing was ordered again'),
      enrollmentContext: { response: 'lost' },
    });
    expect(takeOrders(sandbox)).toEqual([]);
  });
});

test.each([
  ['a further name', { san: { dns: ['api.corp.example'] } }],
  ['another product', { productId: '1002' }],
  ['another term', { parameters: { Lifetime: '199' } }],
  ['another organization', { parameters: { Department: 'corp services web' } }],
  ['another custom field', { parameters: { Environment: 'Test' } }],
])('%s is another order, and gets a certificate of its own', async (_, changes) => {
  const { plugin, sandbox } = await startPlugin();
  const csr = await csrFor('www.corp.example');
  const first = await plugin.enroll(orderOf(csr));
  const second = await plugin.enroll(orderOf(csr, changes));
  expect(certificateOf(second, csr).serialNumber).not.toBe(certificateOf(first, csr).serialNumber);
  expect(takeOrders(sandbox)).toEqual(['enrollSsl', 'enrollSsl']);
});

test('another CSR for the same key is another order', async () => {
  const { plugin, sandbox } = await startPlugin();
  const csr = await csrFor('www.corp.example');
  const other = await csrFor('www.corp.example', { privateKey: csr.privateKey });
  const [first, second] = [await plugin.enroll(orderOf(csr)), await plugin.enroll(orderOf(other))];
  expect(certificateOf(second, csr).serialNumber).not.toBe(certificateOf(first, csr).serialNumber);
  expect(takeOrders(sandbox)).toEqual(['enrollSsl', 'enrollSsl']);
});
