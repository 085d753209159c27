import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fromEnvironment, fromProfile } from '../src/index.ts';
import { createClient, failureOf, start } from './start.ts';

let home: string;
let file: string;
beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'certbridge-command-'));
  file = path.join(home, '.keyfactor', 'command_config.json');
  await mkdir(path.dirname(file));
});
afterEach(async () => {
  await rm(home, { recursive: true, force: true });
});

const read = (env: Record<string, string> = {}, options = {}) =>
  fromEnvironment({ env: { HOME: home, USERPROFILE: home, ...env }, ...options });
const writeProfiles = (servers: Record<string, unknown>) => writeFile(file, JSON.stringify({ servers }));

const basic = { host: 'kf.example.com', username: 'svc', domain: 'CORP', password: 'file-password' };
const oauth = {
  host: 'kf.example.com',
  port: 8443,
  api_path: '/api/',
  client_id: 'id',
  client_secret: 'file-secret',
  token_url: 'https://idp.example.com/token',
  scopes: ['a', ' '],
  audience: 'command',
};

test('variables alone are enough to log in', async () => {
  const sandbox = await start();
  const { username, password, url } = sandbox.command;
  const options = await read({
    KEYFACTOR_HOSTNAME: new URL(url).origin,
    KEYFACTOR_USERNAME: username,
    KEYFACTOR_PASSWORD: password,
  });
  expect(options).toMatchObject({ baseUrl: url, auth: { type: 'basic', username, password }, http: {} });
  await createClient(options).status.check();
});

test('a profile alone is enough to log in', async () => {
  const sandbox = await start();
  const { clientId, clientSecret, tokenUrl } = sandbox.oauth;
  const host = new URL(sandbox.command.url).origin;
  await writeProfiles({
    default: { host, client_id: clientId, client_secret: clientSecret, token_url: tokenUrl },
  });
  await createClient(await read()).status.check();
  expect(sandbox.requests.summary().oauth.total).toBe(1);
});

describe('the configuration file', () => {
  test('returns the default profile, or the one asked for', async () => {
    await writeProfiles({ default: basic, lab: oauth });
    expect(await read()).toEqual({
      baseUrl: 'https://kf.example.com/KeyfactorAPI',
      auth: { type: 'basic', username: 'CORP\\svc', password: 'file-password' },
      http: {},
    });
    const lab = {
      baseUrl: 'https://kf.example.com:8443/api',
      auth: {
        type: 'oauth',
        clientId: 'id',
        clientSecret: 'file-secret',
        tokenUrl: 'https://idp.example.com/token',
        scopes: ['a'],
        audience: 'command',
      },
      http: {},
    };
    expect(await read({}, { profile: 'lab' })).toEqual(lab);
    expect(await read({ KEYFACTOR_AUTH_CONFIG_PROFILE: 'lab' })).toEqual(lab);
    expect(await read({ KEYFACTOR_AUTH_CONFIG_PROFILE: 'lab' }, { profile: 'default' })).toMatchObject({
      auth: { type: 'basic' },
    });
  });

  test('may be YAML, and lie anywhere', async () => {
    const other = path.join(home, 'other.yaml');
    const yaml =
      'servers:\n  default:\n    host: kf.example.com\n    access_token: t\n    skip_tls_verify: true\n';
    await writeFile(other, `\uFEFF${yaml}`);
    const expected = { auth: { type: 'token', accessToken: 't' }, http: { rejectUnauthorized: false } };
    expect(await read({ KEYFACTOR_AUTH_CONFIG_FILE: other })).toMatchObject(expected);
    expect(await read({ KEYFACTOR_AUTH_CONFIG_FILE: 'elsewhere' }, { configFile: other })).toMatchObject(
      expected,
    );
  });

  test('is an error where it was named and is missing, or lacks the profile', async () => {
    await writeProfiles({ default: basic });
    for (const [env, message] of [
      [{ KEYFACTOR_AUTH_CONFIG_FILE: path.join(home, 'none.json') }, 'none.json, does not exist'],
      [{ KEYFACTOR_AUTH_CONFIG_FILE: home }, 'is not read: this is a folder, not a file'],
      [{ KEYFACTOR_AUTH_CONFIG_PROFILE: 'lab' }, 'has no profile "lab".'],
      [{ KEYFACTOR_AUTH_CONFIG_PROFILE: 'defualt' }, 'has no profile "defualt". Did you mean "default"?'],
      [{ KEYFACTOR_AUTH_CONFIG_PROFILE: 'toString' }, 'has no profile "toString"'],
    ] as const) {
      expect(await failureOf(read(env))).toMatchObject({
        code: 'invalid-argument',
        message: expect.stringContaining(message),
      });
    }
  });

  test.each([
    ['{"servers": {"default": {"password": "S3cret"', 'neither JSON nor YAML'],
    ['S3cret', 'has no "servers"'],
    ['{"servers": {"default": {"password": ["S3cret"]}}}', 'password has the wrong type'],
    ['{"servers": {"default": "S3cret"}}', 'the profile itself has the wrong type'],
  ])('that cannot be used is reported without what it holds: %s', async (text, message) => {
    await writeFile(file, text);
    const failure = await failureOf(read());
    expect(failure).toMatchObject({
      code: 'invalid-argument',
      message: expect.stringContaining(message),
    });
    expect(inspect(failure, { depth: 9, showHidden: true })).not.toContain('S3cret');
  });
});

