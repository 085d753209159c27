import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  canonicalAttributes,
  isNameProblem,
  parseDistinguishedName,
  writeDistinguishedName,
} from './distinguished-name.ts';

const attribute = fc.record({
  type: fc.constantFrom('CN', 'O', 'OU', '1.2.3.4'),
  value: fc
    .string({ unit: 'grapheme', minLength: 1 })
    .filter((value) => !value.includes('\0') && !/\s/.test(value.replaceAll(' ', ''))),
});
const name = fc.array(fc.array(attribute, { minLength: 1, maxLength: 2 }), { minLength: 1, maxLength: 4 });

test('a written name is parsed as what it was', () => {
  fc.assert(
    fc.property(name, (parts) => {
      expect(parseDistinguishedName(writeDistinguishedName(parts))).toEqual(parts);
    }),
  );
});

test('joined attributes compare equal to the same ones apart, other values do not', () => {
  const key = (text: string) => {
    const parsed = parseDistinguishedName(text);
    return isNameProblem(parsed) ? 'no name' : canonicalAttributes(parsed);
  };
  expect(key('CN=a+OU=b,O=c')).toBe(key('o=C, ou=B, cn=A'));
  expect(key('CN=a,O=c')).not.toBe(key('CN=a,O=c,OU=b'));
  expect(key('CN=a\\,O=c')).not.toBe(key('CN=a,O=c'));
});
