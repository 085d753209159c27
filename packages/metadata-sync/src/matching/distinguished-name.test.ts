import { expect, test } from 'vitest';
import { sameDistinguishedName } from './distinguished-name.ts';

test.each([
  ['CN=A,O=B,C=GB', 'C=GB, O=B, CN=A'],
  ['CN=a,O=b', 'cn=A, o = B'],
  ['ST=Greater Manchester,C=GB', 'C=GB, S=Greater Manchester'],
  ['O="B, Inc",CN=A', 'CN=A,O="B, Inc"'],
  ['CN=A+OU=B', 'OU=B+CN=A'],
])('%s equals %s', (a, b) => {
  expect(sameDistinguishedName(a, b)).toBe(true);
});

test.each([
  ['CN=A,O=B', 'CN=A'],
  ['CN=Sectigo RSA', 'CN=Sectigo ECC'],
  ['O=B\\, Inc', 'O=B,Inc'],
])('%s differs from %s', (a, b) => {
  expect(sameDistinguishedName(a, b)).toBe(false);
});
