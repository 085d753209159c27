import { beforeAll, describe, expect, test } from 'vitest';
import { CaPluginError, EndEntityStatus } from '../src/index.ts';
import { bodyOf, certificateOf, type OrderChanges, orderOf, takeOrders } from './support/enrollment.ts';
import { csrFor, makeCsr, type TestCsr } from './support/make-csr.ts';
import { startPlugin, type TestPlugin } from './support/plugin.ts';

let csr: TestCsr;

beforeAll(async () => {
  csr = await csrFor('www.corp.example');
});

/** Makes an order that must be refused before anything is ordered, and gives the message. */
async function refusalOf(
  { plugin, sandbox }: Pick<TestPlugin, 'plugin' | 'sandbox'>,
  changes: OrderChanges,
  of: Pick<TestCsr, 'pem'> = csr,
): Promise<string> {
  const before = sandbox.scmState.size;
  const result = await plugin.enroll(orderOf(of, changes));
  expect(result).toMatchObject({
    caRequestId: '',
    certificate: null,
    status: EndEntityStatus.Failed,
    statusMessage: expect.stringMatching(/ Nothing was ordered\.$/),
  });
  expect(sandbox.scmState.size).toBe(before);
  return result.statusMessage.replace(' Nothing was ordered.', '');
}

describe("a CSR that can't be used is refused without a request", () => {
  test.each([
    ['is missing', '', 'The CSR is missing.'],
    ['is no base64', '%%%', 'The CSR is damaged: it is neither PEM, nor base64, nor DER.'],
    ['is no CSR', 'AAAA', 'The CSR is damaged, or is not a PKCS#10 request. Make a new one.'],
  ])('as one that %s', async (_, text, expected) => {
    const test = await startPlugin();
    expect(await refusalOf(test, { csr: text })).toBe(expected);
    expect(test.sandbox.requests.list()).toEqual([]);
  });

  test('as one that was changed, or whose key is weak', async () => {
    const test = await startPlugin();
    const forged = Buffer.from(csr.der);
    forged[forged.indexOf('www')] = 0x78;
    expect(await refusalOf(test, { csr: forged })).toContain('not signed with its own key');
    const weak = await csrFor('www.corp.example', { key: 'RSA-1024' });
    expect(await refusalOf(test, {}, weak)).toContain('has 1024 bits, which is too weak');
    expect(test.sandbox.requests.list()).toEqual([]);
  });
});

describe('a product, organization or department that is unknown is refused', () => {
  test.each<[string, OrderChanges, string]>([
    ['product', { productId: '999' }, 'SCM has no SSL certificate profile "999" for this login.'],
    [
      'organization',
      { parameters: { Organization: 'Corp Servces' } },
      'SCM has no organization "Corp Servces" (Organization of the template). Did you mean Corp Services?',
    ],
    [
      'department',
      { parameters: { Department: 'Shop' } },
      'The organization "Corp Services" has no department "Shop" (Department of the template).',
    ],
    ['no organization', { parameters: { Organization: '' } }, 'There is no organization to order for.'],
    [
      'a department that may not issue',
      { parameters: { Department: 'Corp Services Mail' } },
      'is not allowed to issue',
    ],
    [
      'an organization without the API',
      { parameters: { Organization: 'Corp Archive' } },
      'does not take orders by API',
    ],
    [
      'a Lifetime that is not a term',
      { parameters: { Lifetime: '91' } },
      'Lifetime must be one of the terms of the profile "Sectigo DV SSL", in days: 90, 199.',
    ],
    ['a flag that is none', { parameters: { MultiDomain: 'maybe' } }, 'MultiDomain must be true or false.'],
  ])('%s', async (_, changes, expected) => {
    expect(await refusalOf(await startPlugin(), changes)).toContain(expected);
  });
});

describe('an enrollment field that SCM would refuse is refused', () => {
  test.each<[string, OrderChanges, string]>([
    [
      'an option that is none',
      { parameters: { Environment: 'Moon' } },
      'The value for "Environment" must be one of: Production, Staging, Test.',
    ],
    [
      'an option that is almost one',
      { parameters: { Environment: 'Produktion' } },
      'must be one of: Production, Staging, Test. Did you mean Production?',
    ],
    ['a date', { parameters: { 'Review Date': '31.03.2026' } }, 'The value for "Review Date" must be a date'],
    ['a day that is none', { parameters: { 'Review Date': '2026-02-30' } }, '"Review Date" must be a date'],
    [
      'too long a text',
      { parameters: { Notes: 'x'.repeat(257) } },
      'The value for "Notes" has 257 characters; SCM takes 256.',
    ],
    [
      'a renewal window',
      { parameters: { RenewalWindow: '-1' } },
      'RenewalWindow must be a whole number of days',
    ],
  ])('%s', async (_, changes, expected) => {
    expect(await refusalOf(await startPlugin(), changes)).toContain(expected);
  });

  test('but a text of 256 characters is taken', async () => {
    const { plugin, sandbox } = await startPlugin();
    const Notes = 'x'.repeat(256);
    certificateOf(await plugin.enroll(orderOf(csr, { parameters: { Notes } })), csr);
    expect(bodyOf(sandbox, 'enrollSsl')).toMatchObject({
      customFields: expect.arrayContaining([{ name: 'Notes', value: Notes }]),
    });
  });

  test.each(['anna', 'anna@', 'anna@corp.example, ben', ';', 'anna <anna@corp.example>'])(
    'the requester %j, whose text is not repeated',
    async (Requester) => {
      const test = await startPlugin({ connection: { ExternalRequestorFieldName: 'Requester' } });
      const message = await refusalOf(test, { parameters: { Requester } });
      expect(message).toBe(
        'The enrollment field "Requester" must hold an e-mail address, or several separated by commas, of at most 512 characters together.',
      );
    },
  );

  test('the serial number of a prior certificate that is none', async () => {
    const test = await startPlugin();
    const changes = { enrollmentType: 'Renew', parameters: { PriorCertSN: 'xyz' } } as const;
    expect(await refusalOf(test, changes)).toBe('PriorCertSN must be a serial number in hexadecimal.');
  });
});

