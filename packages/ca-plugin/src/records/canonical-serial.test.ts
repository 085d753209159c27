import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalSerial } from './canonical-serial.ts';

test.each(['0A:B3:01', '0ab301', 'AB301', '00:0A:B3:01', '0a b3 01', ' 0A-B3-01 ', '0x0AB301'])(
  '%j is AB301',
  (text) => {
    expect(canonicalSerial(text)).toBe('AB301');
  },
);

test.each(['', ' ', ':', 'no serial', '0G'])('%j is no serial number', (text) => {
  expect(canonicalSerial(text)).toBeUndefined();
});

test('zero is a serial number', () => {
  expect(canonicalSerial('00:00')).toBe('0');
});

test('every notation of a number is written alike', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 1n, max: 2n ** 160n }), fc.nat(4), (number, zeros) => {
      const digits = number.toString(16);
      const padded = `${'00'.repeat(zeros)}${digits.padStart(digits.length + (digits.length % 2), '0')}`;
      const colons = padded.replace(/..(?=.)/g, '$&:');
      expect(canonicalSerial(colons)).toBe(digits.toUpperCase());
      expect(canonicalSerial(padded.toUpperCase())).toBe(digits.toUpperCase());
    }),
  );
});
