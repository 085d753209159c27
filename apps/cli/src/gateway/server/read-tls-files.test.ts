import { createPrivateKey, generateKeyPairSync, X509Certificate } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { writePem } from '@certbridge/certificate';
import { issueCertificate, type OwnCertificate, writePkcs7 } from '@certbridge/certificate/request';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { readTlsFiles } from './read-tls-files.ts';

let folder: string;
let authority: OwnCertificate;
let other: OwnCertificate;
let server: OwnCertificate;
const write = (name: string, content: string | Uint8Array) => writeFile(path.join(folder, name), content);
const derOf = ({ certificate }: OwnCertificate) => new X509Certificate(certificate).raw;
const files = () => ({
  file: path.join(folder, 'gateway.json'),
  certificateFile: 'server.pem',
  keyFile: 'server.key',
  clientAuthorityFiles: ['clients.pem'],
});

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'certbridge-tls-'));
  const time = { notBefore: new Date(Date.now() - 1000), notAfter: new Date(Date.now() + 86_400_000) };
  authority = await issueCertificate({ commonName: 'Clients', usage: 'ca', ...time });
  other = await issueCertificate({ commonName: 'More clients', usage: 'ca', ...time });
  server = await issueCertificate(
    { commonName: 'server', usage: 'server', names: ['a'], ...time },
    authority,
  );
});
beforeEach(async () => {
  await write('clients.pem', authority.certificate);
  await write('server.pem', server.certificate);
  await write('server.key', server.key);
});
afterAll(() => rm(folder, { recursive: true }));

const endLines = (text: string, end: string) => text.replaceAll('\n', end);
const inBase64 = (text: string, change: (base64: string) => string) =>
  text.replace(/(?<=-----\n)[^-]+(?=\n-----END)/, change);

test.each([
  ['text before, between and behind blocks', (one: string, two: string) => `one\n${one}--- two\n${two}three`],
  ['the label that OpenSSL reads, too', (...all: string[]) => all.join('').replaceAll('CERT', 'X509 CERT')],
  ['line ends of Windows', (...all: string[]) => endLines(all.join(''), '\r\n')],
  ['line ends of Windows, doubled', (...all: string[]) => endLines(all.join(''), '\r\r\n')],
  ['doubled line ends', (...all: string[]) => endLines(all.join(''), '\n\n')],
  ['blanks behind each line', (...all: string[]) => endLines(all.join(''), ' \t\n')],
  ['no end of the last line', (...all: string[]) => all.join('').trimEnd()],
  [
    'blanks in base64',
    (one: string, two: string) => one + inBase64(two, (text) => text.replace(/.{9}/g, ' $&\t')),
  ],
  ['base64 in one line', (one: string, two: string) => one + inBase64(two, (text) => endLines(text, ''))],
  [
    'base64 in short lines',
    (one: string, two: string) => one + inBase64(two, (text) => text.replace(/./g, '$&\n')),
  ],
])('certificates are handed on in their usual form from a file with %s', async (_, make) => {
  await write('clients.pem', make(authority.certificate, other.certificate));
  await write('server.pem', make(server.certificate, authority.certificate));
  expect(await readTlsFiles(files())).toEqual({
    material: {
      cert: server.certificate + authority.certificate,
      key: server.key,
      ca: [authority.certificate + other.certificate],
    },
    problems: [],
  });
});

test.each([
  ['indented', (text: string) => text.replaceAll(/^/gm, '  '), 1],
  ['behind a word', (text: string) => `issuer: ${text}`, 1],
  ['with carriage returns alone', (text: string) => endLines(text, '\r'), 1],
  ['behind a byte order mark', (text: string) => `\uFEFF${text}`, 1],
  ['with too few dashes', (text: string) => text.replaceAll('-----', '----'), 1],
  ['with dashes of a word processor', (text: string) => text.replaceAll('-----', '—–'), 1],
  ['with base64 behind BEGIN', (text: string) => text.replace('\n', ''), 1],
  ['with a BEGIN that lacks a blank', (text: string) => text.replace('BEGIN ', 'BEGIN'), 1],
  ['with END behind base64', (text: string) => text.replace('\n-----END', '-----END'), -1],
  ['with a word behind END', (text: string) => text.replace(/\n$/, ' Clients\n'), 0],
])('a block %s keeps a file from being taken', async (_, change, place) => {
  const lines = server.certificate.split('\n').length - 1;
  const changed = change(authority.certificate);
  await write('server.pem', `${server.certificate}${changed}`);
  const line = lines + (place > 0 ? place : changed.split('\n').length - 1);
  const { material, problems } = await readTlsFiles(files());
  expect(material).toBeUndefined();
  expect(problems).toMatchObject([
    {
      path: 'listen.certificateFile',
      message: expect.stringContaining(
        `${path.join(folder, 'server.pem')}: block 2 would not count: its BEGIN or END line is not alone on line ${line}`,
      ),
      remedy: expect.stringContaining('on lines of their own'),
    },
  ]);
});

