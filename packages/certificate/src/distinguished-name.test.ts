import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  canonicalName,
  type DistinguishedName,
  isNameProblem,
  parseDistinguishedName,
  sameDistinguishedName,
  valuesOf,
} from './distinguished-name.ts';

function parse(text: string): DistinguishedName {
  const name = parseDistinguishedName(text);
  if (isNameProblem(name)) throw new Error(name.expected);
  return name;
}

/** Values by type, one attribute a part. */
const flat = (text: string) => parse(text).map((part) => part.map(({ type, value }) => `${type}=${value}`));

describe('a subject', () => {
  test.each([
    ['', []],
    ['  ', []],
    ['CN=www.corp.example', [['CN=www.corp.example']]],
    ['cn = www.corp.example , o = Corp', [['CN=www.corp.example'], ['O=Corp']]],
    ['CN=a;O=b', [['CN=a'], ['O=b']]],
    ['\u200eCN=a,\u200e O=b', [['CN=a'], ['O=b']]],
    ['\ufeff', []],
    ['OU=Sales+CN=J.  Smith,DC=example,DC=net', [['OU=Sales', 'CN=J.  Smith'], ['DC=example'], ['DC=net']]],
    ['CN=James \\"Jim\\" Smith\\, III', [['CN=James "Jim" Smith, III']]],
    ['O="Corp, Inc.",C=DE', [['O=Corp, Inc.'], ['C=DE']]],
    ['O="a \\"b\\" + c" , C=DE', [['O=a "b" + c'], ['C=DE']]],
    ['CN=Before\\0dAfter', [['CN=Before\rAfter']]],
    ['CN=Lu\\C4\\8Di\\C4\\87', [['CN=Lučić']]],
    ['CN=Müller', [['CN=Müller']]],
    ['CN=\\ a b\\ ', [['CN= a b ']]],
    ['CN=  a\\\\  ', [['CN=a\\']]],
    ['CN=\\#1', [['CN=#1']]],
    ['CN=a=b', [['CN=a=b']]],
    ['O=,CN=x', [['O='], ['CN=x']]],
    ['1.3.6.1.4.1.1466.0=#04024869', [['1.3.6.1.4.1.1466.0=#04024869']]],
    ['2.5.4.10=#0C04436F7270', [['O=Corp']]],
    ['OID.2.5.4.3=x', [['CN=x']]],
    ['commonName=x,organizationalUnitName=y', [['CN=x'], ['OU=y']]],
  ])('%j is read', (text, expected) => {
    expect(flat(text)).toEqual(expected);
  });

  test.each([
    ['CN', 1],
    ['CN=a,', 6],
    [',CN=a', 1],
    ['CN=a,,O=b', 6],
    ['CN="a', 4],
    ['CN="a"b', 7],
    ['CN=a"b', 5],
    ['CN=a<b', 5],
    ['CN=a\\', 5],
    ['CN=a\\xb', 4],
    ['CN=\\C4', 4],
    ['www.corp.example', 1],
    ['1.2.=a', 1],
  ])('%j is refused with the place', (text, character) => {
    const name = parseDistinguishedName(text);
    expect(isNameProblem(name) && name.position).toBe(character - 1);
  });

  test('gives the values of a type, blank ones left out', () => {
    const name = parse('CN= a ,O=,OU=x+OU=y');
    expect([valuesOf(name, 'CN'), valuesOf(name, 'O'), valuesOf(name, 'OU')]).toEqual([
      ['a'],
      [],
      ['x', 'y'],
    ]);
    expect(valuesOf(parse('CN=\\20a\\0A'), 'CN')).toEqual([' a\n']);
  });
});

const value = fc.string({ unit: 'grapheme', maxLength: 20 });
const type = fc.constantFrom('CN', 'O', 'OU', 'DC', 'X-1', '1.2.3.4');
const attribute = fc.record({ type, value });

