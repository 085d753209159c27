import { expect, test } from 'vitest';
import { checkKeyType, termUntil } from './prepare-order.ts';

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

const now = new Date('2026-03-01T00:00:00Z');

test.each([
  ['2027-03-01T00:00:00Z', 199],
  ['2026-09-16T00:00:00Z', 199],
  ['2026-09-15T22:59:00Z', 90],
  ['2026-05-30T00:00:00Z', 90],
  // A requester counted from a minute before.
  ['2026-05-29T23:59:00Z', 90],
  ['2026-05-29T00:00:00Z', 47],
  ['2026-04-17T00:00:00Z', 47],
])('the longest term that does not end after %s is %s', (notAfter, term) => {
  expect(termUntil([90, 199, 47], { notAfter: new Date(notAfter), now })).toEqual({ term, isLonger: false });
});

test.each(['2026-04-16T00:00:00Z', '2026-03-01T00:00:00Z', '2020-01-01T00:00:00Z'])(
  'before %s no term ends, and the shortest comes nearest',
  (notAfter) => {
    expect(termUntil([90, 199, 47], { notAfter: new Date(notAfter), now })).toEqual({
      term: 47,
      isLonger: true,
    });
  },
);

test('there is none without terms', () => {
  expect(termUntil([], { notAfter: new Date('2027-03-01'), now })).toBeUndefined();
});
