import { describe, expect, test } from 'vitest';
import { readEnvironment } from './environment.ts';

const file = {
  CONFIG: {
    sectigologin: 'file-login',
    KeyfactorLogin: 'svc-sync',
    keyfactorAPIUrl: 'https://old.example.com/KeyfactorAPI',
    KeyfactorOAuth: {
      TokenUrl: 'https://idp.example.com/token',
      clientId: 'file-id',
      audience: 'file-audience',
    },
  },
};

test('an empty environment says nothing', () => {
  expect(readEnvironment({ KEYFACTOR_PASSWORD: '', PATH: '/bin' }, file)).toEqual({
    overrides: {},
    keyfactorHttp: { ca: [] },
    used: [],
    problems: [],
  });
});

test('each variable overrides its setting, and is reported by name', () => {
  const { overrides, used } = readEnvironment(
    {
      SECTIGO_BASE_URL: 'https://scm.example.com',
      SECTIGO_USERNAME: 'admin',
      SECTIGO_CUSTOMER_URI: 'acme',
      KEYFACTOR_HOSTNAME: 'kf.example.com',
      KEYFACTOR_USERNAME: 'CORP\\svc',
    },
    {},
  );
  expect(overrides).toEqual({
    sectigoAPIUrl: 'https://scm.example.com',
    sectigoLogin: 'admin',
    sectigoCustomerUri: 'acme',
    keyfactorAPIUrl: 'https://kf.example.com/KeyfactorAPI',
    keyfactorLogin: 'CORP\\svc',
  });
  expect(used).toEqual(
    expect.arrayContaining([
      { setting: 'sectigoAPIUrl', variable: 'SECTIGO_BASE_URL' },
      { setting: 'keyfactorLogin', variable: 'KEYFACTOR_USERNAME' },
      { setting: 'keyfactorAPIUrl', variable: 'KEYFACTOR_HOSTNAME' },
    ]),
  );
  expect(used).toHaveLength(5);
});

describe('the login name of Command', () => {
  test.each([
    ['user@domain is turned round', { KEYFACTOR_USERNAME: 'svc@corp.example.com' }, 'corp.example.com\\svc'],
    ['a domain overrides a bare name', { KEYFACTOR_USERNAME: 'svc', KEYFACTOR_DOMAIN: 'CORP' }, 'CORP\\svc'],
    ['a name keeps its own domain', { KEYFACTOR_USERNAME: 'OWN\\svc', KEYFACTOR_DOMAIN: 'CORP' }, 'OWN\\svc'],
    ['a domain overrides the bare name of the file', { KEYFACTOR_DOMAIN: 'CORP' }, 'CORP\\svc-sync'],
  ])('%s', (_name, env, login) => {
    expect(readEnvironment(env, file).overrides).toEqual({ keyfactorLogin: login });
  });
});

describe('OAuth', () => {
  test('variables override the block of the file, whose other keys stay', () => {
    const { overrides, used } = readEnvironment(
      {
        KEYFACTOR_AUTH_CLIENT_ID: 'id',
        KEYFACTOR_AUTH_CLIENT_SECRET: 's',
        KEYFACTOR_AUTH_TOKEN_URL: 'https://t',
      },
      file,
    );
    expect(overrides).toEqual({
      keyfactorOAuth: { clientId: 'id', clientSecret: 's', tokenUrl: 'https://t', audience: 'file-audience' },
    });
    expect(used).toContainEqual({
      setting: 'keyfactorOAuth.clientSecret',
      variable: 'KEYFACTOR_AUTH_CLIENT_SECRET',
    });
  });

  test('a password in the environment overrides the block of the file', () => {
    const { overrides } = readEnvironment({ KEYFACTOR_USERNAME: 'C\\u', KEYFACTOR_PASSWORD: 'p' }, file);
    expect(overrides).toEqual({ keyfactorLogin: 'C\\u', keyfactorPassword: 'p', keyfactorOAuth: undefined });
  });

  test('OAuth credentials in the environment override a password there', () => {
    const { overrides } = readEnvironment({ KEYFACTOR_PASSWORD: 'p', KEYFACTOR_AUTH_CLIENT_ID: 'id' }, file);
    expect(overrides.keyfactorOAuth).toMatchObject({ clientId: 'id' });
  });

  test('a ready-made token is taken', () => {
    expect(readEnvironment({ KEYFACTOR_AUTH_ACCESS_TOKEN: 't' }, file).overrides).toEqual({
      keyfactorAccessToken: 't',
    });
  });
});

test('a password for SCM in the environment overrides a client certificate in the file', () => {
  const { overrides } = readEnvironment({ SECTIGO_PASSWORD: 'p' }, file);
  expect(overrides).toEqual({ sectigoPassword: 'p', sectigoClientCertificate: undefined });
});

describe('the connection to Command', () => {
  test('both certificate authorities, TLS verification and time-out are read', () => {
    const { keyfactorHttp, used } = readEnvironment(
      {
        KEYFACTOR_CA_CERT: '/etc/ca.pem',
        KEYFACTOR_AUTH_CA_CERT: '-----BEGIN CERTIFICATE-----',
        KEYFACTOR_SKIP_VERIFY: 'True',
        KEYFACTOR_CLIENT_TIMEOUT: '90',
      },
      file,
    );
    expect(keyfactorHttp).toEqual({
      ca: ['/etc/ca.pem', '-----BEGIN CERTIFICATE-----'],
      rejectUnauthorized: false,
      attemptTimeoutMs: 90_000,
    });
    expect(used).toHaveLength(4);
  });

  test.each(['false', '0', ' '])('KEYFACTOR_SKIP_VERIFY %j leaves verification on', (value) => {
    const { keyfactorHttp, used } = readEnvironment({ KEYFACTOR_SKIP_VERIFY: value }, file);
    expect(keyfactorHttp).toEqual({ ca: [] });
    expect(used).toEqual([]);
  });

  test('what is neither yes nor no is refused', () => {
    expect(readEnvironment({ KEYFACTOR_SKIP_VERIFY: 'yes' }, file).problems).toMatchObject([
      { file: 'environment', path: 'KEYFACTOR_SKIP_VERIFY' },
    ]);
  });

  test.each([
    ['0', 1],
    ['1', 0],
    ['3600', 0],
    ['3601', 1],
    ['1.5', 1],
    ['x', 1],
  ])('a time-out of %s seconds gives %d problems', (value, count) => {
    expect(readEnvironment({ KEYFACTOR_CLIENT_TIMEOUT: value }, file).problems).toHaveLength(count);
  });
});

test('a configuration that is not an object is survived', () => {
  for (const config of [undefined, null, [], 'x', { config: null }, { config: [] }]) {
    expect(readEnvironment({ KEYFACTOR_DOMAIN: 'CORP' }, config).overrides).toEqual({});
  }
});
