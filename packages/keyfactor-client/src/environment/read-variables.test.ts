import { expect, test } from 'vitest';
import { readVariables } from './read-variables.ts';

test('an empty environment says nothing', () => {
  const env = {
    KEYFACTOR_PASSWORD: '',
    KEYFACTOR_CLIENT_TIMEOUT: ' ',
    KEYFACTOR_SKIP_VERIFY: '',
    PATH: '/bin',
  };
  expect(readVariables(env)).toEqual({ settings: {}, problems: [] });
});

test('every variable of the official tools is read', () => {
  const { settings, problems } = readVariables({
    KEYFACTOR_HOSTNAME: 'kf.example.com',
    KEYFACTOR_PORT: '8443',
    KEYFACTOR_API_PATH: 'api',
    KEYFACTOR_SKIP_VERIFY: 'True',
    KEYFACTOR_CA_CERT: '/etc/ca.pem',
    KEYFACTOR_AUTH_CA_CERT: '/etc/idp.pem',
    KEYFACTOR_CLIENT_TIMEOUT: '90',
    KEYFACTOR_AUTH_PROVIDER: 'azid',
    KEYFACTOR_USERNAME: 'svc',
    KEYFACTOR_PASSWORD: 'p',
    KEYFACTOR_DOMAIN: 'CORP',
    KEYFACTOR_AUTH_CLIENT_ID: 'id',
    KEYFACTOR_AUTH_CLIENT_SECRET: 's',
    KEYFACTOR_AUTH_TOKEN_URL: 'https://idp.example.com/token',
    KEYFACTOR_AUTH_SCOPES: 'a,b',
    KEYFACTOR_AUTH_AUDIENCE: 'command',
    KEYFACTOR_AUTH_ACCESS_TOKEN: 't',
    KEYFACTOR_AUTH_KRB_REALM: 'CORP',
  });
  expect(problems).toEqual([]);
  expect(settings).toEqual({
    hostname: 'kf.example.com',
    port: '8443',
    apiPath: 'api',
    skipVerify: true,
    ca: ['/etc/ca.pem', '/etc/idp.pem'],
    timeoutSeconds: 90,
    provider: 'azid',
    username: 'svc',
    password: 'p',
    domain: 'CORP',
    clientId: 'id',
    clientSecret: 's',
    tokenUrl: 'https://idp.example.com/token',
    scopes: ['a', 'b'],
    audience: 'command',
    accessToken: 't',
    kerberos: true,
  });
});

test.each([
  ['true', true],
  ['1', true],
  ['false', false],
  ['0', false],
  [' ', undefined],
])('KEYFACTOR_SKIP_VERIFY %j is read as %j', (text, skipVerify) => {
  expect(readVariables({ KEYFACTOR_SKIP_VERIFY: text }).settings.skipVerify).toBe(skipVerify);
});

test.each([
  ['1', 0],
  ['3600', 0],
  ['0', 1],
  ['3601', 1],
  ['1.5', 1],
  ['x', 1],
])('a time-out of %s seconds gives %d problems', (text, count) => {
  expect(readVariables({ KEYFACTOR_CLIENT_TIMEOUT: text }).problems).toHaveLength(count);
});

test('what is neither yes nor no is a problem that does not repeat the value', () => {
  const { problems } = readVariables({ KEYFACTOR_SKIP_VERIFY: 'S3cret' });
  expect(problems).toMatchObject([{ name: 'KEYFACTOR_SKIP_VERIFY' }]);
  expect(JSON.stringify(problems)).not.toContain('S3cret');
});
