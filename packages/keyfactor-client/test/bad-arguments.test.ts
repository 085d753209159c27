import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { noRecords, refusalWith, replaceRecords } from '../../plain-text/test/no-records.ts';
import {
  composeBaseUrl,
  createKeyfactorClient,
  domainUserName,
  fromEnvironment,
  fromProfile,
  type KeyfactorClient,
  missingPermissions,
  readMetadataDate,
  readTimestamp,
  readVariables,
} from '../src/index.ts';
import { createClient, failureOf } from './start.ts';

// What compiles in JavaScript only.

const planted = 'pl4nted';
const auth = { type: 'basic', username: 'a', password: 'b' };
const oauth = { type: 'oauth', tokenUrl: 'https://idp.invalid', clientId: 'a', clientSecret: 'b' };
const valid = { baseUrl: 'https://command.invalid/KeyfactorAPI', auth };
const of = 'of createKeyfactorClient';

test.each<[unknown, string]>([
  [undefined, 'The argument of createKeyfactorClient must be an object of options. It needs baseUrl, auth.'],
  [planted, 'The argument of createKeyfactorClient must be an object of options.'],
  [{}, `The option baseUrl ${of} is missing.`],
  [{ ...valid, baseUrl: undefined }, `The option baseUrl ${of} is missing.`],
  [{ ...valid, baseUrl: 5 }, `The option baseUrl ${of} must be text.`],
  [{ ...valid, baseURL: planted }, `The option baseURL ${of} is unknown. Did you mean baseUrl?`],
  [{ ...valid, auth: undefined }, `The option auth ${of} is missing.`],
  [{ ...valid, auth: planted }, `The option auth ${of} must be an object.`],
  [{ ...valid, auth: {} }, 'auth.type must be one of basic, oauth, token.'],
  [{ ...valid, auth: { ...auth, type: planted } }, 'auth.type must be one of basic, oauth, token.'],
  [{ ...valid, auth: { ...auth, type: 'toString' } }, 'auth.type must be one of basic, oauth, token.'],
  [
    { ...valid, auth: { ...auth, type: 'oauth2' } },
    'auth.type must be one of basic, oauth, token. Did you mean oauth?',
  ],
  [{ ...valid, auth: { ...auth, username: undefined } }, `The option auth.username ${of} is missing.`],
  [{ ...valid, auth: { ...auth, password: 5 } }, `The option auth.password ${of} must be text.`],
  [
    { ...valid, auth: { type: 'basic', username: 'a', pasword: planted } },
    `The option auth.pasword ${of} is unknown. Did you mean password?`,
  ],
  [{ ...valid, auth: { ...oauth, tokenUrl: undefined } }, `The option auth.tokenUrl ${of} is missing.`],
  [{ ...valid, auth: { ...oauth, clientSecret: null } }, `The option auth.clientSecret ${of} must be text.`],
  [
    { ...valid, auth: { ...oauth, refreshSkewSeconds: planted } },
    'refreshSkewSeconds for the OAuth2 identity provider must be a number from 0.',
  ],
  ...[5, [5], new Array(1)].map((scopes): [unknown, string] => [
    { ...valid, auth: { ...oauth, scopes } },
    `The option auth.scopes ${of} must be a list of texts.`,
  ]),
  [{ ...valid, auth: { type: 'token' } }, `The option auth.accessToken ${of} is missing.`],
  [{ ...valid, requestedWith: 5 }, `The option requestedWith ${of} must be text.`],
  [
    { ...valid, requestedWith: 'apiclient' },
    `The option requestedWith ${of} must be one of APIClient, XMLHttpRequest. Did you mean APIClient?`,
  ],
  ...['', 'Me'].map((requestedWith): [unknown, string] => [
    { ...valid, requestedWith },
    `The option requestedWith ${of} must be one of APIClient, XMLHttpRequest.`,
  ]),
  [{ ...valid, http: planted }, `The option http ${of} must be an object.`],
  [{ ...valid, http: { concurency: 4 } }, 'The option http.concurency is unknown. Did you mean concurrency?'],
])('no client is made with %j', (options, message) => {
  let failure: unknown;
  try {
    createKeyfactorClient(options as Parameters<typeof createKeyfactorClient>[0]);
  } catch (error) {
    failure = error;
  }
  expect(failure).toMatchObject({ name: 'ApiError', code: 'invalid-argument', message });
  expect(inspect(failure)).not.toContain(planted);
});

