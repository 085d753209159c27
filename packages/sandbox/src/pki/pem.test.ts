import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readPem, writePem } from './pem.ts';

it('writes lines of 64 characters and reads them back, with either line end', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 1, maxLength: 300 }),
      fc.constantFrom('\n', '\r\n'),
      (der, eol) => {
        const text = writePem('CERTIFICATE', der, eol);
        const lines = text.split(eol);
        expect(Math.max(...lines.slice(1, -2).map(({ length }) => length))).toBeLessThanOrEqual(64);
        expect(readPem(text)).toEqual(Uint8Array.from(der));
        expect(readPem(Buffer.from(der).toString('base64'))).toEqual(Uint8Array.from(der));
      },
    ),
  );
});

it.each(['', ' ', 'abc', 'ab=c', '----', '-----BEGIN X-----\n-----END X-----'])('refuses %j', (text) => {
  expect(readPem(text)).toBeUndefined();
});
