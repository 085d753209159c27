import { describe, expect, test } from 'vitest';
import { type DocumentParts, documentsWith, validConfig, validEntry } from '../../test/support/documents.ts';
import { renderProblem } from './document.ts';
import { readSettings } from './read-settings.ts';

function settingsOf(parts: DocumentParts = {}) {
  const reading = readSettings(documentsWith(parts));
  if (!reading.ok) throw new Error(reading.problems.map(renderProblem).join('\n'));
  return reading;
}

function problemsOf(parts: DocumentParts): string[] {
  const reading = readSettings(documentsWith(parts));
  return reading.ok ? [] : reading.problems.map(renderProblem);
}

test('the original configuration is read with every setting', () => {
  const { settings, notes } = settingsOf();
  expect(notes).toEqual([]);
  expect(settings).toMatchObject({
    sectigo: {
      baseUrl: 'https://cert-manager.com',
      customerUri: 'example',
      login: { type: 'password', login: 'api-admin', password: 'p4ss' },
      pageSize: 25,
      sslTypeIds: [1001, 1002],
    },
    keyfactor: {
      login: { type: 'basic', username: 'CORP\\svc', password: 'p4ss' },
      pageSize: 100,
      issuerLookupTerm: 'Sectigo',
      addedSince: undefined,
    },
    importAllCustomFields: true,
    syncRevokedAndExpired: false,
    enableDisabledFields: false,
    truncate: false,
  });
});

test('keys and the root key are read in any letter case', () => {
  const upper = Object.fromEntries(
    Object.entries(validConfig).map(([key, value]) => [key.toUpperCase(), value]),
  );
  const reading = readSettings({
    ...documentsWith(),
    config: { file: 'config.json', value: { CONFIG: upper } },
    fields: {
      file: 'fields.json',
      value: {
        manualfields: [
          Object.fromEntries(Object.entries(validEntry).map(([key, value]) => [key.toLowerCase(), value])),
        ],
      },
    },
  });
  expect(reading.ok).toBe(true);
});

test('booleans may be JSON or text and numbers may be text', () => {
  const { settings } = settingsOf({
    config: {
      importAllCustomFields: false,
      syncRevokedAndExpiredCerts: 'TRUE',
      enableTruncation: ' true ',
      sslTypeIds: ['1001', 1002],
      sectigoPageSize: '50',
    },
  });
  expect(settings).toMatchObject({
    importAllCustomFields: false,
    syncRevokedAndExpired: true,
    truncate: true,
    sectigo: { pageSize: 50, sslTypeIds: [1001, 1002] },
  });
});

test('absent settings take the defaults of the original', () => {
  const { sectigoPageSize, keyfactorPageSize, keyfactorDateFormat, ...rest } = validConfig;
  const reading = readSettings({
    ...documentsWith(),
    config: { file: 'config.json', value: { config: rest } },
  });
  expect(reading).toMatchObject({
    ok: true,
    settings: {
      sectigo: { pageSize: 25 },
      keyfactor: { pageSize: 100, dateFormat: 'M/d/yyyy h:mm:ss tt' },
      truncate: false,
    },
  });
});

test('conflicts are reported and safety limits are 30 and 50 per cent unless set', () => {
  expect(settingsOf().settings).toMatchObject({
    conflicts: 'report',
    limits: { overwritePercent: 30, shrinkPercent: 50 },
  });
  const config = { conflicts: 'sectigo', maxOverwritePercent: '5', maxShrinkPercent: 100 };
  expect(settingsOf({ config }).settings).toMatchObject({
    conflicts: 'sectigo',
    limits: { overwritePercent: 5, shrinkPercent: 100 },
  });
  const empty = { conflicts: '', maxOverwritePercent: '', maxShrinkPercent: null };
  expect(settingsOf({ config: empty }).settings).toMatchObject({
    conflicts: 'report',
    limits: { overwritePercent: 30, shrinkPercent: 50 },
  });
});

test.each(['report', 'sectigo', 'keyfactor'])('conflicts may be "%s"', (conflicts) => {
  expect(settingsOf({ config: { conflicts } }).settings.conflicts).toBe(conflicts);
});

test.each([
  ['newest', ''],
  ['Report', ' Did you mean report?'],
  ['keyfactr', ' Did you mean keyfactor?'],
  [true, ''],
  [1, ''],
])('conflicts refuses %j', (conflicts, offer) => {
  expect(problemsOf({ config: { conflicts } })).toEqual([
    `config/config.json: config.conflicts: must be "report", "sectigo" or "keyfactor".${offer} Name the side whose value counts where both changed it, or leave it out for "report": neither is written.`,
  ]);
});

