import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { noRecords, refusalWith, replaceRecords } from '../../plain-text/test/no-records.ts';
import { createSectigoClient, explainScmCode, type SectigoClient } from '../src/index.ts';
import { csr, order } from './operations.ts';
import { createClient, failureOf } from './start.ts';

// What compiles in JavaScript only.

const planted = 'pl4nted';
const auth = { type: 'password', login: 'a', password: 'b' };
const valid = { baseUrl: 'https://scm.invalid', customerUri: 'corp', auth };
const oauth = { type: 'oauth', clientId: 'a', clientSecret: 'b' };

test.each<[unknown, string]>([
  [undefined, 'The argument of createSectigoClient must be an object of options. It needs baseUrl, auth.'],
  [planted, 'The argument of createSectigoClient must be an object of options.'],
  [{}, 'The option baseUrl of createSectigoClient is missing.'],
  [{ ...valid, baseUrl: undefined }, 'The option baseUrl of createSectigoClient is missing.'],
  [
    { ...valid, baseUrl: new URL('https://scm.invalid') },
    'The option baseUrl of createSectigoClient must be text.',
  ],
  [
    { ...valid, baseURL: planted },
    'The option baseURL of createSectigoClient is unknown. Did you mean baseUrl?',
  ],
  [{ ...valid, customerUri: undefined }, 'The option customerUri of createSectigoClient is missing.'],
  [
    { ...valid, concurency: 5 },
    'The option concurency of createSectigoClient is unknown. Did you mean http.concurrency?',
  ],
  [{ ...valid, customerUri: 5 }, 'The option customerUri of createSectigoClient must be text.'],
  [{ ...valid, auth: undefined }, 'The option auth of createSectigoClient is missing.'],
  [{ ...valid, auth: planted }, 'The option auth of createSectigoClient must be an object.'],
  [{ ...valid, auth: {} }, 'auth.type must be one of password, certificate, oauth.'],
  [{ ...valid, auth: { ...auth, type: planted } }, 'auth.type must be one of password, certificate, oauth.'],
  [
    { ...valid, auth: { ...auth, type: 'toString' } },
    'auth.type must be one of password, certificate, oauth.',
  ],
  [
    { ...valid, auth: { ...auth, login: undefined } },
    'The option auth.login of createSectigoClient is missing.',
  ],
  [{ ...valid, auth: { ...auth, login: 5 } }, 'The option auth.login of createSectigoClient must be text.'],
  [
    { ...valid, auth: { ...auth, password: undefined } },
    'The option auth.password of createSectigoClient is missing.',
  ],
  [
    { ...valid, auth: { ...auth, password: { planted } } },
    'The option auth.password of createSectigoClient must be text.',
  ],
  [
    { ...valid, auth: { type: 'password', login: 'a', pasword: planted } },
    'The option auth.pasword of createSectigoClient is unknown. Did you mean password?',
  ],
  [
    { ...valid, auth: { type: 'certificate', login: 'a', certificate: { pxf: planted } } },
    'The option auth.certificate.pxf of createSectigoClient is unknown. Did you mean pfx?',
  ],
  [
    { ...valid, auth: { type: 'certificate', login: 'a' } },
    'The option auth.certificate of createSectigoClient is missing.',
  ],
  ...[{}, { cert: 'a' }, { key: 'a' }, { passphrase: planted }, { pfx: planted, cert: 'a', key: 'a' }].map(
    (certificate): [unknown, string] => [
      { ...valid, auth: { type: 'certificate', login: 'a', certificate } },
      'The option auth.certificate of createSectigoClient must have pfx, or cert and key.',
    ],
  ),
  [
    { ...valid, auth: { type: 'certificate', login: 'a', certificate: { pfx: 5 } } },
    'The option auth.certificate.pfx of createSectigoClient must be a Uint8Array.',
  ],
  [
    { ...valid, auth: { type: 'certificate', login: 'a', certificate: { cert: 'a', key: {} } } },
    'The option auth.certificate.key of createSectigoClient must be text or a Uint8Array.',
  ],
  [
    { ...valid, auth: { type: 'certificate', login: 'a', certificate: { pfx: new Uint8Array([5]) } } },
    "The client certificate can't be used: it is damaged or not in PFX or PEM form.",
  ],
  [
    { ...valid, auth: { ...oauth, clientSecret: 5 } },
    'The option auth.clientSecret of createSectigoClient must be text.',
  ],
  [
    { ...valid, auth: { ...oauth, scopes: planted } },
    'The option auth.scopes of createSectigoClient must be a list of texts.',
  ],
  [{ ...valid, http: planted }, 'The option http of createSectigoClient must be an object.'],
  [{ ...valid, http: { concurency: 4 } }, 'The option http.concurency is unknown. Did you mean concurrency?'],
  [{ ...valid, http: { retries: '3' } }, 'The option http.retries must be a whole number from 0 to 100.'],
  [
    { ...valid, http: { rejectUnauthorized: 'no' } },
    'The option http.rejectUnauthorized must be true or false.',
  ],
  [{ ...valid, http: { ca: [5] } }, 'The option http.ca must be text or a Uint8Array, or a list of these.'],
  [
    { ...valid, onLoginRefused: planted },
    'The option onLoginRefused of createSectigoClient must be a function.',
  ],
])('no client is made with %j', (options, message) => {
  let failure: unknown;
  try {
    createSectigoClient(options as Parameters<typeof createSectigoClient>[0]);
  } catch (error) {
    failure = error;
  }
  expect(failure).toMatchObject({ name: 'ApiError', code: 'invalid-argument', message });
  expect(inspect(failure)).not.toContain(planted);
});

