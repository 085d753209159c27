import { describe, expect, test } from 'vitest';
import { EndEntityStatus, type EnrollmentType } from '../src/index.ts';
import {
  bodyOf,
  certificateOf,
  enrolled,
  keep,
  type OrderChanges,
  orderOf,
  takeOrders,
} from './support/enrollment.ts';
import { csrFor } from './support/make-csr.ts';
import { memoryReader } from './support/memory-reader.ts';
import { flavours, startPlugin, type TestPlugin } from './support/plugin.ts';

const dayMs = 24 * 60 * 60 * 1000;

/** Enrolls, lets days pass, and goes on from there. */
async function goOn(
  started: TestPlugin,
  { type, days = 1, changes = {} }: { type: EnrollmentType; days?: number; changes?: OrderChanges },
) {
  const old = await enrolled(started, { parameters: { Lifetime: '199' } });
  if (days > 0) started.sandbox.advanceClock(days * dayMs);
  takeOrders(started.sandbox);
  const csr = await csrFor('www.corp.example');
  const parameters = { Lifetime: '199', PriorCertSN: old.x509.serialNumber, ...changes.parameters };
  const result = await started.plugin.enroll(orderOf(csr, { ...changes, enrollmentType: type, parameters }));
  return { old, csr, result };
}

describe.each(flavours)('with %s', (flavour) => {
  test('a renewal inside the window makes a new record for the new key', async () => {
    const started = await startPlugin({ flavour });
    const { old, csr, result } = await goOn(started, { type: 'Renew', days: 120 });
    const x509 = certificateOf(result, csr);
    expect(x509.serialNumber).not.toBe(old.x509.serialNumber);
    expect(Number(result.caRequestId)).toBeGreaterThan(old.id);
    expect(result.statusMessage).toBe('The certificate was issued.');
    expect(takeOrders(started.sandbox)).toEqual(['renewSslById']);
  });

  test('a reissue keeps the record, and gives the new certificate with its names', async () => {
    const started = await startPlugin({ flavour });
    const changes = { san: { dns: ['www.corp.example', 'api.corp.example'] } };
    const { old, csr, result } = await goOn(started, { type: 'Reissue', changes });
    const x509 = certificateOf(result, csr);
    expect(result.caRequestId).toBe(String(old.id));
    expect(x509.serialNumber).not.toBe(old.x509.serialNumber);
    expect(x509.subjectAltName).toBe('DNS:www.corp.example, DNS:api.corp.example');
    expect(bodyOf(started.sandbox, 'replaceSsl')).toEqual({
      csr: csr.pem,
      reason: 'Reissue requested through the gateway.',
      commonName: 'www.corp.example',
      subjectAlternativeNames: ['www.corp.example', 'api.corp.example'],
    });
  });

  test.each([
    // 199 days less a second from the morning of the first day: 90 days are left after 109.
    ['renews', 'inside', 109, 'renewSslById'],
    ['reissues', 'before', 108, 'replaceSsl'],
    ['renews', 'shortly after the end of', 199 + 29, 'renewSslById'],
    ['orders anew', 'long after', 199 + 30, 'enrollSsl'],
  ])('RenewOrReissue %s %s the window', async (_, __, days, operation) => {
    const started = await startPlugin({ flavour });
    const { csr, result } = await goOn(started, { type: 'RenewOrReissue', days });
    certificateOf(result, csr);
    expect(takeOrders(started.sandbox)).toEqual([operation]);
  });

  test('a renewal that the profile refuses is ordered anew, which is reported', async () => {
    const started = await startPlugin({ flavour });
    started.sandbox.setSwitches({ renewal: 'refused', oauthErrorCode: 'missing' });
    const { csr, result } = await goOn(started, { type: 'Renew', days: 120 });
    certificateOf(result, csr);
    expect(result.statusMessage).toBe(
      'The certificate was issued. It was ordered anew, since SCM does not allow to renew the earlier certificate.',
    );
    expect(takeOrders(started.sandbox)).toEqual(['renewSslById', 'enrollSsl']);
  });
});