describe.each(['maxOverwritePercent', 'maxShrinkPercent'])('%s', (key) => {
  test.each([0, 1, 100, '0', ' 100 '])('takes %j', (value) => {
    expect(problemsOf({ config: { [key]: value } })).toEqual([]);
  });

  test.each([-1, 101, '101', 30.5, '30.5', '30%', true])('refuses %j', (value) => {
    const problems = problemsOf({ config: { [key]: value } });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(`config.${key}: must be a whole number from 0 to 100. Give the percentage`);
  });
});

test.each([
  ['conflict', 'conflicts'],
  ['maxOverwritePrecent', 'maxOverwritePercent'],
  ['maxShrinkPercentage', 'maxShrinkPercent'],
])('the unknown key %s is taken for %s', (key, nearest) => {
  expect(problemsOf({ config: { [key]: 1 } }).join()).toContain(`Did you mean ${nearest}?`);
});

test('manual and custom fields may be marked as sensitive, in any form of a boolean', () => {
  const entry = (name: string, sensitive: unknown) => ({
    ...validEntry,
    keyfactorMetadataFieldName: name,
    sensitive,
  });
  const { settings } = settingsOf({
    config: { importAllCustomFields: 'false' },
    fields: {
      ManualFields: [entry('A', true), entry('B', null), validEntry],
      CustomFields: [entry('C', 'True'), { ...entry('D', 'false'), sectigoFieldName: 'D' }],
    },
  });
  const marks = (entries: typeof settings.manualFields) => entries.map(({ sensitive }) => sensitive);
  expect(marks(settings.manualFields)).toEqual([true, undefined, undefined]);
  expect(marks(settings.customFields)).toEqual([true, false]);
});

test('what is neither true nor false does not make a field sensitive', () => {
  expect(problemsOf({ fields: { CustomFields: [{ ...validEntry, sensitive: 'yes' }] } })).toEqual([
    'config/fields.json: CustomFields[0].sensitive: must be "true" or "false". Write true to keep the values out of history and plan files, or leave it out.',
  ]);
  expect(problemsOf({ fields: { CustomFields: [{ ...validEntry, sensitiv: true }] } }).join()).toContain(
    'Did you mean sensitive?',
  );
});

test('a Sectigo page size over 200 is clamped with a note', () => {
  expect(settingsOf({ config: { sectigoPageSize: 200 } }).notes).toEqual([]);
  const { settings, notes } = settingsOf({ config: { sectigoPageSize: 201 } });
  expect(settings.sectigo.pageSize).toBe(200);
  expect(notes.join()).toContain('sectigoPageSize');
});

test('an unknown key names the nearest known one', () => {
  expect(problemsOf({ config: { issuerDNLookupTrem: 'x' } })).toEqual([
    'config/config.json: config.issuerDNLookupTrem: the key is unknown. Did you mean issuerDNLookupTerm? Begin the key with "_" if it is a comment.',
  ]);
});

test('keys that begin with _ or $ are comments at every level', () => {
  const entry = { ...validEntry, _comment: 'x', $note: 1 };
  const parts = {
    config: { _comment: 'x', $schema: 'y' },
    fields: { _comments: ['x'], ManualFields: [entry] },
    banned: { _comment: 'x', BannedCharacters: [{ _c: 1, character: ' ', replacementcharacter: '_' }] },
  };
  expect(problemsOf(parts)).toEqual([]);
});

test('a key of an older version is accepted in entries with one note for all, and nowhere else', () => {
  const entry = (name: string) => ({
    ...validEntry,
    keyfactorMetadataFieldName: name,
    KeyfactorAllowApi: 'true',
  });
  const { notes } = settingsOf({
    config: { importAllCustomFields: 'false' },
    fields: { ManualFields: [entry('A'), entry('B')], CustomFields: [entry('C')] },
  });
  expect(notes).toEqual([
    'config/fields.json: keyfactorAllowAPI in 3 entries belongs to an older version of the tool and has no effect any more.',
  ]);
  expect(problemsOf({ config: { keyfactorAllowAPI: 'true' } }).join()).toContain('the key is unknown');
});