test('certificates that were joined without a line end are reported with their file, not of the key', async () => {
  await write('server.pem', `${server.certificate.trimEnd()}${authority.certificate}`);
  expect((await readTlsFiles(files())).problems).toMatchObject([
    {
      path: 'listen.certificateFile',
      message: expect.stringContaining('server.pem: block 1 would not count'),
    },
  ]);
});

test('a certificate of the key that is not the first one is reported with its file', async () => {
  await write('server.pem', authority.certificate + server.certificate);
  expect((await readTlsFiles(files())).problems).toMatchObject([
    { path: 'listen.certificateFile', message: expect.stringMatching(/server\.pem: .* of block 2$/) },
  ]);
});

test('a certificate that TLS does not take is reported by its block', async () => {
  await write('server.pem', `${server.key}${server.certificate}${authority.certificate}${weakCertificate}`);
  expect((await readTlsFiles(files())).problems).toMatchObject([
    {
      path: 'listen.certificateFile',
      message: expect.stringMatching(
        /server\.pem: TLS does not take the certificate of block 4; .* too weak/,
      ),
    },
  ]);
});

test.each([
  ['with doubled line ends', (key: string) => endLines(key, '\n\n')],
  ['behind its certificate', (key: string) => `${server.certificate}${key}`],
  ['with headers that encrypt it', (key: string) => encryptedKey(key)],
])('a key %s is taken', async (_, change) => {
  await write('server.key', change(server.key));
  expect((await readTlsFiles({ ...files(), passphrase: 'x' })).problems).toEqual([]);
});

test('a key that is indented is reported as such', async () => {
  await write('server.key', server.key.replaceAll(/^/gm, ' '));
  expect((await readTlsFiles(files())).problems).toMatchObject([
    {
      path: 'listen.keyFile',
      message: expect.stringContaining('server.key: block 1 would not count'),
    },
  ]);
});

