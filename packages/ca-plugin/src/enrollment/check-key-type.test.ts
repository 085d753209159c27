import { expect, test } from 'vitest';
import { checkKeyType } from './check-key-type.ts';

const profile = (keyTypes?: Record<string, string[]>) => ({
  id: 1001,
  name: 'OV SSL',
  terms: [90],
  ...(keyTypes && { keyTypes }),
});
const rsa = { algorithm: 'RSA', parameter: '3072' } as const;
const ec = { algorithm: 'EC', parameter: 'P-384' } as const;

test.each([undefined, {}, { RSA: ['2048', '3072'] }, { rsa: [' 3072 '], EC: [] }])(
  'an RSA key is taken by %j',
  (keyTypes) => {
    expect(checkKeyType(rsa, profile(keyTypes))).toBeUndefined();
  },
);

test.each(['P-384', 'p384', 'NIST P-384', 'secp384r1'])(
  'an EC key is taken where the curve is called %s',
  (name) => {
    expect(checkKeyType(ec, profile({ ECDSA: [name] }))).toBeUndefined();
  },
);

test('a key that the profile does not list is refused with those that it does', () => {
  expect(checkKeyType(rsa, profile({ RSA: ['2048', '4096'], EC: ['prime256v1'] }))).toEqual({
    problem:
      'The profile "OV SSL" takes no key of RSA 3072. Make a new CSR with one of: RSA 2048, RSA 4096, EC P-256.',
  });
  expect(checkKeyType(ec, profile({ RSA: ['384'] }))).toMatchObject({ problem: expect.any(String) });
});