test('with import-all an entry under CustomFields needs a name of Sectigo and nothing else', () => {
  const fields = {
    ManualFields: [validEntry],
    CustomFields: [
      { sectigoFieldName: 'Team', keyfactorMetadataFieldName: 'Owner Team', keyfactorDataType: null },
      { sectigoFieldName: 'Other', keyfactorMetadataFieldName: validEntry.keyfactorMetadataFieldName },
      { sectigoFieldName: 'Stage', keyfactorDataType: 5, sensitive: 'true', emptyPolicy: 'clear' },
    ],
  };
  const { settings, notes } = settingsOf({ fields });
  expect(settings.customFields).toEqual([]);
  expect(settings.customFieldPolicies).toEqual([
    { sectigoFieldName: 'Team' },
    { sectigoFieldName: 'Other' },
    { sectigoFieldName: 'Stage', sensitive: true, emptyPolicy: 'clear' },
  ]);
  expect(notes).toEqual([expect.stringContaining('importAllCustomFields is "true"')]);
  expect(problemsOf({ config: { importAllCustomFields: 'false' }, fields })).not.toEqual([]);
});

test.each([{}, { sectigoFieldName: '' }, { sectigoFieldName: null, keyfactorDataType: 1 }])(
  'with import-all the entry %j, in which nothing counts, is no problem, unless it bears a mark',
  (entry) => {
    expect(settingsOf({ fields: { CustomFields: [entry] } }).settings.customFieldPolicies).toEqual([]);
    expect(problemsOf({ fields: { CustomFields: [{ ...entry, sensitive: true }] } })).toHaveLength(1);
    expect(
      problemsOf({ config: { importAllCustomFields: 'false' }, fields: { CustomFields: [entry] } }),
    ).not.toEqual([]);
  },
);

test('with import-all a misspelt or malformed mark is refused all the same', () => {
  const fields = (mark: object) => ({ CustomFields: [{ sectigoFieldName: 'Team', ...mark }] });
  expect(problemsOf({ fields: fields({ sensitiv: true }) }).join()).toContain('Did you mean sensitive?');
  expect(problemsOf({ fields: fields({ emptyPolicy: 'drop' }) })).toHaveLength(1);
});

test('every problem of an entry is reported at once, whether it is of its own or with others', () => {
  const bad = {
    ...validEntry,
    sectigoFieldName: 'certificateDetails.isuer',
    keyfactorMetadataFieldName: 'Cost Center',
    keyfactorDataType: 9,
    keyfactorValidation: '(unclosed',
    keyfactorEnrollment: 7,
    keyfactorOptions: ['a,b', 'c', 'd,e'],
  };
  const twin = { ...bad, keyfactorDataType: 5, keyfactorOptions: [] };
  const places = problemsOf({ fields: { ManualFields: [bad, twin] } }).map(
    (problem) => problem.split(': ')[1],
  );
  expect(places).toEqual([
    'ManualFields[0].keyfactorDataType',
    'ManualFields[0].keyfactorEnrollment',
    'ManualFields[1].keyfactorEnrollment',
    ...[0, 1].flatMap((index) => [
      `ManualFields[${index}].keyfactorMetadataFieldName`,
      `ManualFields[${index}].sectigoFieldName`,
      `ManualFields[${index}].keyfactorValidation`,
      // Each choice with a comma of the first, the missing choices of the second.
      ...Array<string>(2 - index).fill(`ManualFields[${index}].keyfactorOptions`),
    ]),
    'ManualFields[1].keyfactorMetadataFieldName',
  ]);
  const banned = [{ character: 'ab', replacementCharacter: '/' }];
  expect(problemsOf({ banned })).toHaveLength(2);
  const config = { keyfactorDateFormat: 'D', keyfactorAddedSince: 'yesterday' };
  expect(problemsOf({ config })).toHaveLength(2);
});

test('a regular expression that is none is found, with its text and why', () => {
  const entry = { ...validEntry, keyfactorValidation: '[a-z' };
  expect(problemsOf({ fields: { ManualFields: [entry] } })).toEqual([
    'config/fields.json: ManualFields[0].keyfactorValidation: "[a-z" is not a regular expression: unterminated character class. Correct it, or give null for no validation.',
  ]);
});

