import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkSerialNumber, readSerialNumber, writeSerialFilter } from './serial-number.ts';

test.each([
  ['AB:CD:EF', 'AB:CD:EF'],
  ['ab cd ef', 'AB:CD:EF'],
  ['ab-cd-ef', 'AB:CD:EF'],
  ['abcdef', 'AB:CD:EF'],
  ['A3B', '0A:3B'],
  ['00:ab', 'AB'],
  ['0000', '00'],
  ['0', '00'],
  [' 0A3B ', '0A:3B'],
  ['00:0::11::2:2::33', '00:0::11::2:2::33'],
  ['no serial', 'no serial'],
  ['', ''],
])('%j is shown as %j', (text, shown) => {
  expect(readSerialNumber(text)).toBe(shown);
});

test('one number has one notation, in whatever way it came', () => {
  const digits = fc.bigInt({ min: 0n, max: 2n ** 160n - 1n }).map((value) => value.toString(16));
  fc.assert(
    fc.property(digits, fc.nat(9), fc.boolean(), (hex, zeros, upper) => {
      const padded = `${'0'.repeat(zeros)}${upper ? hex.toUpperCase() : hex}`;
      const even = padded.length % 2 === 0 ? padded : `0${padded}`;
      const shown = readSerialNumber(hex);
      expect(readSerialNumber(padded)).toBe(shown);
      expect(readSerialNumber(even.replaceAll(/..(?=.)/g, '$&:'))).toBe(shown);
      expect(BigInt(`0x${shown.replaceAll(':', '')}`)).toBe(BigInt(`0x${hex}`));
    }),
  );
});

test('the filter is bare, lower-case and padded to 16 bytes', () => {
  expect(writeSerialFilter('0A:3B')).toBe('00000000000000000000000000000a3b');
  expect(writeSerialFilter('FF'.repeat(20))).toBe('ff'.repeat(20));
});

test.each(['', 'xyz', 'AB:C'])('%j is refused where a serial number is needed', (text) => {
  const refusal = expect.objectContaining({ code: 'invalid-argument' });
  expect(() => checkSerialNumber(text)).toThrow(refusal);
  expect(() => writeSerialFilter(text)).toThrow(refusal);
});
