import { expect, test } from 'vitest';
import { canonicalSerialNumber } from './serial-number.ts';

test.each([
  ['0A:B3:ff', 'AB3FF'],
  ['0ab3ff', 'AB3FF'],
  ['00ab3ff ', 'AB3FF'],
  ['0a b3 ff', 'AB3FF'],
  ['00', '0'],
  ['4711', '4711'],
])('every notation of a serial number becomes one: %s', (text, serial) => {
  expect(canonicalSerialNumber(text)).toBe(serial);
});

test.each(['', ' ', 'GG', '0x12', 'example.org', '12-34'])(
  'text that is none gives nothing: "%s"',
  (text) => {
    expect(canonicalSerialNumber(text)).toBeUndefined();
  },
);
