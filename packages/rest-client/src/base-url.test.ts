import fc from 'fast-check';
import { expect, test } from 'vitest';
import { normalizeBaseUrl } from './base-url.ts';

test.each([
  ['https://cert-manager.com', 'https://cert-manager.com'],
  ['https://cert-manager.com/', 'https://cert-manager.com'],
  ['  HTTPS://Cert-Manager.com//  ', 'https://cert-manager.com'],
  ['cert-manager.com', 'https://cert-manager.com'],
  ['command.corp:8443/KeyfactorAPI/', 'https://command.corp:8443/KeyfactorAPI'],
  ['localhost:8080', 'https://localhost:8080'],
  ['http://127.0.0.1:3000/a/b', 'http://127.0.0.1:3000/a/b'],
  ['https://[::1]:8443/api', 'https://[::1]:8443/api'],
  ['https://host:443', 'https://host'],
])('%s means %s', (text, expected) => {
  expect(normalizeBaseUrl(text, 'SCM')).toBe(expected);
});

test.each([
  ['', 'is empty'],
  ['   ', 'is empty'],
  ['ftp://host', 'has a scheme other than http and https'],
  ['file:///etc/passwd', 'has a scheme other than http and https'],
  ['https://', 'cannot be read as an address'],
  ['https://host:99999', 'cannot be read as an address'],
  ['two words', 'cannot be read as an address'],
  ['https://user:secret@host', 'carries a user name or password'],
  ['user:secret@host', 'carries a user name or password'],
  ['https://host/?a=1', 'has a query'],
  ['https://host/#x', 'has a query or a fragment'],
])('%j is refused', (text, problem) => {
  expect(() => normalizeBaseUrl(text, 'SCM')).toThrow(
    expect.objectContaining({ code: 'invalid-argument', message: expect.stringContaining(`SCM ${problem}`) }),
  );
});

test('the message never repeats the text', () => {
  expect(() => normalizeBaseUrl('https://user:hunter2@host', 'SCM')).toThrow(/^(?!.*hunter2)/);
});

test('normalizing twice is the same as normalizing once', () => {
  fc.assert(
    fc.property(fc.webUrl(), (url) => {
      const once = normalizeBaseUrl(url, 'SCM');
      expect(normalizeBaseUrl(once, 'SCM')).toBe(once);
      expect(normalizeBaseUrl(`${once}/`, 'SCM')).toBe(once);
    }),
  );
});
