import { describe, expect, test } from 'vitest';
import { EndEntityStatus } from '../src/index.ts';
import { bodyOf, certificateOf, orderOf, takeOrders } from './support/enrollment.ts';
import { csrFor, makeCsr } from './support/make-csr.ts';
import { flavours, startPlugin } from './support/plugin.ts';

describe.each(flavours)('an enrollment with %s', (flavour) => {
  test.each(['P-256', 'RSA-2048'] as const)('gives the certificate of a %s key', async (key) => {
    const { plugin, sandbox } = await startPlugin({ flavour });
    const csr = await csrFor('www.corp.example', { key });
    const result = await plugin.enroll(
      orderOf(csr, { san: { DnsName: ['Api.corp.example', 'www.corp.example.'] } }),
    );
    const x509 = certificateOf(result, csr);
    expect(x509.subjectAltName).toBe('DNS:www.corp.example, DNS:api.corp.example');
    expect(result).toMatchObject({
      status: EndEntityStatus.Generated,
      statusMessage: 'The certificate was issued.',
      enrollmentContext: {},
    });
    expect(sandbox.scmState.certificate(Number(result.caRequestId))).toMatchObject({
      status: 'Issued',
      sslTypeId: 1001,
      orgId: 202,
      customFields: { 'Cost Center': 'CC-1' },
      subjectAlternativeNames: ['api.corp.example'],
    });
  });

  test('is pending where an administrator must approve it, and waits as the settings say', async () => {
    const connection = { PickupRetries: 3, PickupDelay: 7 };
    const { plugin, sandbox, clock } = await startPlugin({ flavour, connection });
    sandbox.setSwitches({ approval: 'manual' });
    const result = await plugin.enroll(orderOf(await csrFor('www.corp.example')));
    expect(result).toEqual({
      caRequestId: expect.stringMatching(/^\d+$/),
      certificate: null,
      status: EndEntityStatus.ExternalValidation,
      statusMessage: `Order ${result.caRequestId} is placed. SCM has not issued it yet. The certificate will be picked up at the next synchronization.`,
      enrollmentContext: { waits: 'SCM has not issued it yet.' },
    });
    expect(clock.sleeps).toEqual([7000, 7000]);
    expect(sandbox.requests.summary().scm.byOperation).toMatchObject({ collectSsl: 3 });
  });

  test('of an order that is declined fails', async () => {
    const { plugin, sandbox } = await startPlugin({ flavour });
    sandbox.setSwitches({ approval: 'manual' });
    sandbox.onRequest(async ({ phase, operation }) => {
      const last = sandbox.scmState.certificates().at(-1);
      if (phase === 'responding' && operation === 'enrollSsl' && last !== undefined) {
        await sandbox.scmState.decide(last.sslId, 'decline');
      }
    });
    const result = await plugin.enroll(orderOf(await csrFor('www.corp.example')));
    expect(result).toMatchObject({ status: EndEntityStatus.Failed, certificate: null });
    expect(result.statusMessage).toContain(`SCM refused order ${result.caRequestId} or had it declined`);
  });
});

test('an order holds what the template, the gateway and the settings say, and nothing that is gone from the contract', async () => {
  const connection = { ExternalRequestorFieldName: 'Requester E-Mail' };
  const { plugin, sandbox } = await startPlugin({ connection });
  const csr = await csrFor('www.corp.example');
  await plugin.enroll(
    orderOf(csr, {
      san: { dns: ['api.corp.example'] },
      parameters: {
        Department: 'corp services web',
        Lifetime: '199',
        'owner/team': 'Web Team',
        Environment: 'test',
        'Legacy Code': 'inactive, so not sent',
        'requester e-mail': 'anna@corp.example; ben@corp.example',
        'Keyfactor-Requester': 'CORP\\anna',
      },
    }),
  );
  expect(bodyOf(sandbox, 'enrollSsl')).toEqual({
    csr: csr.pem,
    orgId: 203,
    certType: 1001,
    term: 199,
    subjAltNames: 'api.corp.example',
    comments: expect.stringMatching(
      /^CERTIFICATE_REQUESTOR: CORP\\anna\ncertbridge:[0-9A-Z]{8}-[0-9A-Z]{8}$/,
    ),
    customFields: [
      { name: 'Cost Center', value: 'CC-1' },
      { name: 'Owner/Team', value: 'Web Team' },
      { name: 'Environment', value: 'Test' },
    ],
    externalRequester: 'anna@corp.example, ben@corp.example',
  });
});

