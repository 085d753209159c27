import fc from 'fast-check';
import { expect, test } from 'vitest';
import { headerText } from './header-text.ts';

test('ASCII text stays as it is', () => {
  expect(headerText('hunter2 and more', 'password')).toBe('hunter2 and more');
});

test('other text becomes its UTF-8 bytes, which fetch takes as a header', () => {
  const encoded = headerText('pässwörd€', 'password');
  expect(Buffer.from(encoded, 'latin1').toString('utf8')).toBe('pässwörd€');
  expect(new Headers({ password: encoded }).get('password')).toBe(encoded);
});

test.each([
  ['', 'is empty'],
  ['a\nb', 'contains a control character'],
  ['a\u0000', 'contains a control character'],
  ['\tab', 'contains a control character'],
  [' secret', 'begins or ends with a blank'],
  ['secret ', 'begins or ends with a blank'],
])('%j is refused without being repeated', (text, problem) => {
  expect(() => headerText(text, 'password')).toThrow(
    expect.objectContaining({
      code: 'invalid-argument',
      message: `The password ${problem}, so it can't be sent in an HTTP header.`,
    }),
  );
});

test('whatever is taken arrives unchanged', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', minLength: 1 }), (text) => {
      let encoded: string;
      try {
        encoded = headerText(text, 'password');
      } catch {
        return;
      }
      const sent = new Headers({ password: encoded }).get('password') ?? '';
      expect(Buffer.from(sent, 'latin1').toString('utf8')).toBe(text);
    }),
  );
});