test('a profile is read alone, and there may be none', async () => {
  const env = {
    HOME: home,
    USERPROFILE: home,
    KEYFACTOR_HOSTNAME: 'env.example.com',
    KEYFACTOR_PASSWORD: 'x',
  };
  expect(await fromProfile({ env })).toBeUndefined();
  await writeProfiles({ lab: basic });
  expect(await fromProfile({ env })).toBeUndefined();
  expect(await fromProfile({ env, profile: 'lab' })).toEqual({
    baseUrl: 'https://kf.example.com/KeyfactorAPI',
    auth: { type: 'basic', username: 'CORP\\svc', password: 'file-password' },
    http: {},
  });
});

describe('which login is chosen', () => {
  test('an option, then the environment, then the profile', async () => {
    await writeProfiles({ default: { ...basic, api_path: 'file' } });
    const env = { KEYFACTOR_HOSTNAME: 'env.example.com', KEYFACTOR_PASSWORD: 'env-password' };
    expect(await read(env)).toMatchObject({
      baseUrl: 'https://env.example.com/file',
      auth: { username: 'CORP\\svc', password: 'env-password' },
    });
    const auth = { type: 'token', accessToken: 't' } as const;
    const http = { retries: 1, attemptTimeoutMs: 5 };
    expect(
      await read(
        { ...env, KEYFACTOR_CLIENT_TIMEOUT: '9', KEYFACTOR_SKIP_VERIFY: '1' },
        { auth, http, baseUrl: 'https://own.example.com', requestedWith: 'XMLHttpRequest' },
      ),
    ).toEqual({
      baseUrl: 'https://own.example.com',
      auth,
      requestedWith: 'XMLHttpRequest',
      http: { retries: 1, attemptTimeoutMs: 5, rejectUnauthorized: false },
    });
  });

  test('TLS verification that the environment demands is not given up by the profile', async () => {
    await writeProfiles({ default: { ...basic, skip_tls_verify: true } });
    expect((await read({ KEYFACTOR_SKIP_VERIFY: 'false' })).http).toEqual({});
  });

  test('a password in the environment overrides client credentials in the profile', async () => {
    await writeProfiles({ default: oauth });
    const env = { KEYFACTOR_USERNAME: 'svc@corp.example.com', KEYFACTOR_PASSWORD: 'p' };
    expect((await read(env)).auth).toEqual({
      type: 'basic',
      username: 'corp.example.com\\svc',
      password: 'p',
    });
  });

  test('a token overrides client credentials, and those override a password', async () => {
    const host = { KEYFACTOR_HOSTNAME: 'kf.example.com' };
    const password = { KEYFACTOR_USERNAME: 'svc', KEYFACTOR_PASSWORD: 'p' };
    const credentials = {
      KEYFACTOR_AUTH_CLIENT_ID: 'id',
      KEYFACTOR_AUTH_CLIENT_SECRET: 's',
      KEYFACTOR_AUTH_TOKEN_URL: 'https://idp.example.com/token',
    };
    expect((await read({ ...host, ...password, ...credentials })).auth.type).toBe('oauth');
    const all = { ...host, ...password, ...credentials, KEYFACTOR_AUTH_ACCESS_TOKEN: 't' };
    expect((await read(all)).auth).toEqual({ type: 'token', accessToken: 't' });
  });
});