test('a template without settings takes the defaults, and the organization comes from the subject', async () => {
  const { plugin, sandbox } = await startPlugin();
  const csr = await makeCsr([
    ['O', 'Corp Holding'],
    ['CN', 'www.corp.example'],
  ]);
  const request = orderOf(csr, { san: { dns: ['api.corp.example'] } });
  const parameters = { 'Cost Center': 'CC-1' };
  await plugin.enroll({ ...request, productInfo: { productId: '1001', parameters } });
  expect(bodyOf(sandbox, 'enrollSsl')).toMatchObject({
    orgId: 201,
    term: 90,
    subjAltNames: 'api.corp.example',
  });
});

test("the host's subject overrides the CSR's", async () => {
  const { plugin, sandbox } = await startPlugin();
  const csr = await makeCsr([
    ['O', 'Corp Holding'],
    ['CN', 'www.corp.example'],
  ]);
  const subject = 'CN=www.corp.example,O="Corp Services"';
  await plugin.enroll(orderOf(csr, { subject, parameters: { Organization: '' } }));
  expect(bodyOf(sandbox, 'enrollSsl')).toMatchObject({ orgId: 202 });
});

test('the names of the CSR are ordered where the host gives none', async () => {
  const { plugin, sandbox } = await startPlugin();
  const csr = await csrFor('www.corp.example', {
    names: [
      [2, 'WWW.corp.example'],
      [2, '*.corp.example'],
      [7, '0a010203'],
    ],
  });
  const result = await plugin.enroll(orderOf(csr, { san: { dns: [], email: [' '] } }));
  expect(certificateOf(result, csr).subjectAltName).toBe(
    'DNS:www.corp.example, DNS:*.corp.example, IP Address:10.1.2.3',
  );
  expect(bodyOf(sandbox, 'enrollSsl')).toMatchObject({ subjAltNames: '*.corp.example,10.1.2.3' });
});

test('the first DNS name becomes the common name where no subject has one', async () => {
  const { plugin } = await startPlugin();
  const csr = await makeCsr([['O', 'Corp Services']]);
  const san = { ip: ['10.1.2.3'], dns: ['bücher.corp.example', 'b.corp.example'] };
  const x509 = certificateOf(await plugin.enroll(orderOf(csr, { san })), csr);
  expect(x509.subject).toContain('CN=xn--bcher-kva.corp.example');
  expect(x509.subjectAltName).toBe('DNS:xn--bcher-kva.corp.example, DNS:b.corp.example, IP Address:10.1.2.3');
});

test('a certificate that lacks a name is given out, with that told', async () => {
  const { plugin, sandbox } = await startPlugin();
  sandbox.onRequest(({ phase, operation }) => {
    const last = sandbox.scmState.certificates().at(-1);
    if (phase !== 'responding' || operation !== 'enrollSsl' || last === undefined) return;
    sandbox.scmState.updateCertificate(last.sslId, { commonName: 'other.corp.example' });
  });
  const csr = await csrFor('www.corp.example');
  const result = await plugin.enroll(orderOf(csr, { san: { dns: ['api.corp.example'] } }));
  certificateOf(result, csr);
  expect(result.statusMessage).toBe(
    "The certificate was issued. It lacks names that were ordered, so the profile doesn't take them: www.corp.example.",
  );
});

test('identical orders that are under way at the same time are placed once', async () => {
  const { plugin, sandbox } = await startPlugin();
  const csr = await csrFor('www.corp.example');
  const [one, two] = [orderOf(csr), orderOf(csr, { csr: csr.der })];
  const results = await Promise.all([plugin.enroll(one), plugin.enroll(two), plugin.enroll(one)]);
  expect(new Set(results.map(({ caRequestId }) => caRequestId)).size).toBe(1);
  for (const result of results) certificateOf(result, csr);
  expect(takeOrders(sandbox)).toEqual(['enrollSsl']);
});

test('orders that differ in anything are placed each', async () => {
  const { plugin, sandbox } = await startPlugin();
  const [csr, other] = [await csrFor('www.corp.example'), await csrFor('www.corp.example')];
  await Promise.all([
    plugin.enroll(orderOf(csr)),
    plugin.enroll(orderOf(other)),
    plugin.enroll(orderOf(csr, { productId: '1002' })),
    plugin.enroll(orderOf(csr, { parameters: { Lifetime: '199' } })),
    plugin.enroll(orderOf(csr, { san: { dns: ['api.corp.example'] } })),
  ]);
  expect(takeOrders(sandbox)).toHaveLength(5);
});