test.each([
  ['fromEnvironment', fromEnvironment],
  ['fromProfile', fromProfile],
] as const)('%s refuses what is not an option of it', async (name, read) => {
  const refusal = (message: string) => expect.objectContaining({ code: 'invalid-argument', message });
  const call = (options: unknown) => read(options as object);
  await expect(call({ profil: planted })).rejects.toThrow(
    refusal(`The option profil of ${name} is unknown. Did you mean profile?`),
  );
  await expect(call({ configFile: 5 })).rejects.toThrow(
    refusal(`The option configFile of ${name} must be text.`),
  );
  await expect(call(planted)).rejects.toThrow(
    refusal(`The argument of ${name} must be an object of options.`),
  );
});

describe.each(noRecords)('an object without properties by name (%#)', (object, offer) => {
  const refusal = expect.objectContaining({
    code: 'invalid-argument',
    message: expect.stringMatching(refusalWith(offer)),
  });
  const http = { headers: { 'x-tenant': 'a' } };

  test.each(
    [auth, oauth, { type: 'token', accessToken: 'a' }].flatMap((login) =>
      replaceRecords([{ ...valid, auth: login, http }], object),
    ),
  )('makes no client (%s)', (_, [options]) => {
    expect(() => createKeyfactorClient(options as never)).toThrow(refusal);
  });

  test('is no environment, no settings and no options', async () => {
    const options = { env: { KEYFACTOR_HOSTNAME: 'command.invalid' }, auth, http: {} };
    for (const [, [given]] of replaceRecords([options], object)) {
      await expect(fromEnvironment(given as never)).rejects.toThrow(refusal);
    }
    await expect(fromProfile(object as never)).rejects.toThrow(refusal);
    expect(() => readVariables(object as never)).toThrow(refusal);
    expect(() => composeBaseUrl(object as never)).toThrow(refusal);
    expect(() => readMetadataDate('', object as never)).toThrow(refusal);
  });
});

test.each<[unknown, string]>([
  [{ ...valid, concurrency: 4 }, 'http.concurrency'],
  [{ ...valid, username: planted }, 'auth.username'],
])('an option that belongs into another one is offered there (%#)', (options, offer) => {
  expect(() => createKeyfactorClient(options as never)).toThrow(`Did you mean ${offer}?`);
});

type Group = Exclude<keyof KeyfactorClient, 'requestCount' | 'close'>;
type Call = { [G in Group]: `${G}.${keyof KeyfactorClient[G] & string}` }[Group];

const field = { Name: 'A', Description: '', DataType: 1 };

/** The arguments that each call takes, up to the last, which are its options. Complete by its type. */
const calls: Readonly<Record<Call, readonly unknown[]>> = {
  'status.check': [],
  'status.endpoints': [],
  'status.health': [],
  'metadataFields.list': [],
  'metadataFields.get': [7],
  'metadataFields.create': [field],
  'metadataFields.update': [{ ...field, Id: 7 }],
  'metadataFields.delete': [7],
  'metadataFields.deleteMany': [[7]],
  'metadataFields.inUse': [7],
  'certificates.list': [],
  'certificates.get': [7],
  'certificates.findBySerialNumber': ['AB'],
  'certificates.findByThumbprint': ['AB'.repeat(20)],
  'certificates.updateMetadata': [7, { A: 'x' }],
  'certificates.updateMetadataOfMany': [{ ids: [7] }, { A: 'x' }],
  'certificates.compareMetadata': [7, { name: 'A', value: 'x' }],
  'certificates.import': [{ Certificate: 'AAAA' }],
};

/** Arguments with each object that they may hold, where those above lack some. */
const full: Readonly<Partial<Record<string, readonly unknown[]>>> = {
  'certificates.import': [{ Certificate: 'AAAA', Metadata: { A: 'x' }, StoreTypes: [{ a: 1 }] }],
};

