import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { issueCertificate } from '@certbridge/certificate/request';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ConfigurationError } from '../../configuration-error.ts';
import { createRedactor } from '../../logging/redactor.ts';
import { loadConnection } from './load-connection.ts';

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'certbridge-connection-'));
  file = path.join(folder, 'ca.json');
});

afterEach(() => rm(folder, { recursive: true, force: true }));

async function load(content: string | Buffer | object, env: Record<string, string> = {}) {
  const isData = typeof content === 'string' || Buffer.isBuffer(content);
  await writeFile(file, isData ? content : JSON.stringify(content));
  const redactor = createRedactor();
  return { ...(await loadConnection(file, { env, redactor })), redactor };
}

async function problemsOf(loading: Promise<unknown>) {
  const error = await loading.catch((reason: unknown) => reason);
  return error instanceof ConfigurationError ? error.problems : error;
}

test('settings go to the plugin as they stand, comments do not', async () => {
  const { info } = await load(
    '{ /* ours */ "_note": 1, "$schema": "x", "CustomerUri": "corp", "PageSize": 50, }',
  );
  expect(info).toEqual({ CustomerUri: 'corp', PageSize: 50 });
});

test.each([
  ['with a byte-order mark', Buffer.from('\uFEFF{"CustomerUri": "corp"}')],
  ['in UTF-16', Buffer.from('\uFEFF{"CustomerUri": "corp"}', 'utf16le')],
])('a file %s is read', async (_, content) => {
  expect((await load(content)).info).toEqual({ CustomerUri: 'corp' });
});

test('secrets come from variables and files, which are reported with their names', async () => {
  await writeFile(path.join(folder, 'secret.txt'), 'from-the-file\n');
  const { info, secretFiles, redactor } = await load(
    { password: 'env:SCM_PASSWORD', ClientSecret: 'file:secret.txt', Username: 'env:NO_SECRET' },
    { SCM_PASSWORD: 'from-the-variable' },
  );
  expect(info).toEqual({
    password: 'from-the-variable',
    ClientSecret: 'from-the-file',
    Username: 'env:NO_SECRET',
  });
  expect(secretFiles).toEqual([file, path.join(folder, 'secret.txt')]);
  expect(redactor.redact('from-the-file, from-the-variable')).toBe('***, ***');
});

test('a secret in the file itself is blotted out, too', async () => {
  const { redactor } = await load({ Password: 'in-plain-text' });
  expect(redactor.redact('in-plain-text')).toBe('***');
});

test('every reference that leads nowhere is listed, and no secret is shown', async () => {
  const problems = await problemsOf(load({ Password: 'env:NOT_SET', ClientSecret: 'file:nowhere.txt' }));
  expect(problems).toEqual([
    expect.objectContaining({ path: 'Password', message: 'the environment variable NOT_SET is not set' }),
    expect.objectContaining({ path: 'ClientSecret' }),
  ]);
});

test('files of a client certificate are those beside the connection, its passphrase is a secret', async () => {
  await writeFile(path.join(folder, 'client.pfx'), 'x');
  const { info, redactor } = await load(
    { ClientCertificate: { path: 'client.pfx', passphrase: 'env:PASSPHRASE' } },
    { PASSPHRASE: 'client.pfx' },
  );
  const pfx = path.join(folder, 'client.pfx');
  expect(info).toEqual({ ClientCertificate: { path: pfx, passphrase: 'client.pfx' } });
  expect(redactor.redact('client.pfx')).toBe('***');
  expect((await load({ ClientCertificate: 'client.pfx' })).info).toEqual({ ClientCertificate: pfx });
  expect((await load({ ClientCertificate: 'nowhere.pfx' })).info).toEqual({
    ClientCertificate: 'nowhere.pfx',
  });
});

test("the password of the portal's upload is a secret, as an object and as its JSON text", async () => {
  const upload = { ImportedCertificate: 'MIIB', ImportedCertificatePassword: 'of-the-upload' };
  for (const ClientCertificate of [upload, JSON.stringify(upload)]) {
    const { info, redactor } = await load({ ClientCertificate });
    expect(info).toEqual({ ClientCertificate: upload });
    expect(redactor.redact('of-the-upload')).toBe('***');
  }
});

test('what is not filled in of a client certificate stays empty', async () => {
  const upload = { StoreName: 'My', ImportedCertificate: '', ImportedCertificatePassword: '' };
  for (const ClientCertificate of ['', upload, { path: ' ' }]) {
    expect((await load({ ClientCertificate })).info).toEqual({ ClientCertificate });
  }
});