/** Ways to write a value that all mean the same. */
const writers: readonly ((text: string) => string)[] = [
  (text) =>
    text
      .replaceAll(/[",+;<=>\\]/g, '\\$&')
      // In one pass: the only blank of a value is both its beginning and its end.
      .replaceAll(/^[ #]| $/g, '\\$&'),
  (text) => Buffer.from(text).toString('hex').replaceAll(/../g, '\\$&'),
  (text) => `"${text.replaceAll(/["\\]/g, '\\$&')}"`,
];
// A blank that ASCII doesn't know, and a NUL, can only be written by their bytes or in quotation marks.
const isPlain = (text: string) =>
  !/[\0]|^[^\S ]|[^\S ]$/.test(text) && text.trim() === text.replace(/^ +| +$/g, '');

describe('whatever a subject holds', () => {
  test('is read back from every way to write it', () => {
    const part = fc.array(fc.tuple(attribute, fc.nat(2)), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 4 }), (parts) => {
        const text = parts
          .map((attributes) =>
            attributes
              .map(([one, style]) => {
                const usable =
                  style === 0 && !(isPlain(one.value) && !/^ {2}| {2}$/.test(one.value)) ? 1 : style;
                return `${one.type}=${writers[usable]?.(one.value) ?? ''}`;
              })
              .join('+'),
          )
          .join(',');
        expect(parse(text)).toEqual(parts.map((attributes) => attributes.map(([one]) => one)));
      }),
      { numRuns: 500 },
    );
  });

  test('is read or refused, and never throws', () => {
    const piece = fc.oneof(
      fc.constantFrom('CN=', ',', '+', '"', '\\', '#', '04', ' ', ';', '\\C3'),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const name = parseDistinguishedName(pieces.join(''));
        expect(isNameProblem(name) || Array.isArray(name)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test('is read in time where it is long', () => {
    const blanks = ' '.repeat(50_000);
    expect(parse(`CN=a${blanks}b${blanks}`)).toEqual([[{ type: 'CN', value: `a${blanks}b` }]]);
    expect(isNameProblem(parseDistinguishedName(`CN="${'\\"'.repeat(50_000)}`))).toBe(true);
  });
});

test.each([
  ['CN=A,O=B,C=GB', 'C=GB, O=B, CN=A'],
  ['CN=a,O=b', 'cn=A, o = B'],
  ['ST=Greater Manchester,C=GB', 'C=GB, S=Greater Manchester'],
  ['emailAddress=a@b.example', 'E=a@b.example'],
  ['2.5.4.8=Ohio', 'stateOrProvinceName=Ohio'],
  ['CN=Sectigo  RSA', 'CN="Sectigo RSA "'],
  ['O="B, Inc",CN=A', 'CN=A,O=B\\, Inc'],
  ['CN=A+OU=B', 'OU=B+CN=A'],
  ['no name', 'No  Name'],
  ['CN=A,O=B', '\u200eCN=A, \u200eO=\u200eB\u200f'],
])('%s is the name %s', (a, b) => {
  expect(sameDistinguishedName(a, b)).toBe(true);
  expect(canonicalName(a)).toBe(canonicalName(b));
});

test.each([
  ['CN=A,O=B', 'CN=A'],
  ['CN=Sectigo RSA', 'CN=Sectigo ECC'],
  ['O=B\\, Inc', 'O=B,Inc'],
  ['O=a\\,cn\\=b', 'O=a,CN=b'],
  ['no name', ''],
])('%s is another name than %s', (a, b) => {
  expect(sameDistinguishedName(a, b)).toBe(false);
});

test('SN stands for the surname, or for the serial number where the caller says so, however it is written', () => {
  for (const text of ['SN=12', 'sn = 12', '\u200eSN="12"', ' Sn=\\31\\32']) {
    expect(parseDistinguishedName(text)).toEqual([[{ type: 'SURNAME', value: '12' }]]);
    const name = parseDistinguishedName(`CN=a+${text},CN=SN=1`, { sn: 'SERIALNUMBER' });
    expect(name).toEqual([
      [
        { type: 'CN', value: 'a' },
        { type: 'SERIALNUMBER', value: '12' },
      ],
      [{ type: 'CN', value: 'SN=1' }],
    ]);
  }
  expect(canonicalName('SN=12', { sn: 'SERIALNUMBER' })).toBe(canonicalName('2.5.4.5=12'));
});

test.each([
  ['CN=a\u00a0', false],
  ['CN=\u3000a', false],
  ['CN=\ufeff"a",O=b', false],
  ['CN="a"\u00a0,O=b', false],
  ['CN=#0C0161\u2003', false],
  ['CN= a ,O=b', true],
  ['CN=a\\C2\\A0', true],
  ['O="a\u00a0, b"', true],
  ['O="\u00a0a"', true],
  ['CN="x =\u00a0y"', true],
  ['CN=x\u00a0\\, y', true],
  ['\u00a0CN=a,\u00a0O=b', true],
])('%j has no blank beyond ASCII that is cut off a value: %j', (text, isTaken) => {
  expect(isNameProblem(parseDistinguishedName(text, { refuseForeignBlanks: true }))).toBe(!isTaken);
});
