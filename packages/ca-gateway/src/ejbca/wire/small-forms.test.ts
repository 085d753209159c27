import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { javaHashCode } from '../ca-info.ts';
import { attachmentName } from '../ca-routes.ts';
import { base64, doubleBase64 } from './base64.ts';

test('text hashes as in Java, into 32 bits', () => {
  expect(javaHashCode('')).toBe(0);
  expect(javaHashCode('hello')).toBe(99162322);
  expect(javaHashCode('polygenelubricants')).toBe(-2147483648);
  fc.assert(fc.property(fc.string(), (text) => javaHashCode(text) === (javaHashCode(text) | 0)));
});

test('bytes decode once from an enrollment, and twice from a search, which begins as EJBCA does', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      const buffer = Buffer.from(bytes);
      expect(Buffer.from(base64(bytes), 'base64')).toEqual(buffer);
      expect(Buffer.from(Buffer.from(doubleBase64(bytes), 'base64').toString(), 'base64')).toEqual(buffer);
    }),
  );
  expect(doubleBase64(Buffer.from('30820376', 'hex'))).toMatch(/^TUlJ/);
});

test('the name of a download is what a header can have, whatever it is made from', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (name) => {
      expect(attachmentName(name)).toMatch(/^attachment; filename="[ !#-[\]-~]*"$/);
    }),
  );
  expect(attachmentName('CN=Example CA,O=Example.cacert.pem')).toBe(
    'attachment; filename="CN=Example CA,O=Example.cacert.pem"',
  );
});