test('a regular expression that is none and too long is reported as both, in a message of bounded length', () => {
  const entry = { ...validEntry, keyfactorValidation: `[a-z${'x'.repeat(4000)}` };
  const problems = problemsOf({ fields: { ManualFields: [entry] } });
  expect(problems).toEqual([
    expect.stringContaining('keyfactorValidation: must not be longer than 4000 characters'),
    expect.stringMatching(/keyfactorValidation: "\[a-zx+…" is not a regular expression: unterminated/),
  ]);
  expect(problems.join().length).toBeLessThan(1000);
});

test('options that break a rule are looked at for their commas, and are not missing', () => {
  const entry = { ...validEntry, keyfactorDataType: 5, keyfactorOptions: ['', 'a,b', 7] };
  expect(problemsOf({ fields: { ManualFields: [entry] } })).toEqual([
    expect.stringContaining('keyfactorOptions[0]: must not be empty'),
    expect.stringContaining('keyfactorOptions[2]: must be text'),
    expect.stringContaining('keyfactorOptions: the option "a,b" contains a comma'),
  ]);
  const text = { ...entry, keyfactorOptions: 'a,b' };
  expect(problemsOf({ fields: { ManualFields: [text] } })).toEqual([
    expect.stringContaining('keyfactorOptions: must be an array'),
  ]);
});

test.each([undefined, null])('an issuerDNLookupTerm of %j is "Sectigo"', (issuerDNLookupTerm) => {
  const { settings } = settingsOf({ config: { issuerDNLookupTerm } });
  expect(settings.keyfactor.issuerLookupTerm).toBe('Sectigo');
});

test.each([
  ['Sectigo "R46"', 'quotation mark'],
  ['%ME%', 'placeholder'],
  ['Sectigo\nRSA', 'invisible'],
  ['Sec\u200btigo', 'invisible'],
  ['  ', 'must not be empty'],
])('an issuerDNLookupTerm of %j is refused', (issuerDNLookupTerm, why) => {
  const problems = problemsOf({ config: { issuerDNLookupTerm } });
  expect(problems).toHaveLength(1);
  expect(problems[0]).toContain('config.issuerDNLookupTerm');
  expect(problems[0]).toContain(why);
});

test.each([
  'ACME',
  '  ACME\u200b',
  '\ufeffACME\u00a0',
  'https://cert-manager.com/customer/ACME',
  'https://hard.cert-manager.com/customer/ACME/',
  'https://hard.cert-manager.com/customer/ACME/ssl?locale=en#top',
  'cert-manager.com/customer/ACME',
  ' https://cert-manager.com/Customer/ACME\u200b ',
  'https://cert-manager.com/customer/%41CME',
])('the customer of %j is ACME', (sectigoCustomerUri) => {
  expect(settingsOf({ config: { sectigoCustomerUri } }).settings.sectigo.customerUri).toBe('ACME');
});

test.each([
  'https://cert-manager.com',
  'https://cert-manager.com/customer/',
  'customer/ACME',
  'AC ME',
  'AC\u200bME',
  'AC\u00a0ME',
  'AC\nME',
  'https://cert-manager.com/customer/AC%2FME',
  '\u200b',
])('a sectigoCustomerUri of %j is refused', (sectigoCustomerUri) => {
  const problems = problemsOf({ config: { sectigoCustomerUri } });
  expect(problems).toHaveLength(1);
  expect(problems[0]).toContain('config.sectigoCustomerUri');
});

test('invisible characters around logins, addresses and client ids are taken off, and refused inside', () => {
  const around = (text: string) => `\ufeff ${text}\u200b\u00a0`;
  const inside = (text: string) => `${text.slice(0, 9)}\u200b${text.slice(9)}`;
  const plain = {
    sectigoLogin: 'api-admin@example.com',
    sectigoAPIUrl: 'https://scm.example.com',
    keyfactorLogin: 'EXAMPLE\\svc',
    keyfactorAPIUrl: 'https://keyfactor.example.com/KeyfactorAPI',
  };
  const with_ = (change: (text: string) => string) =>
    Object.fromEntries(Object.entries(plain).map(([key, text]) => [key, change(text)]));
  const { settings } = settingsOf({ config: with_(around) });
  expect(settings).toMatchObject({
    sectigo: { baseUrl: plain.sectigoAPIUrl, login: { login: plain.sectigoLogin } },
    keyfactor: { baseUrl: plain.keyfactorAPIUrl, login: { username: plain.keyfactorLogin } },
  });
  const problems = problemsOf({ config: with_(inside) });
  expect(problems).toHaveLength(4);
  for (const problem of problems) expect(problem).toContain('invisible character');
  const block = { ...oauth, clientId: around('id'), tokenUrl: around(oauth.tokenUrl) };
  expect(settingsOf({ config: { keyfactorOAuth: block } }).settings.keyfactor.login).toMatchObject(oauth);
});

