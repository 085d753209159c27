import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createTlsSettings } from './tls-settings.ts';

const fixture = (name: string) => readFileSync(new URL(`../test/fixtures/tls/${name}`, import.meta.url));
const pem = (name: string) => fixture(name).toString('utf8');

test('PFX and PEM client certificates are taken, keys as text or bytes', () => {
  createTlsSettings({}, { pfx: fixture('client.pfx'), passphrase: 'correct-horse' });
  createTlsSettings({}, { cert: pem('client.pem'), key: pem('client.key') });
  createTlsSettings({}, { cert: fixture('client.pem'), key: fixture('client.key') });
});

test('certificates are verified unless that is given up', () => {
  expect(createTlsSettings({}).rejectUnauthorized).toBe(true);
  expect(createTlsSettings({ rejectUnauthorized: false }).rejectUnauthorized).toBe(false);
});

test.each([
  [
    'a wrong passphrase',
    { pfx: fixture('client.pfx'), passphrase: 'wrong-horse' },
    'the passphrase is missing or does not open it',
  ],
  ['no passphrase', { pfx: fixture('client.pfx') }, 'the passphrase is missing or does not open it'],
  ['text in place of a PFX', { pfx: Buffer.from('hello') }, 'it is damaged or not in PFX or PEM form'],
  ['text in place of PEM', { cert: 'hello', key: 'hello' }, 'it is damaged or not in PFX or PEM form'],
  [
    'the key of another certificate',
    { cert: pem('client.pem'), key: pem('server.key') },
    "the key doesn't belong",
  ],
])('%s is refused with its reason', (_, certificate, reason) => {
  expect(() => createTlsSettings({}, certificate)).toThrow(
    expect.objectContaining({ code: 'invalid-argument', message: expect.stringContaining(reason) }),
  );
});

test('a PFX with outdated encryption is refused with the remedy', () => {
  expect(() =>
    createTlsSettings({}, { pfx: fixture('client-legacy.pfx'), passphrase: 'correct-horse' }),
  ).toThrow('it uses an outdated encryption; export it again with AES-256');
});

test('a CA that is no certificate is refused', () => {
  createTlsSettings({ ca: pem('ca.pem') });
  expect(() => createTlsSettings({ ca: [pem('ca.pem'), 'ca.pem'] })).toThrow(
    expect.objectContaining({ code: 'invalid-argument' }),
  );
});

test('a CA may be the bytes of a file', () => {
  createTlsSettings({ ca: fixture('ca.pem') });
  createTlsSettings({ ca: [new Uint8Array(fixture('ca.pem')), pem('ca.pem')] });
  createTlsSettings({ ca: Buffer.from(`\ufeff${pem('ca.pem')}`, 'utf16le') });
  const der = new X509Certificate(pem('ca.pem')).raw;
  for (const ca of [der, fixture('client.pfx'), Buffer.from('hello'), new Uint8Array()]) {
    expect(() => createTlsSettings({ ca })).toThrow(
      expect.objectContaining({
        code: 'invalid-argument',
        message: expect.stringMatching(/^The option http\.ca /),
      }),
    );
  }
});

test.each(['/etc/ca.pem', './ca.crt', 'C:\\ca.cer', 'ca.pem', '~/ca.pem'])(
  'a path in place of a certificate, %s, is reported as such',
  (path) => {
    const remedy = "Give the content of the file, not its path: readFileSync(path, 'utf8').";
    expect(() => createTlsSettings({ ca: path })).toThrow(
      `The option http.ca is not a certificate in PEM form (-----BEGIN CERTIFICATE-----). ${remedy}`,
    );
    expect(() => createTlsSettings({}, { cert: path, key: path })).toThrow(remedy);
  },
);

test.each(['MIIB/wMBAAE=', 'hello'])('other text is reported as no path: %j', (text) => {
  expect(() => createTlsSettings({ ca: text })).toThrow(
    /^The option http\.ca is not a certificate in PEM form \(-----BEGIN CERTIFICATE-----\)\.$/,
  );
});

test.each([
  ['damaged', '-----BEGIN CERTIFICATE-----\nMIIB/w\n-----END CERTIFICATE-----', 'block 1 is damaged'],
  ['cut off', pem('ca.pem').slice(0, 200), 'block 1 is cut off'],
  ['cut off behind a whole one', pem('ca.pem') + pem('ca.pem').slice(0, 200), 'block 2 is cut off'],
  [
    'with settings of OpenSSL',
    pem('ca.pem').replaceAll(' CERT', ' TRUSTED CERT'),
    'block 1 is a TRUSTED CERTIFICATE',
  ],
])('a CA that is %s is reported by its block', (_, ca, expected) => {
  expect(() => createTlsSettings({ ca })).toThrow(`The option http.ca: ${expected}`);
});

test.each([
  ['the older label', (text: string) => text.replaceAll(' CERT', ' X509 CERT')],
  ['a byte-order mark', (text: string) => `\uFEFF${text}`],
  ['words around it', (text: string) => `# our CA\n${text}# end`],
])('a CA with %s is taken', (_, change) => {
  createTlsSettings({ ca: change(pem('ca.pem')) });
});
