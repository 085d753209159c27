import * as asn1js from 'asn1js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeIdentifier, readIdentifier } from './object-identifier.ts';

test.each([
  ['2.5.4.3', '550403'],
  ['1.2.840.113549.1.9.14', '2a864886f70d01090e'],
  ['1.3.6.1.4.1.311.2.1.14', '2b06010401823702010e'],
  ['2.999.3', '883703'],
  ['2.25.329800735698586629295641978511506172918', '6983f09da7ebcfdee0c7a1a7b2c0948cc8f9d776'],
])('%s is written as by openssl asn1parse -genstr OID:…', (dotted, hex) => {
  expect(encodeIdentifier(dotted).toString('hex')).toBe(hex);
  expect(readIdentifier(Buffer.from(hex, 'hex'))).toBe(dotted);
});

test('an identifier is written as asn1js writes it, and is read back', () => {
  const numbers = fc.array(fc.nat(), { maxLength: 8 });
  fc.assert(
    fc.property(fc.nat(1), fc.nat(39), numbers, (root, second, others) => {
      const dotted = [root, second, ...others].join('.');
      const content = encodeIdentifier(dotted);
      const der = new asn1js.ObjectIdentifier({ value: dotted }).toBER();
      expect(content).toEqual(Buffer.from(der).subarray(2));
      expect(readIdentifier(content)).toBe(dotted);
    }),
  );
});

test.each([
  ['nothing', ''],
  ['one that is cut off', '5504 83'],
  ['a number that begins with zeros', '55 1d 80 11'],
  ['a first number that begins with zeros', '80 55 1d 11'],
])('%s is no identifier', (_, hex) => {
  expect(readIdentifier(Buffer.from(hex.replaceAll(' ', ''), 'hex'))).toBeUndefined();
});
