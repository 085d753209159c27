import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hideSecrets, spellingsOf } from './hide-secrets.ts';
import { plainJson, plainText } from './plain-text.ts';

const secret = 'p"w <ü>/&1';

test.each([
  ['as it is', secret],
  ['in JSON', JSON.stringify({ a: secret })],
  ['in JSON with escapes for all that is not ASCII', JSON.stringify(secret).replace('ü', '\\u00fc')],
  ['percent-encoded', encodeURIComponent(secret)],
  ['percent-encoded in lower case', encodeURIComponent(secret).toLowerCase()],
  ['in a form', new URLSearchParams({ a: secret }).toString()],
  ['in HTML', 'p&quot;w &lt;ü&gt;/&amp;1'],
  ['in the HTML that .NET writes', 'p&quot;w &lt;&#252;&gt;/&amp;1'],
  ['in the JSON that .NET writes', 'p\\u0022w \\u003C\\u00FC\\u003E/\\u00261'],
  ['read as Latin-1', Buffer.from(secret).toString('latin1')],
  ['in base64', Buffer.from(secret).toString('base64')],
])('a secret is hidden %s', (_, text) => {
  const clean = hideSecrets(`<${text}>`, spellingsOf([secret]));
  expect(clean).toContain('***');
  expect(clean).not.toContain(text);
});

test('a secret is hidden where it was made plain already', () => {
  const hostile = 'one\u2028two\u001b\r\nthree';
  const spellings = spellingsOf([hostile]);
  expect(hideSecrets(`<${plainText(hostile)}>`, spellings)).toBe('<***>');
  expect(hideSecrets(plainJson({ a: hostile }), spellings)).toBe('{"a":"***"}');
  expect(hideSecrets('<one two>', spellingsOf([' one\r\n two ']))).toBe('<***>');
});

test.each([
  ['in other letters', secret.toUpperCase()],
  ['in the base64 of something longer', Buffer.from(`user:${secret}:x`).toString('base64')],
  ['in the base64 of something longer by one', Buffer.from(`users:${secret}:x`).toString('base64url')],
  ['in the base64 of something longer by two', Buffer.from(`a-user:${secret}`).toString('base64')],
  ['as entities', [...secret].map((letter) => `&#${letter.codePointAt(0)};`).join('')],
  [
    'as hexadecimal entities',
    [...secret].map((letter) => `&#X${letter.codePointAt(0)?.toString(16)};`).join(''),
  ],
  ['as bytes of an address', Buffer.from(secret).toString('hex').replace(/../g, '%$&')],
  [
    'as escapes',
    [...secret].map((letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`).join(''),
  ],
])('a secret is hidden %s, all but its ends', (_, text) => {
  const clean = hideSecrets(text, spellingsOf([secret]));
  expect(clean).toContain('***');
  expect(clean.replace('***', '').length).toBeLessThan(16);
});

test('a secret that contains another leaves no remains', () => {
  expect(hideSecrets('xx abcdefgh yy', spellingsOf(['abcd', 'abcdefgh']))).toBe('xx *** yy');
});

test('a secret of fewer than four characters is not looked for', () => {
  expect(hideSecrets('abc', spellingsOf(['abc']))).toBe('abc');
});

test('no secret survives anywhere in a text', () => {
  fc.assert(
    fc.property(fc.string(), fc.string({ minLength: 8 }), fc.string(), (before, hidden, after) => {
      fc.pre(!'***'.includes(hidden));
      expect(hideSecrets(`${before}${hidden}${after}`, spellingsOf([hidden]))).not.toContain(hidden);
    }),
  );
});