test('the renewal window is a setting of the template', async () => {
  const started = await startPlugin();
  const changes = { parameters: { RenewalWindow: '30' } };
  const { result } = await goOn(started, { type: 'Renew', days: 120, changes });
  expect(result.statusMessage).toBe(
    'The certificate was issued. It was ordered anew, since the earlier certificate is good for another 78 days, and its renewal window begins 30 days before it expires.',
  );
  expect(takeOrders(started.sandbox)).toEqual(['enrollSsl']);
});

test('New never goes on from another certificate', async () => {
  const started = await startPlugin();
  const { result } = await goOn(started, { type: 'New', days: 120 });
  expect(result.statusMessage).toBe('The certificate was issued.');
  expect(takeOrders(started.sandbox)).toEqual(['enrollSsl']);
});

test('a certificate that the host does not know is found in SCM by its serial number', async () => {
  const first = await startPlugin();
  first.sandbox.setSwitches({ serialFilter: 'bare-padded' });
  const { x509 } = await enrolled(first);
  const { plugin, sandbox } = await startPlugin({ sandbox: first.sandbox, reader: memoryReader() });
  takeOrders(sandbox);
  const csr = await csrFor('www.corp.example');
  const spelling = x509.serialNumber.toLowerCase().replaceAll(/..(?=.)/g, '$&:');
  const order = orderOf(csr, { enrollmentType: 'Renew', parameters: { PriorCertSN: spelling } });
  certificateOf(await plugin.enroll(order), csr);
  expect(takeOrders(sandbox)).toEqual(['renewSslById']);
});

describe("what can't be renewed or reissued is ordered anew, which is reported", () => {
  const anew = (because: string) => `The certificate was issued. It was ordered anew, since ${because}.`;

  test('without a serial number, and with one that nobody knows', async () => {
    const { plugin, sandbox } = await startPlugin();
    for (const parameters of [{}, { PriorCertSN: 'ABCDEF' }]) {
      const csr = await csrFor('www.corp.example');
      const result = await plugin.enroll(orderOf(csr, { enrollmentType: 'RenewOrReissue', parameters }));
      certificateOf(result, csr);
      expect(result.statusMessage).toBe(
        anew('the earlier certificate is not known, neither here nor in SCM'),
      );
    }
    expect(takeOrders(sandbox)).toEqual(['enrollSsl', 'enrollSsl']);
  });

  test('where it was revoked', async () => {
    const started = await startPlugin();
    const { x509, id } = await enrolled(started);
    started.sandbox.scmState.updateCertificate(id, { status: 'Revoked' });
    const csr = await csrFor('www.corp.example');
    const parameters = { PriorCertSN: x509.serialNumber };
    const result = await started.plugin.enroll(orderOf(csr, { enrollmentType: 'Renew', parameters }));
    certificateOf(result, csr);
    expect(result.statusMessage).toBe(anew('the earlier certificate has the state Revoked in SCM'));
  });

  test('where it was reissued since, so that its record holds another certificate', async () => {
    const started = await startPlugin();
    const { x509, id } = await enrolled(started);
    started.sandbox.scmState.updateCertificate(id, { serialNumber: 'AB12' });
    const csr = await csrFor('www.corp.example');
    const parameters = { PriorCertSN: x509.serialNumber };
    const result = await started.plugin.enroll(orderOf(csr, { enrollmentType: 'Reissue', parameters }));
    certificateOf(result, csr);
    expect(result.statusMessage).toBe(anew('the earlier certificate was reissued since'));
    expect(takeOrders(started.sandbox)).toEqual(['enrollSsl', 'enrollSsl']);
  });

  test('where it expired and is to be reissued', async () => {
    const { result } = await goOn(await startPlugin(), { type: 'Reissue', days: 200 });
    expect(result.statusMessage).toBe(anew("an expired certificate can't be reissued"));
  });

  test('where SCM installs it by itself and refuses to reissue it', async () => {
    const started = await startPlugin();
    const { x509, id } = await enrolled(started);
    started.sandbox.scmState.updateCertificate(id, { autoInstalled: true });
    const csr = await csrFor('www.corp.example');
    const parameters = { PriorCertSN: x509.serialNumber };
    const result = await started.plugin.enroll(orderOf(csr, { enrollmentType: 'Reissue', parameters }));
    certificateOf(result, csr);
    expect(result.statusMessage).toBe(anew('SCM does not allow to reissue the earlier certificate'));
  });

  test.each<[string, OrderChanges]>([
    ['it is for another product', { productId: '1002' }],
    ['it is for another organization or department', { parameters: { Department: 'Corp Services Web' } }],
    ['it is for other names', { san: { dns: ['api.corp.example'] } }],
    ['it is for another lifetime', { parameters: { Lifetime: '90' } }],
    ['it has another value for the custom field "Cost Center"', { parameters: { 'Cost Center': 'CC-2' } }],
    ['it has another external requester', { parameters: { Requester: 'ben@corp.example' } }],
  ])('where a renewal could not give what was asked for: %s', async (because, changes) => {
    const started = await startPlugin({ connection: { ExternalRequestorFieldName: 'Requester' } });
    const { csr, result } = await goOn(started, { type: 'Renew', days: 120, changes });
    certificateOf(result, csr);
    expect(result.statusMessage).toBe(anew(`${because} than the earlier certificate has`));
    expect(takeOrders(started.sandbox)).toEqual(['enrollSsl']);
  });
});

