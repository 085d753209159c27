import fc from 'fast-check';
import { expect, test } from 'vitest';
import { redact } from './redact.ts';

test('known secrets become stars, also inside JSON and percent-encoded', () => {
  expect(redact('got p"w and p\\"w and p%22w', ['p"w'])).toBe('got *** and *** and ***');
});

test('a secret that contains another leaves no remains', () => {
  expect(redact('xx abcdef yy', ['abc', 'abcdef'])).toBe('xx *** yy');
});

test.each([
  ['Authorization: Basic Q09SUDpzZWNyZXQ= was refused', 'Q09SUDpzZWNyZXQ='],
  ['{"password":"hunter2!"}', 'hunter2!'],
  ['client_secret=hunter2&scope=a', 'hunter2'],
  ['no access for Bearer eyJhbGciOi.J9.abc', 'eyJhbGciOi.J9.abc'],
])('what looks like a secret becomes stars: %s', (text, secret) => {
  const clean = redact(text);
  expect(clean).not.toContain(secret);
  expect(clean).toContain('***');
});

test('ordinary text stays, also where it speaks of a password', () => {
  const text = 'The password of the user has expired. Basic constraints are violated.';
  expect(redact(text)).toBe(text);
});

test('control characters become blanks', () => {
  expect(redact('a\u001b[31mb\r\nc')).toBe('a [31mb c');
});

test('a text of 300 characters stays and a longer one is cut to 300', () => {
  expect(redact('x'.repeat(300))).toBe('x'.repeat(300));
  expect(redact('x'.repeat(301))).toBe(`${'x'.repeat(299)}…`);
});

test('no secret survives anywhere in a text', () => {
  fc.assert(
    fc.property(fc.string(), fc.string({ minLength: 8 }), fc.string(), (before, secret, after) => {
      fc.pre(!'***…'.includes(secret));
      expect(redact(`${before}${secret}${after}`, [secret])).not.toContain(secret);
    }),
  );
});
