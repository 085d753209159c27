import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { connectorAnnotations } from './connector-annotations.ts';
import { readConnection } from './read-connection.ts';

const complete = { CustomerUri: 'corp', Username: 'svc-gateway', Password: 'pa55 wörd' };

/** Reads a connection that must be good. */
function settingsOf(connection: Record<string, unknown>) {
  const reading = readConnection({ ...complete, ...connection });
  if (!reading.ok) throw new Error(reading.problems.map(({ message }) => message).join(' '));
  if (!reading.enabled) throw new Error('The connection is disabled.');
  return { ...reading.settings, login: reading.login };
}

/** Reads a connection that must be bad; gives the settings and sentences. */
function problemsOf(connection: Record<string, unknown>) {
  const reading = readConnection(connection);
  if (reading.ok) throw new Error('The connection is good.');
  return reading.problems;
}

const messagesOf = (connection: Record<string, unknown>) =>
  problemsOf({ ...complete, ...connection }).map(({ message }) => message);

test('a configuration with nothing but a login takes every default', () => {
  expect(settingsOf({})).toEqual({
    apiEndpoint: 'https://hard.cert-manager.com/',
    customerUri: 'corp',
    login: { type: 'password', username: 'svc-gateway', password: 'pa55 wörd' },
    pickupRetries: 5,
    pickupDelay: 10,
    pageSize: 25,
    externalRequestorFieldName: undefined,
    syncFilterProfileIds: [],
    syncFilter: {},
    forceCompleteSync: false,
    enabled: true,
  });
});

test('what nobody filled in is as good as missing', () => {
  const names = Object.keys(connectorAnnotations).filter((name) => !Object.hasOwn(complete, name));
  for (const nothing of ['', '  ', null, undefined]) {
    expect(settingsOf(Object.fromEntries(names.map((name) => [name, nothing])))).toEqual(settingsOf({}));
  }
});

test('values come as JSON has them or as text, names in any letter case', () => {
  const typed = {
    PickupRetries: 3,
    PickupDelay: 0,
    PageSize: 200,
    SyncFilterProfileId: [1001, 1002],
    SyncFilter: { orgId: 201 },
    ForceCompleteSync: true,
  };
  const texts = {
    PICKUPRETRIES: ' 3 ',
    pickupdelay: '0',
    pageSize: '200',
    syncFilterProfileID: '1001, 1002,1001,',
    syncfilter: '{"ORGID": "201"}',
    forceCompleteSync: 'True',
  };
  expect(settingsOf(texts)).toEqual(settingsOf(typed));
  expect(settingsOf(typed)).toMatchObject({
    pickupRetries: 3,
    pickupDelay: 0,
    pageSize: 200,
    syncFilterProfileIds: [1001, 1002],
    syncFilter: { orgId: '201' },
    forceCompleteSync: true,
  });
});

test.each([
  ['PageSize', 1, 'pageSize', 1],
  ['PageSize', 201, 'pageSize', 200],
  ['PickupRetries', 0, 'pickupRetries', 0],
  ['PickupRetries', 1000, 'pickupRetries', 1000],
  ['PickupDelay', 3600, 'pickupDelay', 3600],
])('%s %i is taken', (name, value, setting, expected) => {
  expect(settingsOf({ [name]: value })).toMatchObject({ [setting]: expected });
});

test.each([
  ['PageSize', 0],
  ['PageSize', 1.5],
  ['PageSize', 'many'],
  ['PageSize', true],
  ['PickupRetries', -1],
  ['PickupRetries', 1001],
  ['PickupDelay', 3601],
  ['PickupDelay', '10 s'],
])('%s %s is refused', (name, value) => {
  expect(messagesOf({ [name]: value })).toEqual([
    expect.stringMatching(new RegExp(`^${name} must be a whole number from \\d+ to \\d+\\.$`)),
  ]);
});