describe.each(noRecords)('an object without properties by name (%#)', (object, offer) => {
  const certificate = { type: 'certificate', login: 'a', certificate: { cert: 'a', key: 'b' } };
  const http = { headers: { 'x-tenant': 'a' } };

  test.each(
    [auth, certificate, oauth].flatMap((login) => replaceRecords([{ ...valid, auth: login, http }], object)),
  )('makes no client (%s)', (_, [options]) => {
    expect(() => createSectigoClient(options as never)).toThrow(
      expect.objectContaining({
        code: 'invalid-argument',
        message: expect.stringMatching(refusalWith(offer)),
      }),
    );
  });
});

test.each<[string, string]>([
  ['https://cert-manager.com/customer/corp', ' Did you mean corp?'],
  ['cert-manager.com/customer/corp/ssl?locale=en', ' Did you mean corp?'],
  [' corp ', ' Did you mean corp?'],
  ['https://cert-manager.com/corp', ''],
  ['a/b', ''],
  ['a b', ''],
  ['', ''],
])('the customer URI %j is refused', (customerUri, offer) => {
  const message = `The option customerUri of createSectigoClient must be what stands behind /customer/ in the address of the SCM login page, such as example of https://cert-manager.com/customer/example.${offer}`;
  const refusal = expect.objectContaining({ code: 'invalid-argument', message });
  expect(() => createSectigoClient({ ...valid, customerUri } as never)).toThrow(refusal);
  createSectigoClient({ ...valid, customerUri, auth: oauth } as never);
});

test.each<[unknown, string]>([
  [{ ...valid, concurrency: 4 }, 'http.concurrency'],
  [{ ...valid, login: planted }, 'auth.login'],
])('an option that belongs into another one is offered there (%#)', (options, offer) => {
  expect(() => createSectigoClient(options as never)).toThrow(`Did you mean ${offer}?`);
});

type Group = Exclude<keyof SectigoClient, 'requestCount' | 'close'>;
type Call = { [G in Group]: `${G}.${keyof SectigoClient[G] & string}` }[Group];

const reason = { reasonCode: 4, reason: 'x' };
const field = { name: 'x', certType: 'ssl', state: 'ACTIVE', input: { type: 'DATE' }, mandatories: [] };