test('a renewal needs no mandatory field, since it carries the values over, but what is ordered in its place does', async () => {
  const started = await startPlugin();
  const changes = { parameters: { 'Cost Center': '' } };
  const renewed = await goOn(started, { type: 'Renew', days: 120, changes });
  certificateOf(renewed.result, renewed.csr);
  started.sandbox.setSwitches({ renewal: 'refused' });
  const { result } = await goOn(started, { type: 'Renew', days: 120, changes });
  expect(result).toMatchObject({ status: EndEntityStatus.Failed, caRequestId: '' });
  expect(result.statusMessage).toContain('SCM demands a value for the custom field "Cost Center"');
});

test('a renewal that keeps the custom fields needs none of the same values, and one in its place takes those asked for', async () => {
  const started = await startPlugin();
  const changes = { parameters: { 'Cost Center': 'CC-2' }, keepsCustomFields: true };
  const { csr, result } = await goOn(started, { type: 'Renew', days: 120, changes });
  certificateOf(result, csr);
  expect(takeOrders(started.sandbox)).toEqual(['renewSslById']);
  const costCenterOf = (id: string) =>
    started.sandbox.scmState.certificates().find(({ sslId }) => String(sslId) === id)?.customFields[
      'Cost Center'
    ];
  expect(costCenterOf(result.caRequestId)).toBe('CC-1');
  started.sandbox.setSwitches({ renewal: 'refused' });
  const anew = await goOn(started, { type: 'Renew', days: 120, changes });
  expect(costCenterOf(anew.result.caRequestId)).toBe('CC-2');
});

describe('while a reissue is under way', () => {
  test('the old certificate is never given out as the new one', async () => {
    const connection = { PickupRetries: 2, PickupDelay: 1 };
    const started = await startPlugin({ connection });
    started.sandbox.setSwitches({ collectDuringReplace: 'old-certificate' });
    const old = await enrolled(started);
    started.sandbox.setSwitches({ issueAfterRequests: 100 });
    const csr = await csrFor('www.corp.example');
    const parameters = { PriorCertSN: old.x509.serialNumber };
    const result = await started.plugin.enroll(orderOf(csr, { enrollmentType: 'Reissue', parameters }));
    expect(result).toMatchObject({
      caRequestId: String(old.id),
      certificate: null,
      status: EndEntityStatus.ExternalValidation,
      statusMessage: `Order ${old.id} is placed. SCM still gives out the certificate that is to be reissued. The certificate will be picked up at the next synchronization.`,
    });
  });

  test('for the same key, only the serial number tells them apart', async () => {
    const started = await startPlugin();
    started.sandbox.setSwitches({ collectDuringReplace: 'old-certificate' });
    const old = await enrolled(started);
    const csr = await csrFor('www.corp.example', { privateKey: old.csr.privateKey });
    const parameters = { PriorCertSN: old.x509.serialNumber };
    const result = await started.plugin.enroll(orderOf(csr, { enrollmentType: 'Reissue', parameters }));
    expect(certificateOf(result, csr).serialNumber).not.toBe(old.x509.serialNumber);
    expect(started.clock.sleeps.length).toBeGreaterThan(0);
    keep(started, result);
  });
});
