import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { expect, test } from 'vitest';
import { infinityKey } from '../test/support/broken-keys.ts';
import { isDegenerateKey } from './is-degenerate-key.ts';

const pair = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey;
const modulus = numberOf(pair.export({ format: 'jwk' }).n);

function numberOf(digits = ''): bigint {
  return BigInt(`0x${Buffer.from(digits, 'base64url').toString('hex')}`);
}

function digitsOf(number: bigint): string {
  const digits = number.toString(16);
  return Buffer.from(digits.padStart(digits.length + (digits.length % 2), '0'), 'hex').toString('base64url');
}

function rsa(n: bigint, e: bigint): KeyObject {
  return createPublicKey({ key: { kty: 'RSA', n: digitsOf(n), e: digitsOf(e) }, format: 'jwk' });
}

test.each([0n, 1n, 2n, 4n, 65_536n, 2n ** 256n - 2n, 2n ** 256n + 1n])(
  'RSA with the exponent %s is degenerate',
  (exponent) => {
    expect(isDegenerateKey(rsa(modulus, exponent))).toBe(true);
  },
);

test.each([3n, 5n, 65_537n, 2n ** 256n - 1n])('RSA with the exponent %s is not', (exponent) => {
  expect(isDegenerateKey(rsa(modulus, exponent))).toBe(false);
});

test.each([2n, 3n, 5n, 743n, 751n])('RSA with a modulus that %s divides is degenerate', (factor) => {
  expect(isDegenerateKey(rsa(modulus * factor, 65_537n))).toBe(true);
});

test('RSA with a modulus that 757 divides, the next prime, is not', () => {
  expect(isDegenerateKey(rsa(modulus * 757n, 65_537n))).toBe(false);
});

test('the point at infinity is degenerate', () => {
  const { publicKeyInfo: key } = infinityKey();
  expect(isDegenerateKey(createPublicKey({ key, format: 'der', type: 'spki' }))).toBe(true);
});

test.each([
  ['EC', generateKeyPairSync('ec', { namedCurve: 'P-256' })],
  ['EC on a curve without JWK', generateKeyPairSync('ec', { namedCurve: 'brainpoolP256r1' })],
  ['RSA-PSS', generateKeyPairSync('rsa-pss', { modulusLength: 2048 })],
  ['Ed25519', generateKeyPairSync('ed25519')],
])('a key of %s is not', (_, { publicKey }) => {
  expect(isDegenerateKey(publicKey)).toBe(false);
});