test('a password is taken as it is', () => {
  const sectigoPassword = ' p\u200bw\u00a0';
  expect(settingsOf({ config: { sectigoPassword } }).settings.sectigo.login).toMatchObject({
    password: sectigoPassword,
  });
});

test('one key twice in different letter case is refused', () => {
  expect(problemsOf({ config: { SECTIGOLOGIN: 'x' } }).join()).toContain('twice');
});

test('every problem of every file is reported at once', () => {
  const problems = problemsOf({
    config: {
      sslTypeIds: [],
      importAllCustomFields: 'maybe',
      sectigoAPIUrl: 'not an address',
      keyfactorPageSize: 0,
    },
    fields: {
      ManualFields: [{ ...validEntry, keyfactorDataType: 9, keyfactorMetadataFieldName: '' }],
      Extra: [],
    },
    banned: [{ id: 1, character: ' ', replacementCharacter: '/' }],
  });
  expect(problems).toHaveLength(8);
  expect(problems.join('\n')).toMatchInlineSnapshot(`
    "config/config.json: config.sectigoAPIUrl: must be an address that begins with https://. Give the base address of SCM, for example https://cert-manager.com.
    config/config.json: config.importAllCustomFields: must be "true" or "false". Write "true" or "false".
    config/config.json: config.sslTypeIds: must not be empty. List the ids of the SSL certificate profiles to sync, for example [1001, 1002].
    config/config.json: config.keyfactorPageSize: must be a whole number from 1 to 10000. Give the certificates a page, or leave it out for 100.
    config/fields.json: Extra: the key is unknown. Remove it, or begin it with "_" if it is a comment.
    config/fields.json: ManualFields[0].keyfactorMetadataFieldName: must not be empty. Give the name of the Keyfactor metadata field.
    config/fields.json: ManualFields[0].keyfactorDataType: must be a whole number from 1 to 7. Give 1 String, 2 Integer, 3 Date, 4 Boolean, 5 MultipleChoice, 6 BigText or 7 Email.
    config/bannedcharacters.json: [0].replacementCharacter: the replacement of " " is itself not allowed in Keyfactor. Use letters, digits, "-" and "_" only, or an empty text to leave the character out of names."
  `);
});

test.each([
  ['sectigoLogin', 5],
  ['sectigoPassword', { secret: 's3cr3t-value' }],
  ['sslTypeIds', 's3cr3t-value'],
  ['keyfactorOAuth', 's3cr3t-value'],
  ['importAllCustomFields', 's3cr3t-value'],
])('a wrong type in %s is refused without repeating the value', (key, value) => {
  const problems = problemsOf({ config: { [key]: value } });
  expect(problems).toHaveLength(1);
  expect(problems[0]).toContain(`config.${key}`);
  expect(problems.join()).not.toContain('s3cr3t-value');
});

test('an entry of sslTypeIds is named with its place', () => {
  expect(problemsOf({ config: { sslTypeIds: [1001, 'x'] } })[0]).toContain('config.sslTypeIds[1]');
});

test.each([
  ['2025-09-01', '2025-09-01'],
  ['2025-09-01T13:45', '2025-09-01'],
  ['2025-09-01T13:45:10Z', '2025-09-01'],
  ['2025-09-01T15:45+02:00', '2025-09-01'],
  ['2025-09-01T00:30+0200', '2025-08-31'],
  ['2025-09-01T23:30-05:00', '2025-09-02'],
  ['9999-12-31T23:59:59Z', '9999-12-31'],
  ['9/1/2025 1:45:00 PM', '2025-09-01'],
  ['9/1/2025', '2025-09-01'],
  ['09/01/2025', '2025-09-01'],
  ['9/1/2025 1:45 PM', '2025-09-01'],
  ['Mon, 01 Sep 2025 13:45:00 GMT', '2025-09-01'],
  [' 2025-09-01\u200b', '2025-09-01'],
])('keyfactorAddedSince takes %j for the whole day %s', (text, day) => {
  const { settings } = settingsOf({ config: { keyfactorAddedSince: text } });
  expect(settings.keyfactor.addedSince).toBe(`${day}T00:00:00Z`);
});

