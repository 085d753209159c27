import fc from 'fast-check';
import { expect, test } from 'vitest';
import { padToBytes, parseSerialNumber } from './serial-number.ts';

test.each([
  ['0a:b3:00:ff', 'AB300FF'],
  ['0A B3 00 FF', 'AB300FF'],
  ['0a-b3-00-ff', 'AB300FF'],
  ['0x0ab300ff', 'AB300FF'],
  ['serial=0AB300FF', 'AB300FF'],
  ['Serial Number: 0a:b3:00:ff\n', 'AB300FF'],
  ['\u200e0a b3 00 ff', 'AB300FF'],
  ['\ufeff0ab300ff', 'AB300FF'],
  ['00AB300FF', 'AB300FF'],
  ['000', '0'],
  ['ab3 : 00\n: ff', 'AB300FF'],
])('%j is the serial number %s', (text, serial) => {
  expect(parseSerialNumber(text)).toBe(serial);
});

test.each([
  '',
  ' ',
  ':',
  '0x',
  'serial=',
  'www.example.org',
  '12G4',
  '12.34',
  '+12',
  'AB:C',
  '00:0::11',
  ':12',
  '12:',
  null,
  undefined,
])('%j is no serial number', (text) => {
  expect(parseSerialNumber(text)).toBeUndefined();
});

test('every notation of a number is read alike', () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: 0n, max: 2n ** 160n - 1n }),
      fc.constantFrom('', ':', ' ', '-'),
      fc.constantFrom('', '0x', 'serial=', '\u200e'),
      fc.nat({ max: 3 }),
      fc.boolean(),
      (number, separator, before, zeroBytes, upper) => {
        const hex = number.toString(16);
        const bytes = '00'.repeat(zeroBytes) + (hex.length % 2 === 0 ? hex : `0${hex}`);
        const text = before + bytes.replace(/..(?=.)/g, `$&${separator}`);
        expect(parseSerialNumber(upper ? text.toUpperCase() : text)).toBe(hex.toUpperCase());
      },
    ),
  );
});

test.each([
  ['A1B', '0A1B'],
  ['0', '00'],
  ['AB', 'AB'],
])('%s is %s in whole bytes', (digits, padded) => {
  expect(padToBytes(digits)).toBe(padded);
});