async function refusalOf(call: string, given: readonly unknown[]) {
  const client = createClient(valid as Parameters<typeof createKeyfactorClient>[0]);
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
    expect(await refusalOf(call, [...given, { sginal: planted }])).toMatchObject({
      message: `The option sginal of ${call} is unknown. Did you mean signal?`,
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
    expect(await refusalOf(call, [...given, { signal: {} }])).toMatchObject({ message });
  });
});

test.each<[string, readonly unknown[], string]>([
  ['certificates.get', [], 'The certificate id must be a whole number from 1 to 2147483647.'],
  [
    'certificates.list',
    [{ includeRevokd: true }],
    'The option includeRevokd of certificates.list is unknown. Did you mean includeRevoked?',
  ],
  [
    'certificates.list',
    [{ includeRevoked: 'no' }],
    'The option includeRevoked of certificates.list must be true or false.',
  ],
  ...[planted, `CN = "${planted}"`].flatMap((query): [string, readonly unknown[], string][] => [
    [
      'certificates.list',
      [{ query }],
      "The option query of certificates.list has no operator such as -eq or -contains. Build it with field, metadataField, and, or; rawQuery is for what they don't cover.",
    ],
    [
      'certificates.updateMetadataOfMany',
      [{ query }, { A: 'x' }],
      "The property query of certificates.updateMetadataOfMany has no operator such as -eq or -contains. Build it with field, metadataField, and, or; rawQuery is for what they don't cover.",
    ],
  ]),
  [
    'certificates.list',
    [{ query: 'CN -eq "a" OR (' }],
    "The option query of certificates.list has a control character, or a quote or parenthesis that is not closed. Build it with field, metadataField, and, or; rawQuery is for what they don't cover.",
  ],
  ['certificates.list', [{ query: null }], 'The option query of certificates.list must be text.'],
  ['certificates.list', [{ query: {} }], 'The option query of certificates.list must be text.'],
  [
    'certificates.list',
    [{ sortBy: planted, paging: 'offset' }],
    'A search is sorted by one of CertId, IssuedCN, IssuedDate, IssuerDN.',
  ],
  [
    'certificates.list',
    [{ sortBy: 'IssuerDn', paging: 'offset' }],
    'A search is sorted by one of CertId, IssuedCN, IssuedDate, IssuerDN. Did you mean IssuerDN?',
  ],
  [
    'certificates.list',
    [{ paging: 'ofset' }],
    "The paging of a search is 'keyset' or 'offset'. Did you mean offset?",
  ],
  [
    'metadataFields.create',
    [{ ...field, DataType: 'Strng' }],
    'The data type of a metadata field must be one of 1 (String), 2 (Integer), 3 (Date), 4 (Boolean), 5 (MultipleChoice), 6 (BigText), 7 (Email). Did you mean 1 (String)?',
  ],
  [
    'certificates.findBySerialNumber',
    [],
    'A serial number holds hexadecimal digits, also with colons, blanks or dashes between them.',
  ],
  [
    'certificates.findByThumbprint',
    [5],
    'A thumbprint holds hexadecimal digits, also with colons, blanks or dashes between them.',
  ],
  ['certificates.updateMetadata', [7], 'Metadata values must be an object of values by field name.'],
  [
    'certificates.updateMetadataOfMany',
    [{ ids: [7] }],
    'Metadata values must be an object of values by field name.',
  ],
  [
    'certificates.updateMetadataOfMany',
    [{}, { A: 'x' }],
    'The certificates to write to must be given by exactly one of ids, query, entireCollection.',
  ],
  ...[
    { ids: [7], query: 'CN -eq "a"' },
    { ids: [7], entireCollection: 5 },
    { query: 'CN -eq "a"', entireCollection: 5 },
    { query: '', entireCollection: 5 },
  ].map((target): [string, readonly unknown[], string] => [
    'certificates.updateMetadataOfMany',
    [target, { A: 'x' }],
    'The certificates to write to must be given by exactly one of ids, query, entireCollection.',
  ]),
  [
    'certificates.updateMetadataOfMany',
    [{ id: 7 }, { A: 'x' }],
    'The property id of certificates.updateMetadataOfMany is unknown. There are ids, query, entireCollection.',
  ],
  [
    'certificates.compareMetadata',
    [7],
    'Argument 2 of certificates.compareMetadata must be an object of properties. It needs name, value.',
  ],
  [
    'certificates.compareMetadata',
    [7, { name: 'A' }],
    'The property value of certificates.compareMetadata is missing.',
  ],
  ['certificates.import', [{}], 'The property Certificate of certificates.import is missing.'],
  ['certificates.import', [{ Certificate: 5 }], 'The certificate to import must be text or a Uint8Array.'],
  [
    'certificates.import',
    [{ Certificate: 'AAAA', Metadata: { A: null } }],
    'The value of the metadata field A must be text, a number or a boolean. Use "" to clear a field.',
  ],
  ...[true, 5].map((value): [string, readonly unknown[], string] => [
    'certificates.import',
    [{ Certificate: 'AAAA', Metadata: { A: 'x', F1: value } }],
    'The value of the metadata field F1 must be text, as it is imported.',
  ]),
  ...['tomorrow', '2026-03-01', '2026-02-30T08:00:00Z', '', 5, null, new Date(Number.NaN)].map(
    (Schedule): [string, readonly unknown[], string] => [
      'certificates.import',
      [{ Certificate: 'AAAA', Schedule }],
      'The schedule of the import must be a valid Date, or ISO 8601 text with date and time: 2026-03-01T08:00:00Z.',
    ],
  ),
  ...[5, planted, '7f6b5e3c11114a2b8c3d0123456789ab'].map((id): [string, readonly unknown[], string] => [
    'certificates.import',
    [{ Certificate: 'AAAA', StoreIds: ['7f6b5e3c-1111-4a2b-8c3d-0123456789ab', id] }],
    'Each of StoreIds must be the GUID of a certificate store.',
  ]),
  [
    'certificates.import',
    [{ Certificate: 'AAAA', StoreTypes: [planted] }],
    'Each of StoreTypes must be an object of settings.',
  ],
  [
    'certificates.import',
    [{ certificate: 'AAAA' }],
    'The property certificate of certificates.import is unknown. Did you mean Certificate?',
  ],
  ['metadataFields.get', [], 'The metadata field id must be a whole number from 1 to 2147483647.'],
  [
    'metadataFields.create',
    [{ ...field, DataType: 8 }],
    'The data type of a metadata field must be one of 1 (String), 2 (Integer), 3 (Date), 4 (Boolean), 5 (MultipleChoice), 6 (BigText), 7 (Email).',
  ],
  [
    'metadataFields.create',
    [{ ...field, Enrollment: 3 }],
    'The enrollment of a metadata field must be one of 0 (Optional), 1 (Required), 2 (Hidden).',
  ],
  [
    'metadataFields.update',
    [{ ...field, Id: 7, AllowAPI: true }],
    expect.stringContaining('The property AllowAPI of metadataFields.update is unknown.'),
  ],
  ...['1', null, 1.5].map((DataType): [string, readonly unknown[], string] => [
    'metadataFields.update',
    [{ ...field, Id: 7, DataType }],
    'The data type of a metadata field must be one of 1 (String), 2 (Integer), 3 (Date), 4 (Boolean), 5 (MultipleChoice), 6 (BigText), 7 (Email).',
  ]),
  [
    'metadataFields.create',
    [{ ...field, Enrollment: null }],
    'The enrollment of a metadata field must be one of 0 (Optional), 1 (Required), 2 (Hidden).',
  ],
  ...['1', 0.5].map((Enrollment): [string, readonly unknown[], string] => [
    'metadataFields.update',
    [{ ...field, Id: 7, Enrollment }],
    'The enrollment of a metadata field must be one of 0 (Optional), 1 (Required), 2 (Hidden).',
  ]),
  ...(['create', 'update'] as const).flatMap((name): [string, readonly unknown[], string][] => {
    const call = `metadataFields.${name}`;
    const given = name === 'create' ? field : { ...field, Id: 7 };
    return [
      ...['Hint', 'Validation', 'Message', 'Options', 'DefaultValue'].flatMap((property) =>
        [5, Number.NaN, new Date(), /^pl4nted$/, [planted], Symbol(planted), () => planted].map(
          (value): [string, readonly unknown[], string] => [
            call,
            [{ ...given, [property]: value }],
            `The property ${property} of ${call} must be text or null.`,
          ],
        ),
      ),
      ...['3', 0.5, Number.NaN, new Date(), () => 3].map(
        (DisplayOrder): [string, readonly unknown[], string] => [
          call,
          [{ ...given, DisplayOrder }],
          'The display order of a metadata field must be a whole number or null.',
        ],
      ),
      [
        call,
        [{ ...given, Description: [planted] }],
        expect.stringMatching(`The property Description of ${call} must be text( or null)?\\.`),
      ],
      ...['CaseSensitive', 'ExemptFromActionedCount'].map(
        (property): [string, readonly unknown[], string] => [
          call,
          [{ ...given, [property]: 'true' }],
          expect.stringMatching(`The property ${property} of ${call} must be true(,| or) false`),
        ],
      ),
    ];
  }),
  [
    'metadataFields.deleteMany',
    [new Array(1)],
    'The metadata field id must be a whole number from 1 to 2147483647.',
  ],
  [
    'metadataFields.deleteMany',
    [[7, undefined]],
    'The metadata field id must be a whole number from 1 to 2147483647.',
  ],
  [
    'certificates.updateMetadataOfMany',
    [{ ids: new Array(2) }, { A: 'x' }],
    'The certificate id must be a whole number from 1 to 2147483647.',
  ],
  [
    'certificates.import',
    [{ Certificate: 'AAAA', StoreIds: new Array(1) }],
    'Each of StoreIds must be the GUID of a certificate store.',
  ],
  ...['sensitiveFields', 'secrets'].flatMap((name) =>
    [planted, [undefined], [null], new Array(1)].map((value): [string, readonly unknown[], string] => [
      'certificates.updateMetadata',
      [7, { A: 'x' }, { [name]: value }],
      `The option ${name} of certificates.updateMetadata must be a list of texts.`,
    ]),
  ),
  [
    'metadataFields.deleteMany',
    [],
    'The list of metadata field ids is empty; name at least one metadata field id.',
  ],
])('%s(...%j) is refused before anything is sent', async (call, given, message) => {
  expect(await refusalOf(call, given)).toMatchObject({ message });
});