test.each([
  [{}, 'There is no login'],
  [{ KEYFACTOR_PASSWORD: 'S3cret' }, 'Set KEYFACTOR_USERNAME'],
  [{ KEYFACTOR_AUTH_CLIENT_ID: 'id' }, 'Set KEYFACTOR_AUTH_CLIENT_SECRET'],
  [{ KEYFACTOR_AUTH_CLIENT_SECRET: 'S3cret' }, 'Set KEYFACTOR_AUTH_CLIENT_ID'],
  [
    { KEYFACTOR_AUTH_CLIENT_ID: 'id', KEYFACTOR_AUTH_CLIENT_SECRET: 'S3cret' },
    'Set KEYFACTOR_AUTH_TOKEN_URL',
  ],
  [{ KEYFACTOR_AUTH_KRB_REALM: 'CORP', KEYFACTOR_PASSWORD: 'S3cret' }, 'Kerberos login'],
  [{ KEYFACTOR_AUTH_PROVIDER: 'azid' }, 'KEYFACTOR_AUTH_PROVIDER, auth_provider) are not supported'],
  [{ KEYFACTOR_PORT: '0' }, 'KEYFACTOR_PORT must be a port'],
  [{ KEYFACTOR_CLIENT_TIMEOUT: 'S3cret' }, 'KEYFACTOR_CLIENT_TIMEOUT must be a whole number'],
  [{ KEYFACTOR_HOSTNAME: '', KEYFACTOR_AUTH_ACCESS_TOKEN: 't' }, 'There is no address'],
  [{ KEYFACTOR_CA_CERT: 'none.pem', KEYFACTOR_AUTH_ACCESS_TOKEN: 't' }, "can't be read from none.pem"],
])('what is missing or not supported is reported, without secrets: %j', async (env, message) => {
  const failure = await failureOf(read({ KEYFACTOR_HOSTNAME: 'kf.example.com', ...env }));
  expect(failure).toMatchObject({
    name: 'ApiError',
    code: 'invalid-argument',
    message: expect.stringContaining(message),
  });
  expect(inspect(failure)).not.toContain('S3cret');
});

test.each([
  [{ ...basic, auth_type: 'kerberos', password: '' }, 'Kerberos'],
  [{ host: 'x', kerberos_realm: 'CORP' }, 'Kerberos'],
  [{ host: 'x', auth_provider: { type: 'azid', parameters: { vault_name: 'v' } } }, 'auth_provider'],
])('a profile with a login that is not supported is reported: %j', async (profile, message) => {
  await writeProfiles({ default: profile });
  expect(await failureOf(read())).toMatchObject({ message: expect.stringContaining(message) });
});

test('authorities come as PEM text or from a file', async () => {
  const sandbox = await start({ tls: true });
  const { username, password, url } = sandbox.command;
  const pem = sandbox.tls?.ca ?? '';
  const ca = path.join(home, 'ca.pem');
  await writeFile(ca, pem);
  const { origin } = new URL(url);
  for (const value of [ca, pem]) {
    const options = await read({
      KEYFACTOR_HOSTNAME: origin,
      KEYFACTOR_PORT: new URL(url).port,
      KEYFACTOR_USERNAME: username,
      KEYFACTOR_PASSWORD: password,
      KEYFACTOR_CA_CERT: value,
    });
    await createClient(options).status.check();
  }
});
