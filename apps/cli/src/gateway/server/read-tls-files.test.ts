import { generateKeyPairSync, X509Certificate } from 'node:crypto';
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

test.each([
  [
    'text before, between and behind blocks',
    () => `one\n${authority.certificate}--- two\n${other.certificate}three`,
  ],
  [
    'the label that OpenSSL reads, too',
    () => authority.certificate.replaceAll('CERTIFICATE', 'X509 CERTIFICATE'),
  ],
  ['line ends of Windows', () => authority.certificate.replaceAll('\n', '\r\n')],
])('authorities are taken with %s', async (_, make) => {
  await write('clients.pem', make());
  expect(await readTlsFiles(files())).toMatchObject({ material: { ca: [make()] }, problems: [] });
});

test.each([
  ['cut off', (text: string) => text.split('\n').slice(0, -3).join('\n'), /block 2 is cut off/],
  ['cut off in its first line', () => '-----BEGI', /block 2 is cut off/],
  ['without its first line', (text: string) => text.slice(text.indexOf('\n')), /block 2 is cut off/],
  ['that lacks a line', (text: string) => text.split('\n').toSpliced(2, 1).join('\n'), /block 2 is damaged/],
  ['with a wrong character', (text: string) => text.replace('MII', 'M*II'), /block 2 is damaged/],
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
    /block 2 is no certificate: X509 CRL\. Take it out/,
  ],
  ['with a key', () => other.key, /block 2 is no certificate: PRIVATE KEY\./],
  [
    'whose label is damaged',
    (text: string) => text.replaceAll('CERTIFICATE', 'CERT\tsecret'),
    /block 2 is no certificate\. /,
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

test('a damaged block of the chain is told of the file of the certificate, with its number', async () => {
  await write('server.pem', `${server.certificate}${authority.certificate.slice(0, -60)}`);
  expect((await readTlsFiles(files())).problems).toMatchObject([
    { path: 'listen.certificateFile', message: expect.stringMatching(/server\.pem: block 2 is cut off/) },
  ]);
});

test.each([
  ['the key', () => server.key],
  ['an encrypted key with headers', () => legacyKey()],
])('the file of the certificate may hold %s, too', async (_, key) => {
  const text = `${key()}${server.certificate}${authority.certificate}`;
  await write('server.pem', text);
  expect(await readTlsFiles(files())).toMatchObject({ material: { cert: text }, problems: [] });
});

function legacyKey(): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const options = { type: 'pkcs1', format: 'pem', cipher: 'aes-128-cbc', passphrase: 'x' } as const;
  return String(privateKey.export(options));
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
  ['server.key', 'a PFX', () => pfx(), 'pkcs12 -nocerts -nodes -in'],
])('a %s that is %s in DER is told, with the command that converts it', async (name, _, make, command) => {
  await write(name, make());
  expect((await readTlsFiles(files())).problems).toMatchObject([
    { message: expect.stringContaining('(DER)'), remedy: expect.stringContaining(`openssl ${command}`) },
  ]);
});

/** The beginning of one. */
function pfx(): Buffer {
  return Buffer.from(`3082010002010330820100${'06092a864886f70d010701'}a0820100`, 'hex');
}
