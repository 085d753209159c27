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

const tricky = 'Pa$$/w"o&Rd<9Zq';

test.each([
  ['in the HTML that Go and Jinja write', 'Pa$$/w&#34;o&amp;Rd&lt;9Zq'],
  ['in HTML with hexadecimal and named entities', 'Pa&#x24;&dollar;&sol;w&#x22;o&amp;Rd&lt;9Zq'],
  ['in HTML in HTML', 'Pa$$/w&amp;#34;o&amp;amp;Rd&amp;lt;9Zq'],
  ['percent-encoded twice', 'Pa%2524%2524%252Fw%2522o%2526Rd%253C9Zq'],
  ['percent-encoded in part', 'Pa$%24/w%22o&Rd<9Zq'],
  ['in JSON within JSON within JSON', JSON.stringify(JSON.stringify(JSON.stringify(tricky))).slice(7, -7)],
  ['with escapes of JavaScript', 'Pa\\x24$\\/w\\u{22}o&Rd<9Zq'],
  ['in HTML within JSON', 'Pa$$\\/w&quot;o\\u0026amp;Rd&lt;9Zq'],
  ['with an invisible character', 'Pa$$/w"o\u200b&Rd<9Zq'],
  ['with a soft hyphen', 'Pa$$/w"o\u00ad&Rd<9Zq'],
  ['with an escaped invisible character', 'Pa$$/w"o&#8203;&Rd%C2%AD<9Zq'],
  ['with a terminal sequence', 'Pa$$/w\u001b[0m"o&Rd<9Zq'],
  ['with an escaped terminal sequence', 'Pa$$/w\\u001b[1;31m"o&Rd<9Zq'],
  ['as hexadecimal digits', Buffer.from(tricky).toString('hex').toUpperCase()],
  ['as hexadecimal digits of UTF-16', Buffer.from(tricky, 'utf16le').toString('hex')],
  ['in the base64 of UTF-16', Buffer.from(tricky, 'utf16le').toString('base64')],
  ['percent-encoded in base64', encodeURIComponent(Buffer.from(tricky).toString('base64'))],
])('a secret is hidden %s, and nothing beside it', (_, text) => {
  const around = ['{"a%41": "&lt;\\n\\u0041  B\u200b ', ' \u00ad C&amp;%20\\"}'] as const;
  expect(hideSecrets(around.join(text), spellingsOf([tricky]))).toBe(around.join('***'));
});

test.each(['a%41b&lt;c', 'x\\ny\\u0041\\\\', 'DOM\\user&amp;1', 'Grüße  an %C3%BC', 'p+w +1'])(
  'a secret that looks like an escape is hidden: %s',
  (hidden) => {
    const html = hidden.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
    for (const text of [hidden, html, encodeURIComponent(hidden), JSON.stringify(hidden).slice(1, -1)])
      expect(hideSecrets(`<${text}>`, spellingsOf([hidden]))).toBe('<***>');
  },
);

const encoders: ((text: string) => string)[] = [
  (text) => text.replaceAll('&', '&amp;').replaceAll('"', '&#34;').replaceAll('<', '&lt;'),
  (text) => text.replace(/[^a-z\d]/giu, (letter) => `&#x${letter.codePointAt(0)?.toString(16)};`),
  (text) => encodeURIComponent(text),
  (text) => JSON.stringify(text).slice(1, -1),
  (text) =>
    text.replace(/[^ -~]|[/"&\\]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`),
  (text) => (text.includes('\u001b') ? text : [...text].join('\u200b')),
  (text) => text.replace(/^[^&%\\]/u, '$&\u001b[1;31m'),
];

test('a secret is hidden however its escapes are nested, and nothing beside it', () => {
  const secrets = fc
    .string({ unit: fc.constantFrom(...'aZ09$/"&<%\\;#x \'+üß漢😀'), minLength: 8, maxLength: 16 })
    // What is itself the escape of an invisible character may remain at the ends, and a backslash at the end
    // could be read with what follows it.
    .filter(
      (text) => text.trim() === text && /[a-z0-9]{2}/i.test(text) && !/%[890]|\\\\x|&#|\\\\$/.test(text),
    );
  const around = fc.string({ unit: fc.constantFrom(...'gh. :ü\n\u200b'), maxLength: 10 });
  const nesting = fc.array(fc.constantFrom(...encoders), { maxLength: 4 });
  fc.assert(
    fc.property(around, secrets, nesting, around, (before, hidden, nested, after) => {
      const encoded = nested.reduce((text, encode) => encode(text), hidden);
      const text = hideSecrets(`${before}|${encoded}|${after}`, spellingsOf([hidden]));
      expect(text).toBe(`${before}|***|${after}`);
    }),
    { numRuns: 1000 },
  );
});

const hostile = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 5 }),
      fc.constantFrom('&', '#', 'x', '%', '%25', '25', '\\', 'u', '{', '00', '41', ';', '\u001b[', '\u009b'),
      fc.constantFrom(
        '&#55296;',
        '&#9999999;',
        '&#x110000;',
        '%ff',
        '%c3',
        '%ef%bf%bd',
        '&amp;',
        '\u200b',
        ' ',
      ),
    ),
    { maxLength: 60 },
  )
  .map((parts) => parts.join(''));

test('text without the secret stays as it is, whatever it holds', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      expect(hideSecrets(text, spellingsOf([tricky]))).toBe(text);
    }),
    { numRuns: 1000 },
  );
});

test.each([
  '%25',
  '&amp;',
  '\\',
  '\\\\u',
  '&#',
  '&#0',
  '%c3',
  '\u001b[',
  '\u001b[0',
  '\u200b',
  ' ',
  '\n',
  '&a',
  tricky,
])('megabytes of %j are looked through', (part) => {
  const text = part.repeat(1_000_000 / part.length);
  const clean = hideSecrets(text, spellingsOf([tricky]));
  expect(clean.replaceAll('***', () => tricky) === text).toBe(true);
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