test.each<[string, () => unknown, string]>([
  ['readTimestamp', () => readTimestamp(5 as never), 'Argument 1 of readTimestamp must be text.'],
  ['readMetadataDate', () => readMetadataDate(5 as never), 'Argument 1 of readMetadataDate must be text.'],
  [
    'readMetadataDate',
    () => readMetadataDate('', null as never),
    'Argument 2 of readMetadataDate must be an object of options.',
  ],
  [
    'readMetadataDate',
    () => readMetadataDate('', { dayfirst: true } as never),
    'The option dayfirst of readMetadataDate is unknown. Did you mean dayFirst?',
  ],
  [
    'missingPermissions',
    () => missingPermissions(undefined as never),
    'Argument 1 of missingPermissions must be an ApiError.',
  ],
  ['domainUserName', () => domainUserName(5 as never), 'Argument 1 of domainUserName must be text.'],
  ['domainUserName', () => domainUserName('a', 5 as never), 'Argument 2 of domainUserName must be text.'],
  [
    'readVariables',
    () => readVariables(undefined as never),
    'Argument 1 of readVariables must be an object of texts by name.',
  ],
  [
    'readVariables',
    () => readVariables({ KEYFACTOR_HOSTNAME: 5 } as never),
    'The variable KEYFACTOR_HOSTNAME of readVariables must be text.',
  ],
  [
    'composeBaseUrl',
    () => composeBaseUrl(undefined as never),
    'Argument 1 of composeBaseUrl must be an object of settings.',
  ],
  [
    'composeBaseUrl',
    () => composeBaseUrl({ hostname: 5 } as never),
    'The setting hostname of composeBaseUrl must be text.',
  ],
])('%s throws for what is none of its arguments: %s', (_, call, message) => {
  expect(call).toThrow(expect.objectContaining({ name: 'ApiError', code: 'invalid-argument', message }));
});