test('environment variables override the file, empty ones do not count', async () => {
  const { info, variables } = await load(
    { apiendpoint: 'https://file.example', Password: 'in-the-file', Username: 'ann' },
    {
      SECTIGO_BASE_URL: 'https://variable.example',
      SECTIGO_PASSWORD: 'in-the-variable',
      SECTIGO_USERNAME: '',
    },
  );
  expect(info).toEqual({
    ApiEndpoint: 'https://variable.example',
    AuthType: 'Password',
    Password: 'in-the-variable',
    Username: 'ann',
  });
  expect(variables).toEqual([
    { setting: 'ApiEndpoint', variable: 'SECTIGO_BASE_URL' },
    { setting: 'Password', variable: 'SECTIGO_PASSWORD' },
    { setting: 'AuthType', variable: 'SECTIGO_PASSWORD' },
  ]);
});

test('credentials in variables decide the login, OAuth before a password', async () => {
  // The file's own login is not looked at: its references may lead nowhere.
  const file = {
    authtype: 'Certificate',
    CustomerUri: 'corp',
    Username: 'ann',
    Password: 'env:NOT_SET',
    ClientCertificate: { path: 'no.pfx', passphrase: 'env:NOT_SET' },
  };
  const client = { SECTIGO_CLIENT_ID: 'client', SECTIGO_CLIENT_SECRET: 'client-secret' };
  const oauth = { AuthType: 'OAuth', ClientId: 'client', ClientSecret: 'client-secret' };
  expect((await load(file, client)).info).toEqual(oauth);
  expect((await load(file, { ...client, SECTIGO_PASSWORD: 'secret' })).info).toEqual({
    ...oauth,
    Password: 'secret',
  });
  expect((await load(file, { SECTIGO_PASSWORD: 'secret' })).info).toEqual({
    AuthType: 'Password',
    CustomerUri: 'corp',
    Username: 'ann',
    Password: 'secret',
  });
});

test('one half of OAuth credentials in a variable goes with the other half in the file', async () => {
  const file = { AuthType: 'Password', ClientId: 'in-the-file', TokenUrl: 'https://token.example' };
  expect((await load(file, { SECTIGO_CLIENT_SECRET: 'client-secret' })).info).toEqual({
    AuthType: 'OAuth',
    ClientId: 'in-the-file',
    ClientSecret: 'client-secret',
    TokenUrl: 'https://token.example',
  });
});

test('further authorities are the host’s own setting', async () => {
  const time = { notBefore: new Date(0), notAfter: new Date('2100-01-01') };
  const { certificate } = await issueCertificate({ commonName: 'Corp', usage: 'ca', ...time });
  await writeFile(path.join(folder, 'ca.pem'), certificate);
  const { info, authorities } = await load({ CustomerUri: 'corp', caCertificateFile: 'ca.pem' });
  expect(info).toEqual({ CustomerUri: 'corp' });
  expect(authorities).toEqual([certificate]);
  await writeFile(path.join(folder, 'ca.pem'), certificate + certificate.slice(0, 99));
  expect(await problemsOf(load({ caCertificateFile: 'ca.pem' }))).toMatchObject([
    { path: 'caCertificateFile', message: expect.stringContaining('block 2 is cut off') },
  ]);
  expect(await problemsOf(load({ caCertificateFile: 7 }))).toMatchObject([{ path: 'caCertificateFile' }]);
  expect(await problemsOf(load({ caCertificateFile: 'no.pem' }))).toMatchObject([
    { path: 'caCertificateFile' },
  ]);
});

test('a missing file, a damaged one and one that is not an object are refused', async () => {
  const redactor = createRedactor();
  const missing = loadConnection(path.join(folder, 'no.json'), { env: {}, redactor });
  expect(await problemsOf(missing)).toMatchObject([{ message: 'there is no such connection file' }]);
  expect(await problemsOf(load('{"CustomerUri" "corp"}'))).toMatchObject([{ line: 1, column: 16 }]);
  expect(await problemsOf(load('[]'))).toMatchObject([
    { message: 'the document is not an object of settings' },
  ]);
});

test.each([
  ['a PEM file with a key', '-----BEGIN CERTIFICATE-----\n-----BEGIN EC PRIVATE KEY-----\n', true],
  ['a PFX file', '\x30\x82', true],
  ['a certificate alone', '-----BEGIN CERTIFICATE-----\n', false],
])('%s and whether it counts as a file with secrets', async (_, content, isSecret) => {
  const login = path.join(folder, 'login');
  await writeFile(login, content);
  for (const ClientCertificate of ['login', { path: 'login' }]) {
    const { secretFiles } = await load({ CustomerUri: 'corp', ClientCertificate });
    expect(secretFiles).toEqual(isSecret ? [file, login] : [file]);
  }
});