test('a day that may be a month is refused where keyfactorDateFormat puts the day first', () => {
  const since = (keyfactorDateFormat: string, keyfactorAddedSince: string) =>
    problemsOf({ config: { keyfactorDateFormat, keyfactorAddedSince } });
  expect(since('d/M/yyyy HH:mm', '9/1/2025')[0]).toContain('day and month');
  expect(since('d/M/yyyy HH:mm', '9/9/2025')).toEqual([]);
  expect(since('d/M/yyyy', '9/1/2025')).toEqual([]);
  expect(since('yyyy-MM-dd', '9/1/2025')).toEqual([]);
});

test.each(['2025-02-30', '2025-13-01', 'yesterday', '2025-09-01T25:00'])(
  'keyfactorAddedSince refuses %s',
  (text) => {
    expect(problemsOf({ config: { keyfactorAddedSince: text } })[0]).toContain('keyfactorAddedSince');
  },
);

test.each(['9999-12-31T23:59:59-05:00', '0000-01-01T00:00+05:00'])(
  'keyfactorAddedSince refuses %s, whose day in UTC has no year of four digits',
  (text) => {
    expect(problemsOf({ config: { keyfactorAddedSince: text } })[0]).toContain('0000 to 9999 in UTC');
  },
);

test('an invalid date format is refused', () => {
  expect(problemsOf({ config: { keyfactorDateFormat: "yyyy-'MM" } })[0]).toContain('keyfactorDateFormat');
});

const oauth = { tokenUrl: 'https://idp.example.com/token', clientId: 'id', clientSecret: 'secret' };

test('a filled-in OAuth block takes the place of login and password', () => {
  const { settings } = settingsOf({
    config: { keyfactorLogin: '', keyfactorPassword: '', keyfactorOAuth: { ...oauth, scopesCsv: 'a, b,' } },
  });
  expect(settings.keyfactor.login).toMatchObject({ type: 'oauth', clientId: 'id', scopes: ['a', 'b'] });
});

test('an OAuth block of empty texts is as if it were not there', () => {
  const empty = { tokenUrl: '', clientId: '', clientSecret: '', scopesCsv: '', audience: null };
  expect(settingsOf({ config: { keyfactorOAuth: empty } }).settings.keyfactor.login.type).toBe('basic');
});

test('a half-filled OAuth block is refused with what is missing', () => {
  const problems = problemsOf({ config: { keyfactorOAuth: { ...oauth, clientSecret: '' } } });
  expect(problems).toHaveLength(1);
  expect(problems[0]).toContain('config.keyfactorOAuth.clientSecret: is missing');
});

test('a client certificate takes the place of the Sectigo password', () => {
  const { settings } = settingsOf({
    config: {
      sectigoPassword: '',
      sectigoClientCertificate: 'client.pfx',
      sectigoClientCertificatePassphrase: 'x',
    },
  });
  expect(settings.sectigo.login).toMatchObject({ type: 'certificate', certificateFile: 'client.pfx' });
});

test('a wrong setting does not hide a missing login or a wrong date format', () => {
  const problems = problemsOf({
    config: {
      sslTypeIds: [],
      sectigoPassword: '',
      keyfactorLogin: '',
      keyfactorPassword: 5,
      keyfactorDateFormat: 'D',
    },
  });
  const places = [
    'sslTypeIds',
    'sectigoPassword',
    'keyfactorLogin',
    'keyfactorPassword',
    'keyfactorDateFormat',
  ];
  for (const place of places) expect(problems.join('\n')).toContain(`config.${place}:`);
  expect(problems).toHaveLength(places.length);
});

test('client credentials for Sectigo come from the environment alone and need no other login', () => {
  const config = { sectigoLogin: '', sectigoPassword: '', sectigoCustomerUri: '' };
  const overrides = { sectigoClientId: 'id', sectigoClientSecret: 'secret' };
  expect(settingsOf({ config, overrides }).settings.sectigo.login).toMatchObject({
    type: 'oauth',
    clientId: 'id',
  });
  expect(problemsOf({ config, overrides: { sectigoClientId: 'id' } })).toHaveLength(1);
  expect(problemsOf({ config: overrides })).toHaveLength(2);
});

test('overrides take precedence over the file', () => {
  const { settings } = settingsOf({ overrides: { sectigoLogin: 'other', keyfactorAccessToken: 'token' } });
  expect(settings.sectigo.login).toMatchObject({ login: 'other' });
  expect(settings.keyfactor.login).toEqual({ type: 'token', accessToken: 'token' });
});