describe('names', () => {
  test.each<[string, OrderChanges, string]>([
    ['an e-mail address', { san: { rfc822name: ['a@corp.example'] } }, "can't hold the e-mail address"],
    ['a URI', { san: { uri: ['https://corp.example'] } }, "can't hold the URI"],
    ['a user principal name', { san: { UPN: ['anna@corp.example'] } }, "can't hold the user principal name"],
    ['a kind that is not known', { san: { registeredid: ['1.2.3'] } }, 'of the kind "registeredid"'],
    ['no DNS name', { san: { dns: ['corp_example'] } }, '"corp_example" is no DNS name.'],
    ['an IP address as DNS name', { san: { dns: ['10.1.2.3'] } }, '"10.1.2.3" is no DNS name.'],
    ['no IP address', { san: { ip: ['10.1.2.300'] } }, '"10.1.2.300" is no IP address.'],
    ["a subject that can't be read", { subject: 'www.corp.example' }, "The subject can't be read"],
    ['a subject for a person', { subject: 'CN=Anna Berg' }, 'neither a DNS name nor an IP address'],
    ['two common names', { subject: 'CN=a.corp.example,CN=b.corp.example' }, 'several common names'],
    ['a long common name', { subject: `CN=${'a.'.repeat(28)}corp.example` }, 'has 68 characters'],
    [
      'a subject for another name than the CSR',
      { subject: 'CN=api.corp.example' },
      'The CSR is for www.corp.example, which is not among the names that were asked for (api.corp.example). Make the CSR for api.corp.example',
    ],
  ])('%s: refused', async (_, changes, expected) => {
    const test = await startPlugin();
    expect(await refusalOf(test, changes)).toContain(expected);
    expect(test.sandbox.requests.list()).toEqual([]);
  });

  test('an e-mail address inside the CSR is refused, unless the host gives names of its own', async () => {
    const test = await startPlugin();
    const withEmail = await csrFor('www.corp.example', { names: [[1, 'anna@corp.example']] });
    expect(await refusalOf(test, {}, withEmail)).toContain("can't hold the e-mail address");
    const request = orderOf(withEmail, { san: { dns: ['www.corp.example'] } });
    certificateOf(await test.plugin.enroll(request), withEmail);
  });

  test('none at all is refused', async () => {
    const nameless = await makeCsr([['O', 'Corp Services']]);
    expect(await refusalOf(await startPlugin(), {}, nameless)).toBe(
      'There is neither a common name nor a DNS name to order a certificate for. Give one.',
    );
  });

  test('a common name of 64 characters is taken', async () => {
    const { plugin } = await startPlugin();
    const commonName = `${'a.'.repeat(26)}corp.example`;
    expect(commonName).toHaveLength(64);
    const long = await csrFor(commonName);
    certificateOf(await plugin.enroll(orderOf(long)), long);
  });
});

describe('what SCM itself refuses', () => {
  test('is a failed result with its reason', async () => {
    const test = await startPlugin();
    test.sandbox.setSwitches({ domainValidation: 'checked' });
    const message = await refusalOf(test, { san: { dns: ['www.new.example'] } });
    expect(message).toContain("Domain 'www.new.example' is not validated (-107)");
    expect(takeOrders(test.sandbox)).toEqual(['enrollSsl']);
  });

  test('is reported without a retry where a requester is demanded', async () => {
    const test = await startPlugin();
    test.sandbox.setSwitches({ externalRequesterOnEnroll: 'required' });
    expect(await refusalOf(test, {})).toContain('External Requester is required (-139)');
  });
});

test('an outage before the order is an error, and nothing is ordered', async () => {
  const { plugin, sandbox } = await startPlugin({ http: { retries: 0 } });
  sandbox.setKnobs({ failures: [{ method: 'GET', path: '/api/ssl/v1/types', response: 503 }] });
  await expect(plugin.enroll(orderOf(csr))).rejects.toBeInstanceOf(CaPluginError);
  await expect(plugin.enroll(orderOf(csr))).rejects.toMatchObject({ code: 'unavailable' });
  expect(takeOrders(sandbox)).toEqual([]);
});

test('an order that SCM is too busy for is an error, and not sent again', async () => {
  const { plugin, sandbox } = await startPlugin();
  sandbox.setKnobs({ failures: [{ method: 'POST', path: '/api/ssl/v1/enroll', response: 429 }] });
  await expect(plugin.enroll(orderOf(csr))).rejects.toMatchObject({ code: 'unavailable' });
  expect(takeOrders(sandbox)).toEqual(['enrollSsl']);
});
