import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRedactor } from './redactor.ts';

test('a secret disappears in every form it is sent in', () => {
  const { addLogin, redact } = createRedactor();
  const password = 'p"ä ß&\\1';
  addLogin('DOMAIN\\User', password);
  const basic = Buffer.from(`DOMAIN\\User:${password}`).toString('base64');
  const form = new URLSearchParams({ client_secret: password });
  const text = `a ${password} b ${basic} c ${encodeURIComponent(password)} d ${form} e ${JSON.stringify(password)}`;
  expect(redact(text)).toBe('a *** b *** c *** d client_secret=*** e "***"');
});

test('a secret of four characters is looked for, one of three is not', () => {
  const { addSecret, redact } = createRedactor();
  addSecret('abc');
  addSecret('wxyz');
  expect(redact('abc wxyz')).toBe('abc ***');
});

test('of two secrets that begin alike the whole longer one disappears', () => {
  const { addSecret, redact } = createRedactor();
  addSecret('secret');
  addSecret('secret-and-more');
  expect(redact('secret-and-more secret')).toBe('*** ***');
});

test('half a surrogate pair is survived', () => {
  const { addSecret, redact } = createRedactor();
  addSecret('abc\uD800');
  expect(redact('x abc\uD800')).toBe('x ***');
});

test('whatever the secret, no text holds it afterwards', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 4 }), fc.string(), fc.string(), (secret, before, after) => {
      fc.pre(!secret.includes('*'));
      const { addSecret, redact } = createRedactor();
      addSecret(secret);
      const result = redact(before + secret + after);
      expect(result).not.toContain(secret);
    }),
  );
});

test('every text of a document is redacted, and its keys and numbers stay', () => {
  const { addSecret, redactValue } = createRedactor();
  const document = { exitCode: 1234, list: [{ text: 'a 1234', none: null }, 'x'], yes: true };
  expect(redactValue(document)).toBe(document);
  addSecret('1234');
  addSecret('exitCode');
  expect(redactValue(document)).toEqual({
    exitCode: 1234,
    list: [{ text: 'a ***', none: null }, 'x'],
    yes: true,
  });
});