test('an override without a value leaves the value of the file', () => {
  const overrides = { sectigoPassword: undefined, keyfactorPageSize: undefined };
  expect(settingsOf({ overrides }).settings).toEqual(settingsOf().settings);
});

test('a module in place of a document is reported as such', () => {
  const { config, fields } = documentsWith();
  const remedy = 'It is a module: pass its default.';
  const moduleOf = ({ file, value }: typeof config) => ({
    file,
    value: { __esModule: true, default: value, ...(value as object) },
  });
  expect(readSettings({ config: moduleOf(config), fields: moduleOf(fields) })).toMatchObject({
    problems: [
      { file: config.file, path: 'default', remedy },
      { file: fields.file, path: 'default', remedy },
    ],
  });
  const bare = { ...config, value: { default: config.value } };
  expect(readSettings({ config: bare, fields })).toMatchObject({ problems: [{ file: config.file, remedy }] });
});

test('a login name that lost its backslash to JSON is refused', () => {
  expect(problemsOf({ config: { keyfactorLogin: JSON.parse('"DOMAIN\\nancy"') } })[0]).toContain('backslash');
});

test('credentials inside an address are refused', () => {
  const problems = problemsOf({ config: { sectigoAPIUrl: 'https://user:hunter2@scm.example.com' } });
  expect(problems).toHaveLength(1);
  expect(problems[0]).not.toContain('hunter2');
});

test('a missing root key is one problem and not one for each setting', () => {
  const reading = readSettings({ ...documentsWith(), config: { file: 'config.json', value: validConfig } });
  expect(reading).toMatchObject({ ok: false, problems: [{ message: expect.stringContaining('root key') }] });
});

test.each([null, [], 'text', 5])('a document that is %j is refused', (value) => {
  const reading = readSettings({
    config: { file: 'config.json', value },
    fields: { file: 'fields.json', value },
  });
  expect(reading).toMatchObject({ ok: false });
  expect(!reading.ok && reading.problems).toHaveLength(2);
});

test('an unknown dot path is refused and the nearest offered', () => {
  const entry = { ...validEntry, sectigoFieldName: 'certificateDetails.isuer' };
  expect(problemsOf({ fields: { ManualFields: [entry] } })).toEqual([
    'config/fields.json: ManualFields[0].sectigoFieldName: "certificateDetails.isuer" is not a path of Sectigo\'s certificate details: "isuer" is unknown there. Did you mean certificateDetails.issuer?',
  ]);
});

test.each([
  ['serialNo', 'Did you mean serialNumber?'],
  ['certificateDetails.serialNumber', 'Did you mean serialNumber?'],
  ['subjectAltNames', 'Did you mean subjectAlternativeNames?'],
  ['certificateDetails.validFrom', 'See "Paths of manual fields" in the README for those there are.'],
])('for the dot path %s the remedy is: %s', (path, remedy) => {
  const [problem] = problemsOf({ fields: { ManualFields: [{ ...validEntry, sectigoFieldName: path }] } });
  expect(problem).toContain(` is unknown there. ${remedy}`);
});

test.each([
  '__proto__',
  'constructor',
  'certificateDetails.toString',
  'subjectAlternativeNames.length',
  'a..b',
  '',
])('the dot path "%s" is refused', (path) => {
  expect(problemsOf({ fields: { ManualFields: [{ ...validEntry, sectigoFieldName: path }] } })).toHaveLength(
    1,
  );
});

test.each([
  'subjectAlternativeNames',
  'subjectAlternativeNames.0',
  'certType.keyTypes.RSA',
  'autoInstallDetails.nodes.0.name',
  'expires',
])('the dot path "%s" is known', (path) => {
  expect(problemsOf({ fields: { ManualFields: [{ ...validEntry, sectigoFieldName: path }] } })).toEqual([]);
});

const listed = { importAllCustomFields: 'false' };

test('a banned character in a listed name is refused', () => {
  const entry = { ...validEntry, keyfactorMetadataFieldName: 'Cost Center' };
  expect(problemsOf({ config: listed, fields: { CustomFields: [entry] } })[0]).toContain('" "');
});