/** The arguments that each call takes, up to the last, which are its options. Complete by its type. */
const calls: Readonly<Record<Call, readonly unknown[]>> = {
  'certificates.list': [{}],
  'certificates.listPage': [{}],
  'certificates.count': [{}],
  'certificates.get': [7],
  'certificates.update': [7, {}],
  'certificates.updateCustomFields': [7, {}],
  'certificates.remove': [7],
  'certificates.enroll': [{ ...order, csr }],
  'certificates.enrollWithKeyGeneration': [{ ...order, commonName: 'a' }],
  'certificates.renewById': [7, {}],
  'certificates.renewByRenewId': ['a', {}],
  'certificates.markRenewed': [7, {}],
  'certificates.replace': [7, { csr, reason: 'x' }],
  'certificates.approve': [7, 'x'],
  'certificates.decline': [7, 'x'],
  'certificates.revokeById': [7, reason],
  'certificates.revokeBySerial': ['AB', reason],
  'certificates.markRevoked': [{ certId: 7, reasonCode: 4 }],
  'certificates.dcv': [7],
  'certificates.recheckDcv': [7],
  'certificates.collect': [7],
  'certificates.waitForCertificate': [7],
  'customFields.list': [],
  'customFields.listForSsl': [],
  'customFields.get': [7],
  'customFields.create': [field],
  'customFields.update': [{ ...field, id: 7 }],
  'customFields.remove': [7],
  'profiles.list': [],
  'organizations.list': [],
  'organizations.get': [7],
  'persons.list': [{}],
  'persons.get': [7],
  'persons.findByEmail': ['a@corp.example'],
  'domainValidations.list': [{}],
  'domainValidations.status': ['corp.example'],
  'domainValidations.start': ['corp.example', 'CNAME'],
  'domainValidations.submit': ['corp.example', { method: 'HTTP' }],
  'domainValidations.clear': ['corp.example'],
  'reports.sslCertificates': [{}],
};

/** Arguments with each object that they may hold, where those above lack some. */
const full: Readonly<Partial<Record<string, readonly unknown[]>>> = {
  'certificates.update': [7, { autoRenewDetails: { state: 'Scheduled' } }],
  'certificates.updateCustomFields': [7, { A: 'x' }],
  'certificates.enroll': [{ ...order, csr, customFields: { A: 'x' } }],
  'certificates.enrollWithKeyGeneration': [
    {
      ...order,
      commonName: 'a',
      customFields: { A: 'x' },
      azureKeyVault: { azureAccountId: 1, vaultKey: 'a' },
    },
  ],
};

async function refusalOf(call: string, given: readonly unknown[]) {
  const client = createClient(valid as Parameters<typeof createSectigoClient>[0]);
  const [group, name] = call.split('.') as [Group, never];
  const method = client[group][name] as (...given: readonly unknown[]) => unknown;
  const failure = await failureOf((async () => await method(...given))());
  expect(client.requestCount).toBe(0);
  expect(failure).toMatchObject({ name: 'ApiError', code: 'invalid-argument' });
  expect(inspect(failure)).not.toContain(planted);
  return failure;
}

describe.each(Object.entries(calls))('%s', (call, given) => {
  test('refuses an unknown option by its name, and tells the nearest', async () => {
    const failure = await refusalOf(call, [...given, { sginal: planted }]);
    expect(failure).toMatchObject({
      message: expect.stringMatching(`^The option sginal of ${call} is unknown\\. Did you mean signal\\?$`),
    });
  });

  test.each([planted, 5, null])('refuses %s as options', async (options) => {
    const message = `Argument ${given.length + 1} of ${call} must be an object of options.`;
    expect(await refusalOf(call, [...given, options])).toMatchObject({ message });
  });

  describe.each(noRecords)('refuses an object without properties by name (%#)', (object, offer) => {
    test.each(replaceRecords([...(full[call] ?? given), {}], object))('as %s', async (_, wrong) => {
      const message = expect.stringMatching(refusalWith(offer));
      expect(await refusalOf(call, wrong)).toMatchObject({ message });
    });
  });

  test('refuses a signal that is none', async () => {
    const message = `The option signal of ${call} must be an AbortSignal.`;
    const options = call === 'customFields.list' ? { certType: 'ssl', signal: {} } : { signal: {} };
    expect(await refusalOf(call, [...given, options])).toMatchObject({ message });
  });

  const objects = [...given.entries()].filter(([, argument]) => typeof argument === 'object');
  test.each(objects.filter(([index]) => `${call}${index}` !== 'certificates.updateCustomFields1'))(
    'refuses an unknown property of argument %i',
    async (index, argument) => {
      const wrong = given.with(index, { ...(argument as object), xyz: planted });
      const message = expect.stringMatching(`^The \\w+ xyz of ${call} is unknown\\. There are `);
      expect(await refusalOf(call, wrong)).toMatchObject({ message });
    },
  );
});

