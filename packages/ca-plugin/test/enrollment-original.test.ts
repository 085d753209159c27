import { describe, expect, test } from 'vitest';
import { EndEntityStatus } from '../src/index.ts';
import { withChunkedResponses } from './support/changed-scm.ts';
import { bodyOf, certificateOf, enrolled, loseResponse, orderOf, takeOrders } from './support/enrollment.ts';
import { csrFor, makeCsr } from './support/make-csr.ts';
import { sandboxFor, startPlugin } from './support/plugin.ts';

// Each group is named for what the original does, and each test in it for what is right.

describe('an order placed but not readable afterwards is lost and bought twice', () => {
  test('the id is returned as EXTERNALVALIDATION; an order is never retried by itself; identical orders in flight are joined', async () => {
    const connection = { PickupRetries: 2, PickupDelay: 1 };
    const { plugin, sandbox } = await startPlugin({ connection, http: { retries: 0 } });
    sandbox.setKnobs({ failures: [{ method: 'GET', path: '/api/ssl/v1/collect/.*', response: 500 }] });
    const csr = await csrFor('www.corp.example');
    const results = await Promise.all([plugin.enroll(orderOf(csr)), plugin.enroll(orderOf(csr))]);
    for (const result of results) {
      expect(result).toMatchObject({
        caRequestId: String(sandbox.scmState.certificates().at(-1)?.sslId),
        status: EndEntityStatus.ExternalValidation,
        statusMessage: expect.stringContaining('It could not be read: '),
      });
    }
    expect(takeOrders(sandbox)).toEqual(['enrollSsl']);

    sandbox.setKnobs({ failures: [] });
    loseResponse(sandbox, '/api/ssl/v1/enroll');
    const other = await csrFor('www.corp.example');
    certificateOf(await plugin.enroll(orderOf(other)), other);
    expect(takeOrders(sandbox)).toEqual(['enrollSsl']);
  });
});

describe('renew and reissue place a new, unrelated order', () => {
  test('renew by id inside the renewal window, replace for a reissue, new otherwise; the PriorCertSN of the host is used', async () => {
    const started = await startPlugin();
    const { plugin, sandbox } = started;
    const { x509, id } = await enrolled(started);
    takeOrders(sandbox);
    const parameters = { PriorCertSN: x509.serialNumber };
    const [second, third] = [await csrFor('www.corp.example'), await csrFor('www.corp.example')];
    const renewed = await plugin.enroll(orderOf(second, { enrollmentType: 'RenewOrReissue', parameters }));
    certificateOf(renewed, second);
    const reissued = await plugin.enroll(orderOf(third, { enrollmentType: 'Reissue', parameters }));
    certificateOf(reissued, third);
    expect(takeOrders(sandbox)).toEqual(['renewSslById', 'replaceSsl']);
    expect(reissued.caRequestId).toBe(String(id));

    const unknown = { PriorCertSN: 'C0FFEE' };
    const fourth = await csrFor('www.corp.example');
    const anew = await plugin.enroll(
      orderOf(fourth, { enrollmentType: 'RenewOrReissue', parameters: unknown }),
    );
    certificateOf(anew, fourth);
    expect(takeOrders(sandbox)).toEqual(['enrollSsl']);
  });
});

describe('mandatory custom fields are never checked', () => {
  test('checked before ordering; the message names the field', async () => {
    const { plugin, sandbox } = await startPlugin();
    const field = {
      certType: 'ssl',
      state: 'ACTIVE',
      input: { type: 'TEXT_SINGLE_LINE' },
    } as const;
    const put = (
      name: string,
      changes: Partial<Parameters<typeof sandbox.scmState.putCustomField>[0]> = {},
    ) => sandbox.scmState.putCustomField({ ...field, mandatories: ['REST_API'], name, ...changes });
    put('Asset Class');
    // Mandatory for others, or not offered: none of these is asked for.
    put('For the portal', { mandatories: ['ADMIN_UI'] });
    put('Put away', { state: 'INACTIVE' });
    put('For mail', { certType: 'smime' });
    const csr = await csrFor('www.corp.example');
    const both = await plugin.enroll(orderOf(csr, { parameters: { 'Cost Center': ' ' } }));
    expect(both).toMatchObject({ status: EndEntityStatus.Failed, caRequestId: '' });
    expect(both.statusMessage).toBe(
      'SCM demands a value for the custom fields "Cost Center", "Asset Class". Add an enrollment field of exactly this name to the template and fill it in. Nothing was ordered.',
    );
    const one = await plugin.enroll(orderOf(csr));
    expect(one.statusMessage).toContain('a value for the custom field "Asset Class".');
    expect(takeOrders(sandbox)).toEqual([]);
    certificateOf(await plugin.enroll(orderOf(csr, { parameters: { 'asset class': 'A' } })), csr);
  });
});