test('characters and length of a name are refused at once, beside all else that is wrong with its entry', () => {
  const entry = {
    ...validEntry,
    keyfactorMetadataFieldName: `${'x'.repeat(256)}.y`,
    keyfactorValidation: '(',
    keyfactorDataType: 9,
  };
  const problems = problemsOf({ fields: { ManualFields: [entry] } });
  expect(problems).toHaveLength(4);
  for (const part of ['not allow: "."', '258 characters long; at most 256', 'not a regular expression']) {
    expect(problems.join('\n')).toContain(part);
  }
});

test('a name that Command uses itself is refused', () => {
  const entry = { ...validEntry, keyfactorMetadataFieldName: 'RequesterName' };
  expect(problemsOf({ fields: { ManualFields: [entry] } })).toHaveLength(1);
});

test('two entries with one metadata name are refused, letter case aside', () => {
  const other = { ...validEntry, sectigoFieldName: 'Team', keyfactorMetadataFieldName: 'SECTIGO-ISSUER' };
  const fields = { ManualFields: [validEntry], CustomFields: [other] };
  expect(problemsOf({ config: listed, fields })[0]).toContain('ManualFields[0]');
});

test('one custom field may fill several metadata fields', () => {
  const first = { ...validEntry, sectigoFieldName: 'Team', keyfactorMetadataFieldName: 'A' };
  const second = { ...first, keyfactorMetadataFieldName: 'B' };
  expect(problemsOf({ config: listed, fields: { CustomFields: [first, second] } })).toEqual([]);
});

test('an option that contains a comma is refused with its text', () => {
  const entry = { ...validEntry, keyfactorDataType: 5, keyfactorOptions: ['Lab', 'Test, internal'] };
  expect(problemsOf({ fields: { ManualFields: [entry] } })[0]).toContain('Test, internal');
});

test('a multiple-choice field without options is refused, and options elsewhere are ignored', () => {
  const choice = { ...validEntry, keyfactorDataType: 5, keyfactorOptions: [] };
  expect(problemsOf({ fields: { ManualFields: [choice] } })).toHaveLength(1);
  const text = { ...validEntry, keyfactorOptions: ['a,b'] };
  expect(problemsOf({ fields: { ManualFields: [text] } })).toEqual([]);
});

test('nothing to sync is refused', () => {
  const problems = problemsOf({ config: { importAllCustomFields: 'false' }, fields: {} });
  expect(problems[0]).toContain('nothing to sync');
});

test.each([
  [
    'the documented array',
    [
      { id: 1, character: ' ', replacementCharacter: '_' },
      { id: 2, character: '/', replacementCharacter: null },
      { id: 3, character: '.', replacementCharacter: '' },
    ],
  ],
  [
    'the shipped object',
    {
      BannedCharacters: [
        { character: ' ', replacementcharacter: '_' },
        { character: '/', replacementcharacter: 'null' },
        { character: '.', replacementcharacter: '' },
      ],
    },
  ],
])('banned characters are read from %s', (_, banned) => {
  expect([...settingsOf({ banned }).settings.replacements]).toEqual([
    [' ', '_'],
    ['/', null],
    ['.', ''],
  ]);
});

test('the path of a manual field is read in any letter case and between blanks', () => {
  const entry = { ...validEntry, sectigoFieldName: ' CertificateDetails . ISSUER ' };
  const { settings } = settingsOf({ fields: { ManualFields: [entry] } });
  expect(settings.manualFields[0]?.sectigoFieldName).toBe('certificateDetails.issuer');
});

test('a replacement that is itself banned is refused', () => {
  const banned = [{ id: 1, character: ' ', replacementCharacter: '.' }];
  expect(problemsOf({ banned })[0]).toContain('bannedcharacters.json: [0].replacementCharacter');
});

test('two replacements of one character are refused', () => {
  const entry = { character: ' ', replacementCharacter: '_' };
  expect(problemsOf({ banned: [entry, { ...entry, replacementCharacter: '-' }] })).toHaveLength(1);
  expect(problemsOf({ banned: [entry, entry] })).toEqual([]);
});

test('a list of more entries than any estate has is refused as a whole', () => {
  const entries = Array.from({ length: 5001 }, (_, index) => ({
    ...validEntry,
    keyfactorMetadataFieldName: `Field-${index}`,
    keyfactorDataType: 99,
  }));
  expect(problemsOf({ fields: { ManualFields: entries } })).toEqual([
    'config/fields.json: ManualFields: has 5001 entries, and at most 5000 are read. Look whether it is the right file.',
  ]);
  expect(problemsOf({ fields: { ManualFields: entries.slice(1) } })).toHaveLength(5000);
});