test.each<[string, readonly unknown[], string]>([
  ['certificates.get', [], 'sslId must be a whole number from 1 to 2147483647.'],
  ...[{}, { comments: undefined }].map((changes): [string, readonly unknown[], string] => [
    'certificates.update',
    [7, changes],
    'Argument 2 of certificates.update changes nothing.',
  ]),
  ['certificates.get', ['7'], 'sslId must be a whole number from 1 to 2147483647.'],
  [
    'certificates.enroll',
    [],
    'Argument 1 of certificates.enroll must be an object of properties. It needs orgId, certType, csr.',
  ],
  ['certificates.enroll', [{}], 'The property orgId of certificates.enroll is missing.'],
  [
    'certificates.enroll',
    [{ ...order, csr, subjAltName: [planted] }],
    'The property subjAltName of certificates.enroll is unknown. Did you mean subjAltNames?',
  ],
  [
    'certificates.enroll',
    [{ ...order, csr, subjAltNames: planted }],
    'The property subjAltNames of certificates.enroll must be a list.',
  ],
  [
    'certificates.enroll',
    [{ ...order, csr, subjAltNames: [5] }],
    'Each of subjAltNames must be one name, without a comma.',
  ],
  [
    'certificates.list',
    [{ statuss: planted }],
    'The filter statuss of certificates.list is unknown. Did you mean status?',
  ],
  [
    'certificates.list',
    [{ status: planted }],
    'The filter status must be one of Init, Requested, SAApproved, Approved, Applied, Issued, Expired, Revoked, Replaced, Declined, Rejected, Invalid, Unmanaged.',
  ],
  [
    'certificates.list',
    [{ status: 'Isued' }],
    expect.stringMatching(/^The filter status must be one of Init, .*, Unmanaged\. Did you mean Issued\?$/),
  ],
  [
    'certificates.list',
    [{ requestedVia: 'RESTAPI' }],
    expect.stringMatching(/^The filter requestedVia must be one of .*\. Did you mean REST API\?$/),
  ],
  ['certificates.list', [{ status: 5 }], 'The filter status of certificates.list must be text.'],
  [
    'certificates.update',
    [7, { customFields: [] }],
    expect.stringContaining('The property customFields of certificates.update is unknown.'),
  ],
  [
    'certificates.update',
    [7, { autoRenewDetails: { state: 'Scheduled', days: 5 } }],
    expect.stringContaining('The property autoRenewDetails.days of certificates.update is unknown.'),
  ],
  ...['sensitiveFields', 'secrets'].flatMap((name) =>
    [planted, [undefined], [null], new Array(1)].map((value): [string, readonly unknown[], string] => [
      'certificates.updateCustomFields',
      [7, { A: 'x' }, { [name]: value }],
      `The option ${name} of certificates.updateCustomFields must be a list of texts.`,
    ]),
  ),
  [
    'certificates.update',
    [7, { subjectAlternativeNames: new Array(1) }],
    "Each of subjectAlternativeNames must be text that isn't blank.",
  ],
  ...[planted, [undefined], [5], new Array(1)].map((options): [string, readonly unknown[], string] => [
    'customFields.create',
    [{ ...field, input: { type: 'TEXT_OPTION', options } }],
    'The property input.options of customFields.create must be a list of texts.',
  ]),
  ['certificates.updateCustomFields', [7], 'The values of custom fields must be an object of texts by name.'],
  [
    'certificates.updateCustomFields',
    [7, { A: 5 }],
    'The values of custom fields must be an object of texts by name.',
  ],
  ['certificates.renewByRenewId', [], 'renewId must be text.'],
  ['certificates.renewByRenewId', [''], "renewId must not be empty, '.' or '..'."],
  ['certificates.renewByRenewId', ['..'], "renewId must not be empty, '.' or '..'."],
  [
    'domainValidations.list',
    [{ orderStatus: 'SUBMITED' }],
    'The filter orderStatus must be one of NOT_INITIATED, SUBMITTED, Not initiated, Submitted. Did you mean SUBMITTED?',
  ],
  [
    'certificates.markRevoked',
    [{ certId: 7, reasonCode: 4, revokeDate: planted }],
    'revokeDate must be a valid date.',
  ],
  ...[
    { certId: 7, serialNumber: 'AB', issuer: 'CN=CA' },
    { certId: 7, serialNumber: 'AB' },
    { certId: 7, issuer: 'CN=CA' },
  ].map((which): [string, readonly unknown[], string] => [
    'certificates.markRevoked',
    [{ ...which, reasonCode: 4 }],
    'A certificate is marked by certId, or by serialNumber and issuer, not by both.',
  ]),
  ['certificates.collect', [7, { formatIn: planted }], 'formatIn must be one of query, path.'],
  [
    'customFields.list',
    [],
    'Argument 1 of customFields.list must be an object of options. It needs certType.',
  ],
  ['customFields.list', [{}], 'The option certType of customFields.list is missing.'],
  [
    'customFields.list',
    [{ certType: 'SSL' }],
    'certType must be one of ssl, smime, codesign, device. Did you mean ssl?',
  ],
  ...['2026-02-30', '2025-02-29', '2026-13-01', '2026-01-00', '01/31/2026', 'today', ''].flatMap(
    (day): [string, readonly unknown[], string][] => [
      ['reports.sslCertificates', [{ from: day }], 'from must be a calendar date in the form yyyy-MM-dd.'],
      ['reports.sslCertificates', [{ to: day }], 'to must be a calendar date in the form yyyy-MM-dd.'],
    ],
  ),
  ['reports.sslCertificates', [{ from: '2026-02-01', to: '2026-01-31' }], 'from must not be later than to.'],
  ...['', null, 0, '2026-01-01', new Date(Number.NaN)].map(
    (revokeDate): [string, readonly unknown[], string] => [
      'certificates.markRevoked',
      [{ certId: 7, reasonCode: 4, revokeDate }],
      'revokeDate must be a valid date.',
    ],
  ),
  [
    'certificates.listPage',
    [{ discoveryStatus: '' }],
    'discoveryStatus must be one of NotDeployed, Deployed.',
  ],
  ...[5, ' '].flatMap((name): [string, readonly unknown[], string][] => [
    [
      'certificates.update',
      [7, { subjectAlternativeNames: [name] }],
      "Each of subjectAlternativeNames must be text that isn't blank.",
    ],
    [
      'certificates.replace',
      [7, { csr, reason: 'lost', subjectAlternativeNames: [name] }],
      "Each of subjectAlternativeNames must be text that isn't blank.",
    ],
  ]),
  [
    'reports.sslCertificates',
    [{ serialNumberFormat: planted }],
    'serialNumberFormat must be HEXWithLeadingZeros.',
  ],
  [
    'certificates.get',
    [7, { xyz: 5 }],
    'The option xyz of certificates.get is unknown. The only option is signal.',
  ],
  ['reports.sslCertificates', [], 'Argument 1 of reports.sslCertificates must be an object of filters.'],
  [
    'reports.sslCertificates',
    [{ certificateDateAttribute: planted }],
    'certificateDateAttribute must be one of revoked, expires, requested, issued.',
  ],
])('%s(...%j) is refused before anything is sent', async (call, given, message) => {
  expect(await refusalOf(call, given)).toMatchObject({ message });
});

test.each<[readonly unknown[], string]>([
  [['-105'], 'Argument 1 of explainScmCode must be a number.'],
  [
    [-105, { metod: 'GET', paht: '/api/person/v1/5' }],
    'The property metod of explainScmCode is unknown. Did you mean method?',
  ],
  [[-105, { method: Symbol('x') }], 'The property method of explainScmCode must be text.'],
])('explainScmCode refuses %o', (given, message) => {
  expect(() => explainScmCode(...(given as Parameters<typeof explainScmCode>))).toThrow(
    expect.objectContaining({ code: 'invalid-argument', message }),
  );
});

test.each([null, 5])('explainScmCode takes no %j for a call', (call) => {
  expect(() => explainScmCode(-1, call as never)).toThrow(
    expect.objectContaining({
      code: 'invalid-argument',
      message: 'Argument 2 of explainScmCode must be an object of the method and the path.',
    }),
  );
});

test.each(noRecords)('explainScmCode takes no object without properties by name (%#)', (object, offer) => {
  expect(() => explainScmCode(-1, object)).toThrow(refusalWith(offer));
});
