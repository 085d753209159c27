import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalSerialNumber } from './serial-number.ts';

test.each([
  ['00:AB:CD', 'ABCD'],
  ['abcd', 'ABCD'],
  ['0ABCD', 'ABCD'],
  ['AB CD', 'ABCD'],
  ['0x0abcd', 'ABCD'],
  ['00', '0'],
])('%s is %s', (text, canonical) => {
  expect(canonicalSerialNumber(text)).toBe(canonical);
});

test.each(['', null, undefined, 'not hex', ':', '12G4'])('%j is no serial number', (text) => {
  expect(canonicalSerialNumber(text)).toBeUndefined();
});

test('every notation of one number is the same', () => {
  const serials = fc.bigInt({ min: 1n, max: 2n ** 160n });
  fc.assert(
    fc.property(serials, fc.nat(4), fc.boolean(), fc.boolean(), (serial, zeros, colons, lower) => {
      const hex = serial.toString(16);
      const padded = `${'00'.repeat(zeros)}${hex.length % 2 === 1 ? '0' : ''}${hex}`;
      const cased = lower ? padded : padded.toUpperCase();
      const written = colons ? (cased.match(/../g) ?? []).join(':') : cased;
      expect(canonicalSerialNumber(written)).toBe(hex.toUpperCase());
    }),
  );
});
