import fc from 'fast-check';
import { RelativeDistinguishedNames } from 'pkijs';
import { expect, it } from 'vitest';
import { encodeName, readAttribute, writeDnValue, writeName } from './distinguished-name.ts';

const buildName = (dn: string) => RelativeDistinguishedNames.fromBER(encodeName(dn));

it('keeps the parts of a name and their order', () => {
  const dn = 'CN=www.corp.example,OU=Web,O=Corp\\, Services,L=Köln,C=DE';
  const name = buildName(dn);
  expect(writeName(name)).toBe(dn);
  expect(name.typesAndValues.map(({ type }) => type)).toEqual([
    '2.5.4.6',
    '2.5.4.7',
    '2.5.4.10',
    '2.5.4.11',
    '2.5.4.3',
  ]);
  expect(readAttribute(name, 'O')).toBe('Corp, Services');
  expect(readAttribute(name, 'ST')).toBeUndefined();
});

it('puts each part into a set of its own', () => {
  const der = encodeName('CN=a,C=DE').toString('hex');
  expect(der).toBe('301931 0b3009060355040613024445310a300806035504030c0161'.replaceAll(' ', ''));
});

it('writes domain components and keeps unknown types by number', () => {
  for (const dn of ['CN=Corp Issuing CA 1,DC=corp,DC=example', '1.2.3.4=x,C=DE'])
    expect(writeName(buildName(dn))).toBe(dn);
});

it('reads back any value', () => {
  const value = fc.string({ minLength: 1, unit: 'grapheme' }).filter((text) => !/\p{Cs}/u.test(text));
  fc.assert(
    fc.property(value, (text) => {
      const name = buildName(`CN=${writeDnValue(text)},C=DE`);
      expect(readAttribute(name, 'CN')).toBe(text);
      expect(buildName(writeName(name)).isEqual(name)).toBe(true);
    }),
  );
});
