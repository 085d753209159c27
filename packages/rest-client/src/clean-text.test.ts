import { isPlainText, spellingsOf } from '@certbridge/plain-text';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cleanServerText, cleanText } from './clean-text.ts';

const clean = (text: string, secrets: readonly string[] = []) =>
  cleanServerText(text, { spellings: spellingsOf(secrets), maxLength: 300 });

test('known secrets become stars, also inside JSON and percent-encoded', () => {
  expect(clean('got p"wd and p\\"wd and p%22wd', ['p"wd'])).toBe('got *** and *** and ***');
});

test.each([
  ['Authorization: Basic Q09SUDpzZWNyZXQ= was refused', 'Q09SUDpzZWNyZXQ='],
  ['{"password":"hunter2!"}', 'hunter2!'],
  ['client_secret=hunter2&scope=a', 'hunter2'],
  ['no access for Bearer eyJhbGciOi.J9.abc', 'eyJhbGciOi.J9.abc'],
])('what looks like a secret becomes stars: %s', (text, secret) => {
  expect(clean(text)).not.toContain(secret);
  expect(clean(text)).toContain('***');
});

test('ordinary text stays, also where it speaks of a password', () => {
  const text = 'The password of the user has expired. Basic constraints are violated.';
  expect(clean(text)).toBe(text);
});

test('line ends become blanks, and other control characters visible', () => {
  expect(clean('a\u001b[31mb\r\nc\u2028d\u202e')).toBe('a\\u001b[31mb c d\\u202e');
});

test('a text of 300 characters stays and a longer one is cut to 300', () => {
  expect(clean('x'.repeat(300))).toBe('x'.repeat(300));
  expect(clean('x'.repeat(301))).toBe(`${'x'.repeat(299)}…`);
});

test('a secret leaves no beginning where a text of any length is cut', () => {
  const secret = 's3cret-'.repeat(10);
  for (let before = 99_900; before < 100_010; before += 7) {
    const text = `${'x'.repeat(before)}${secret}`;
    expect(cleanText(text, { spellings: spellingsOf([secret]), maxLength: 200_000 })).not.toContain('s3c');
  }
});

test('no secret survives anywhere in a text, and the rest is one line', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: 'binary', minLength: 8 }),
      fc.string({ unit: 'binary' }),
      (before, secret, after) => {
        fc.pre(!'***…'.includes(secret));
        const text = clean(`${before}${secret}${after}`, [secret]);
        expect(text).not.toContain(secret);
        expect(isPlainText(text)).toBe(true);
      },
    ),
  );
});
