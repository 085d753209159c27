import { expect, test } from 'vitest';
import { parseNamePart } from './name-part.ts';

const issuer = 'CN=Sectigo RSA OV, O=Sectigo Limited, L=Salford, S=Greater Manchester, C=GB';
const reversed = 'c=GB,ST=Greater Manchester,L=Salford,O="Sectigo  Limited",CN=Sectigo RSA OV';

test.each([
  'Sectigo',
  'sectigo rsa',
  'Sectigo  Limited',
  'Limited,L = Salford',
  issuer,
  reversed,
  'CN=Sectigo RSA OV, O=Sectigo Limited, S=Greater Manchester',
  'ST = greater  manchester , cn = Sectigo RSA OV',
  'O=Sectigo',
  'CN=Sectigo RSA',
])('%s is in the name, however that is written', (part) => {
  expect(parseNamePart(part).isIn(issuer)).toBe(true);
  if (!part.startsWith('Limited')) expect(parseNamePart(part).isIn(reversed)).toBe(true);
});

test.each([
  'Sectgio',
  'CN=Sectigo RSA DV',
  'O=Sectigo RSA OV',
  'CN=Sectigo, O=Sectigo Limited',
  'OU=Sectigo',
])('%s is not in the name', (part) => {
  expect(parseNamePart(part).isIn(issuer)).toBe(false);
  expect(parseNamePart(part).isIn(reversed)).toBe(false);
});

test('text that is no name is compared without blanks and letter case', () => {
  expect(parseNamePart('my ca').isIn('  My   CA 1')).toBe(true);
});

test.each([
  ['Sectigo', 'Sectigo'],
  ['CN=Sectigo RSA OV, O=Sectigo Limited, ST=Greater Manchester', 'Greater Manchester'],
  ['O="Example, Incorporated", C=DE', 'Incorporated'],
  ['O=Bücher Verlagsgesellschaft', 'cher Verlagsgesellschaft'],
  ['Sectigo  Limited', 'Sectigo'],
  ['O=Ü', ''],
])('every name with %s contains the text %s', (part, text) => {
  expect(parseNamePart(part).plainText).toBe(text);
});
