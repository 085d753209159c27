import { expect, test } from 'vitest';
import { scmBaseUrl } from './sectigo-client.ts';

const endings = ['', '/', '/api', '/api/', '/private', '/private/', '/private/api', '/private/api/', '/API'];

test.each(endings)('the ending "%s" makes no difference', (ending) => {
  for (const root of [
    'https://cert-manager.com',
    'cert-manager.com',
    'https://cert-manager.com/scm/prefix',
  ]) {
    const expected = root.startsWith('https') ? root : `https://${root}`;
    expect(scmBaseUrl(root + ending, { private: false })).toBe(expected);
    expect(scmBaseUrl(root + ending, { private: true })).toBe(`${expected}/private`);
  }
});

test('a prefix that only resembles the ending stays', () => {
  expect(scmBaseUrl('https://host/my-api', { private: false })).toBe('https://host/my-api');
  expect(scmBaseUrl('https://host/api/v9', { private: false })).toBe('https://host/api/v9');
});