test.each([
  ['ForceCompleteSync', 'yes', 'ForceCompleteSync must be true or false.'],
  ['Enabled', 1, 'Enabled must be true or false.'],
  ['AuthType', 'Kerberos', 'AuthType must be Password, Certificate or OAuth.'],
  ['AuthType', 'OAuth2', 'AuthType must be Password, Certificate or OAuth. Did you mean OAuth?'],
  [
    'SyncFilterProfileId',
    '1001;1002',
    'SyncFilterProfileId must be ids of profiles, separated by commas, such as 1001, 1002.',
  ],
  [
    'SyncFilterProfileId',
    [0],
    'SyncFilterProfileId must be ids of profiles, separated by commas, such as 1001, 1002.',
  ],
  ['ApiEndpoint', 'ftp://cert-manager.com', 'ApiEndpoint is not an address: write it as https://HOST/.'],
  [
    'ApiEndpoint',
    'https://u:p@cert-manager.com',
    'ApiEndpoint must not hold a user name or password: give them in their own settings.',
  ],
  [
    'ApiEndpoint',
    'https://cert-manager.com/?x=1',
    'ApiEndpoint must not hold a query or fragment: write it as https://HOST/.',
  ],
  [
    'ApiEndpoint',
    'https://hard.cert-manager.com/customer/corp',
    'ApiEndpoint is the address of the portal: write it as https://HOST/, and the name after /customer/ into CustomerUri.',
  ],
  [
    'CustomerUri',
    'https://cert-manager.com/customer/',
    'CustomerUri is neither the name of an account nor the address of its portal: use what follows /customer/ in that address.',
  ],
  ['Username', 'CORP\nancy', 'Username holds a control character: a backslash is written twice in JSON.'],
  ['Password', 'secret ', "Password begins or ends with a blank, which can't be sent: set it without."],
  ['Password', 'sec\u0000ret', 'Password holds a control character, such as a line break: give it without.'],
  ['Password', 12345, 'Password must be text.'],
  ['PasswordX', '', 'There is no setting "PasswordX". Did you mean Password?'],
  ['Proxy', '', 'There is no setting "Proxy". Remove it, or begin its name with "_" if it is a comment.'],
  ['enabled', true, 'Enabled is there twice, in different letter case: keep one of the two.'],
])('%s %j is refused with the remedy', (name, value, message) => {
  const also = name === 'enabled' ? { Enabled: true } : {};
  expect(messagesOf({ ...also, [name]: value })).toEqual([message]);
});

test.each(['CustomerUri', 'Username', 'ApiEndpoint'])('an invisible character in %s is refused', (name) => {
  expect(messagesOf({ [name]: 'co\u200brp' })).toEqual([
    `${name} holds an invisible character: type it instead of pasting it.`,
  ]);
});

test.each(['https://hard.cert-manager.com/customer/corp', ' cert-manager.com/Customer/corp/ssl?locale=en'])(
  'the account of %j is corp',
  (CustomerUri) => {
    expect(readConnection({ ...complete, CustomerUri })).toMatchObject({ settings: { customerUri: 'corp' } });
  },
);

test('blanks and invisible characters around names and addresses are taken off', () => {
  const reading = readConnection({
    CustomerUri: '\ufeffcorp\u200b',
    Username: ' svc-gateway\u00a0',
    Password: complete.Password,
    ApiEndpoint: '\u200bhttps://scm.example.com/ ',
  });
  expect(reading).toMatchObject({
    settings: { customerUri: 'corp', apiEndpoint: 'https://scm.example.com/' },
    login: { username: 'svc-gateway' },
  });
});

test('every problem is reported at once', () => {
  const problems = problemsOf({
    AuthType: 'Password',
    PageSize: 0,
    Enabled: 'true',
    SyncFilter: '{"orgid":1,"Stat":"x"}',
  });
  expect(problems.map(({ setting }) => setting).sort()).toEqual([
    'CustomerUri',
    'PageSize',
    'Password',
    'SyncFilter',
    'Username',
  ]);
  for (const { message } of problems) expect(message).toMatch(/^[A-Z].*[.?]$/);
});

