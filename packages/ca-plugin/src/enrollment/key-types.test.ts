import { expect, test } from 'vitest';
import { readProductKeys } from './key-types.ts';

test('the keys of a product are those of the profile, but for the weak and unknown ones', () => {
  const keyTypes = { RSA: ['4096', '1024', ' 2048', 'x'], ECDSA: ['secp384r1', 'nist P-256', 'secp256k1'] };
  expect(readProductKeys({ keyTypes })).toEqual({ rsa: [2048, 4096], ec: ['P-256', 'P-384'] });
  expect(readProductKeys({ keyTypes: { RSA: ['2048'] } })).toEqual({ rsa: [2048], ec: [] });
});

test.each([undefined, {}, { RSA: [] }])('the usual ones where the profile lists none (%j)', (keyTypes) => {
  expect(readProductKeys({ keyTypes })).toEqual({
    rsa: [2048, 3072, 4096],
    ec: ['P-256', 'P-384', 'P-521'],
  });
});