test.each([
  ['cut off', (text: string) => text.split('\n').slice(0, -3).join('\n'), /block 2 is cut off/],
  ['cut off in its first line', () => '-----BEGI', /block 2 is cut off/],
  ['without its first line', (text: string) => text.slice(text.indexOf('\n')), /block 2 is cut off/],
  ['that lacks a line', (text: string) => text.split('\n').toSpliced(2, 1).join('\n'), /block 2 is damaged/],
  ['with a wrong character', (text: string) => text.replace('MII', 'M*II'), /block 2 is damaged/],
  ['with headers', (text: string) => text.replace('\n', '\nComment: an authority\n\n'), /block 2 is damaged/],
  [
    'with text behind its base64',
    (text: string) => text.replace(/=*\n-----END/, '=\nAAAA\n-----END'),
    /block 2 is damaged/,
  ],
  ['that is empty', () => writePem('CERTIFICATE', new Uint8Array()), /block 2 is damaged/],
  [
    'of two certificates',
    () => writePem('CERTIFICATE', Buffer.concat([derOf(other), derOf(other)])),
    /block 2 is damaged/,
  ],
  [
    'of OpenSSL alone',
    (text: string) => text.replaceAll('CERTIFICATE', 'TRUSTED CERTIFICATE'),
    /block 2 is a TRUSTED CERTIFICATE, .*\(openssl x509 -in/,
  ],
  [
    'of another kind',
    () => writePem('X509 CRL', Buffer.from('crl')),
    /block 2 is not a certificate: X509 CRL\. Take it out/,
  ],
  ['with a key', () => other.key, /block 2 is not a certificate: PRIVATE KEY\./],
  [
    'whose label is damaged',
    (text: string) => text.replaceAll('CERTIFICATE', 'CERT\tsecret'),
    /block 2 is not a certificate\. /,
  ],
])('a block %s keeps the authorities of its file from being taken', async (_, change, expected) => {
  await write('clients.pem', `${authority.certificate}${change(other.certificate)}`);
  const before = { cert: 'c', key: 'k', ca: ['earlier'] };
  const { material, problems } = await readTlsFiles(files(), before);
  expect(material).toMatchObject({ cert: server.certificate, ca: ['earlier'] });
  expect(problems).toMatchObject([{ path: 'listen.clientAuthorityFiles[0]' }]);
  const [{ message, remedy } = { message: '', remedy: '' }] = problems;
  expect(`${message}. ${remedy}`).toMatch(expected);
  expect(message).toContain(path.join(folder, 'clients.pem'));
  expect(message).not.toContain('secret');
  expect((await readTlsFiles(files())).material).toBeUndefined();
});

test('a damaged block of the chain is reported with the file of the certificate, with its number', async () => {
  await write('server.pem', `${server.certificate}${authority.certificate.slice(0, -60)}`);
  expect((await readTlsFiles(files())).problems).toMatchObject([
    { path: 'listen.certificateFile', message: expect.stringMatching(/server\.pem: block 2 is cut off/) },
  ]);
});

test.each([
  ['the key', () => server.key],
  ['an encrypted key with headers', () => encryptedKey(server.key)],
])('the file of the certificate may hold %s, too', async (_, key) => {
  const chain = `${server.certificate}${authority.certificate}`;
  await write('server.pem', `${key()}${chain}`);
  expect(await readTlsFiles(files())).toMatchObject({ material: { cert: chain }, problems: [] });
});

function encryptedKey(key: string): string {
  const options = { type: 'sec1', format: 'pem', cipher: 'aes-128-cbc', passphrase: 'x' } as const;
  return String(createPrivateKey(key).export(options));
}

test.each([
  ['clients.pem', 'a certificate', () => derOf(authority), 'x509 -inform DER -in'],
  ['clients.pem', 'PKCS#7', () => writePkcs7([derOf(authority)]), 'pkcs7 -inform DER -print_certs -in'],
  ['clients.pem', 'a PFX', () => pfx(), 'pkcs12 -nokeys -in'],
  ['server.pem', 'a certificate', () => derOf(server), 'x509 -inform DER -in'],
  [
    'server.key',
    'a key',
    () => Buffer.from(server.key.replaceAll(/-----[^-]+-----/g, ''), 'base64'),
    'pkey -inform DER -in',
  ],
  [
    'server.key',
    'a short key',
    () => generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'der' }),
    'pkey -inform DER -in',
  ],
  ['server.key', 'a PFX', () => pfx(), 'pkcs12 -nocerts -nodes -in'],
])(
  'a %s that is %s in DER is reported, with the command that converts it',
  async (name, _, make, command) => {
    await write(name, make());
    expect((await readTlsFiles(files())).problems).toMatchObject([
      { message: expect.stringContaining('(DER)'), remedy: expect.stringContaining(`openssl ${command}`) },
    ]);
  },
);

/** The beginning of one. */
function pfx(): Buffer {
  return Buffer.from(`3082010002010330820100${'06092a864886f70d010701'}a0820100`, 'hex');
}

/** Of an RSA key of 512 bits. */
const weakCertificate = `-----BEGIN CERTIFICATE-----
MIIBdTCCAR+gAwIBAgIUQgMPumRbvDYgamM2JNmSrt3StYIwDQYJKoZIhvcNAQEL
BQAwDzENMAsGA1UEAwwEd2VhazAeFw0yNjEyMDExMTIxNDBaFw0zNjExMjgxMTIx
NDBaMA8xDTALBgNVBAMMBHdlYWswXDANBgkqhkiG9w0BAQEFAANLADBIAkEAmv0s
Cdfc1VD5fbbLlKxW+h+Y4iXrb97fz5bfYQ/OhnyKDeJu4/NWnDs6wqdfh7TVdnbJ
0AMfq2ppFpMu4+et6QIDAQABo1MwUTAdBgNVHQ4EFgQUIeV0qUcMTnL/2LJ1ceki
5l8sBQUwHwYDVR0jBBgwFoAUIeV0qUcMTnL/2LJ1ceki5l8sBQUwDwYDVR0TAQH/
BAUwAwEB/zANBgkqhkiG9w0BAQsFAANBAJZmMocZW+IUHcDL8OmzmGPckvpQU3BV
cfTgD5m9raKEQsM2gWM9aU9bhk7YwZ2UgDrAayJdf8vBYcGnKeEsljU=
-----END CERTIFICATE-----
`;
