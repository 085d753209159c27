import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  canonicalAttributes,
  isNameProblem,
  parseDistinguishedName,
  writeDistinguishedName,
} from './distinguished-name.ts';

const edge = fc.constantFrom('', ' ', '  ', '\t', '\n', '\u00a0', '\u3000', '\ufeff', '\0', '#', '\\', '"');
const value = fc
  .tuple(edge, fc.string({ unit: 'binary' }), edge)
  .map(([before, middle, behind]) => before + middle + behind);
const attribute = fc.record({
  type: fc.constantFrom('CN', 'O', 'OU', 'SURNAME', 'SERIALNUMBER', '1.2.3.4'),
  value,
});
const name = fc.array(fc.array(attribute, { minLength: 1, maxLength: 2 }), { minLength: 1, maxLength: 4 });

test('a written name is parsed as what it was', () => {
  fc.assert(
    fc.property(name, (parts) => {
      expect(parseDistinguishedName(writeDistinguishedName(parts))).toEqual(parts);
    }),
  );
});

test.each([
  ['\u00a0Corp', 'O=\\C2\\A0Corp'],
  ['Corp\t', 'O=Corp\\09'],
  [' a b ', 'O=\\ a b\\ '],
  ['a\0b', 'O=a\\00b'],
  ['#1', 'O=\\#1'],
])('the value %j is written as %s', (text, expected) => {
  expect(writeDistinguishedName([[{ type: 'O', value: text }]])).toBe(expected);
});

test.each([
  ['VICTIM', true],
  ['  victim ', true],
  ['vic\u200Btim', false],
  ['vic\u00ADtim', false],
  ['victim\uFEFF', false],
  ['victim\u00A0', false],
  ['\u1680victim', false],
  ['victim\u2028', false],
  ['\u2029victim \u2029', false],
  ['\uFF56ictim', false],
  ['v\u0131ctim', false],
  ['victim\u0000', false],
])('the attributes of CN=victim compare to those of the name %j as %j', (value, isSame) => {
  const key = (text: string) => canonicalAttributes([[{ type: 'CN', value: text }]]);
  expect(key(value) === key('victim')).toBe(isSame);
});

test('attributes compare equal in letter case and composition alone, and no letter to a sign that looks like it', () => {
  const key = (text: string) => canonicalAttributes([[{ type: 'CN', value: text }]]);
  expect(key('J\u00D6RG  A')).toBe(key('Jo\u0308rg A'));
  expect(key('\uFF36ictim')).not.toBe(key('\uFF56ictim'));
  expect(key('\u212Aate')).not.toBe(key('Kate'));
  expect(key('\0ff56\0ictim')).not.toBe(key('\uFF56ictim'));
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