test('a module in place of a connection is reported as such', () => {
  const result = readConnection({ __esModule: true, default: {} } as never);
  expect(result).toMatchObject({
    problems: expect.arrayContaining([
      { setting: null, message: 'There is no setting "default". It is a module: pass its default.' },
    ]),
  });
});

test('names that begin with _ or $ are comments', () => {
  expect(settingsOf({ _note: 'x', $schema: 'y' })).toEqual(settingsOf({}));
});

test.each([
  'https://cert-manager.com',
  'https://cert-manager.com/',
  'cert-manager.com',
  'https://cert-manager.com/private/',
  'http://127.0.0.1:8080/scm/api',
])('the endpoint %s is taken', (ApiEndpoint) => {
  expect(settingsOf({ ApiEndpoint }).apiEndpoint).toBe(ApiEndpoint);
});

describe('a disabled connection', () => {
  test('may lack everything', () => {
    expect(readConnection({ Enabled: false })).toEqual({ ok: true, enabled: false });
    expect(readConnection({ enabled: 'FALSE', AuthType: 'Certificate' })).toEqual({
      ok: true,
      enabled: false,
    });
  });

  test('has no value that can never be right', () => {
    expect(problemsOf({ Enabled: false, PageSize: 'x' })).toEqual([
      { setting: 'PageSize', message: expect.stringContaining('whole number') },
    ]);
  });
});

describe('a login', () => {
  test('by password ignores what others need', () => {
    const settings = settingsOf({ ClientCertificate: { StoreName: 'My' }, ClientSecret: 1, TokenUrl: ':' });
    expect(settings.login).toEqual({ type: 'password', username: 'svc-gateway', password: 'pa55 wörd' });
  });

  test('by certificate ignores the password, and needs a certificate', () => {
    expect(messagesOf({ AuthType: 'certificate', Password: ' x ' })).toEqual([
      'ClientCertificate is missing. Give a PFX or PEM file, or choose another AuthType.',
    ]);
    expect(
      settingsOf({ AuthType: 'certificate', Password: 7, ClientCertificate: 'gateway.pfx' }).login,
    ).toEqual({
      type: 'certificate',
      username: 'svc-gateway',
      source: { certificate: { type: 'file', path: 'gateway.pfx' } },
    });
  });

  test('by OAuth needs an endpoint, id and secret, but no customer', () => {
    expect(problemsOf({ AuthType: 'OAuth' }).map(({ setting }) => setting)).toEqual([
      'ApiEndpoint',
      'ClientId',
      'ClientSecret',
    ]);
    const oauth = {
      ApiEndpoint: 'https://admin.enterprise.sectigo.com',
      AuthType: 'oauth',
      ClientId: 'a',
      ClientSecret: 'b',
    };
    expect(readConnection(oauth)).toMatchObject({
      ok: true,
      settings: { customerUri: '' },
      login: { type: 'oauth', clientId: 'a', clientSecret: 'b' },
    });
    expect(problemsOf({ ...oauth, TokenUrl: 'ldap://x' })).toMatchObject([{ setting: 'TokenUrl' }]);
  });
});

test('no reading throws, and no problem repeats a value', () => {
  const names = Object.keys(connectorAnnotations);
  const planted = 'S3cr3t-Plant';
  const value = fc.oneof(
    fc.constantFrom(planted, `${planted}\n`, ` ${planted}`, `{"${planted}"`, [planted], {
      path: planted,
      data: planted,
    }),
    fc.jsonValue(),
  );
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom(...names), value), (connection) => {
      const reading = readConnection(connection);
      if (!reading.ok) expect(JSON.stringify(reading.problems)).not.toContain(planted);
    }),
  );
});
