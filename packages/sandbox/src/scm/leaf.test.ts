import fc from 'fast-check';
import { expect, it } from 'vitest';
import { derivedHashes, serialOfDerived } from './leaf.ts';

const serials = fc.stringMatching(/^[0-9A-F]{32}$/);

it('derives hashes of the right length that differ from each other and from the serial number', () => {
  fc.assert(
    fc.property(serials, (serial) => {
      // Turned, a serial number of one repeated part can be itself again.
      fc.pre(new Set([0, 8, 16, 24].map((start) => serial.slice(start, start + 8))).size === 4);
      const { sha1, md5, sha256 } = derivedHashes(serial);
      expect([sha1, md5, sha256].map(({ length }) => length)).toEqual([40, 32, 64]);
      expect(new Set([serial, sha1.slice(0, 32), md5]).size).toBe(3);
    }),
  );
});

it('finds the serial number in a derived SHA-1 and in no other', () => {
  fc.assert(
    fc.property(serials, (serial) => {
      expect(serialOfDerived(derivedHashes(serial).sha1)).toBe(serial);
      expect(serialOfDerived(derivedHashes(serial).md5)).toBeUndefined();
    }),
  );
  expect(serialOfDerived('0'.repeat(40))).toBeUndefined();
  expect(serialOfDerived('')).toBeUndefined();
});