describe('subject parsed by splitting at commas', () => {
  test('RFC 4514 parsing', async () => {
    const { plugin, sandbox } = await startPlugin();
    sandbox.scmState.putOrganization({ name: 'Corp, "Web", Inc. + Sons' });
    const csr = await csrFor('www.corp.example');
    const subjects = [
      'CN=www.corp.example,O=Corp\\, \\"Web\\"\\, Inc. \\+ Sons,C=DE',
      'C=DE, O="Corp, \\"Web\\", Inc. + Sons", CN=www.corp.example',
      'CN=www.corp.example+O=Corp\\2C \\22Web\\22\\2c Inc. \\2b Sons',
    ];
    for (const subject of subjects) {
      sandbox.requests.clear();
      const order = orderOf(csr, { subject, parameters: { Organization: '' } });
      certificateOf(await plugin.enroll(order, { again: true }), csr);
      expect(bodyOf(sandbox, 'enrollSsl').orgId).toBe(
        sandbox.scmState.organizations().find(({ name }) => name.includes('Sons'))?.id,
      );
    }
  });

  test('the CSR itself parsed and its signature verified', async () => {
    const { plugin, sandbox } = await startPlugin();
    const csr = await csrFor('www.corp.example');
    const forged = Buffer.from(csr.der);
    forged[forged.indexOf('www')] = 0x78;
    const result = await plugin.enroll(orderOf(csr, { csr: forged.toString('base64') }));
    expect(result).toMatchObject({ status: EndEntityStatus.Failed, caRequestId: '' });
    expect(sandbox.requests.list()).toEqual([]);
  });
});

describe('all SAN kinds flattened into one list, e-mail and IP included; MultiDomain false still sends many', () => {
  test('DNS names and IP addresses only, a dropped name is an error; CSR SANs used when the host gives none; MultiDomain false with several names is refused', async () => {
    const { plugin, sandbox } = await startPlugin();
    const csr = await csrFor('www.corp.example');
    const email = await plugin.enroll(
      orderOf(csr, { san: { dnsname: ['api.corp.example'], rfc822name: ['anna@corp.example'] } }),
    );
    expect(email.statusMessage).toBe(
      "An SSL certificate can't hold the e-mail address among the alternative names. Take it out and order again. Nothing was ordered.",
    );
    const parameters = { MultiDomain: 'False' };
    const several = await plugin.enroll(orderOf(csr, { san: { dns: ['api.corp.example'] }, parameters }));
    expect(several.statusMessage).toContain(
      'MultiDomain is false, so that one name is taken, and 2 were asked for (www.corp.example, api.corp.example).',
    );
    expect(sandbox.requests.list()).toEqual([]);

    const same = { dns: ['WWW.corp.example', 'www.corp.example.'] };
    certificateOf(await plugin.enroll(orderOf(csr, { san: same, parameters })), csr);
    expect(bodyOf(sandbox, 'enrollSsl')).not.toHaveProperty('subjAltNames');
    sandbox.requests.clear();

    const ofCsr = await makeCsr([['CN', 'www.corp.example']], { names: [[2, 'csr.corp.example']] });
    await plugin.enroll(orderOf(ofCsr));
    expect(bodyOf(sandbox, 'enrollSsl')).toMatchObject({ subjAltNames: 'csr.corp.example' });
  });
});

describe('every non-2xx on pickup is "not ready"; chunked responses too', () => {
  test('ready, pending and failed are told apart: a refused order fails at once', async () => {
    const { plugin, sandbox, clock } = await startPlugin();
    sandbox.onRequest(async ({ phase, operation }) => {
      const last = sandbox.scmState.certificates().at(-1);
      if (phase !== 'responding' || operation !== 'enrollSsl' || last === undefined) return;
      await sandbox.scmState.decide(last.sslId, 'reject');
    });
    const csr = await csrFor('www.corp.example');
    const failed = await plugin.enroll(orderOf(csr));
    expect(failed).toMatchObject({ status: EndEntityStatus.Failed, certificate: null });
    expect(failed.caRequestId).not.toBe('');
    expect(clock.sleeps).toEqual([]);
  });

  test.each([-183, -1400, -102] as const)(
    'ready, pending and failed are told apart: %s is waited for, and the certificate taken',
    async (collectPending) => {
      const { plugin, sandbox, clock } = await startPlugin();
      sandbox.setSwitches({ issueAfterRequests: 2, collectPending });
      const csr = await csrFor('www.corp.example');
      certificateOf(await plugin.enroll(orderOf(csr)), csr);
      expect(clock.sleeps).toEqual([10_000, 10_000]);
    },
  );

  test('ready, pending and failed are told apart: a certificate that comes in chunks is ready', async () => {
    const sandbox = await sandboxFor({ switches: { issueAfterRequests: 0 } });
    const ApiEndpoint = await withChunkedResponses(sandbox.scm.url);
    expect((await fetch(ApiEndpoint)).headers.get('transfer-encoding')).toBe('chunked');
    const { plugin, clock } = await startPlugin({ sandbox, connection: { ApiEndpoint } });
    const csr = await csrFor('www.corp.example');
    certificateOf(await plugin.enroll(orderOf(csr)), csr);
    expect(clock.sleeps).toEqual([]);
  });
});
