import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseDotPath } from './dot-path.ts';
import { extractPath } from './extract-path.ts';

const details = {
  commonName: 'example.com',
  certificateDetails: { issuer: 'CN=Sectigo', keySize: 2048, revoked: false, subAlt: null },
  subjectAlternativeNames: ['a.example', 'b.example'],
  customFields: [{ name: 'Owner', value: 'x' }],
  'dotted.key': { 'back\\slash': 1 },
};

const extract = (path: string, document: unknown = details): unknown =>
  extractPath(document, parseDotPath(path));

describe('extractPath', () => {
  test.each([
    ['commonName', 'example.com'],
    ['certificateDetails.issuer', 'CN=Sectigo'],
    ['certificateDetails.keySize', 2048],
    ['certificateDetails.revoked', false],
    ['certificateDetails.subAlt', null],
    ['certificateDetails', details.certificateDetails],
    ['subjectAlternativeNames', ['a.example', 'b.example']],
    ['subjectAlternativeNames.1', 'b.example'],
    ['customFields.0.value', 'x'],
    ['dotted\\.key.back\\\\slash', 1],
  ])('finds %s', (path, value) => {
    expect(extract(path)).toEqual(value);
  });

  test.each([
    'nothing',
    'certificateDetails.nothing',
    'certificateDetails.subAlt.deeper',
    'commonName.0',
    'commonName.length',
    'subjectAlternativeNames.2',
    'subjectAlternativeNames.-1',
    'subjectAlternativeNames.01',
    'subjectAlternativeNames.1\\.0',
    'subjectAlternativeNames.length',
    'subjectAlternativeNames.map',
    'dotted.key',
    '__proto__',
    '__proto__.polluted',
    'constructor',
    'constructor.name',
    'toString',
    'certificateDetails.hasOwnProperty',
    'subjectAlternativeNames.constructor',
  ])('finds nothing at %s', (path) => {
    expect(extract(path)).toBeUndefined();
  });

  test('finds nothing in what is not a document', () => {
    for (const document of [undefined, null, 'text', 7, true, () => details]) {
      expect(extract('length', document)).toBeUndefined();
    }
  });

  test('sees a key that the document itself calls __proto__ or constructor', () => {
    const document: unknown = JSON.parse('{"__proto__": {"a": 1}, "constructor": 2}');
    expect(extract('__proto__.a', document)).toBe(1);
    expect(extract('constructor', document)).toBe(2);
  });

  test('runs no getter and sees no extra property of an array', () => {
    const document = {
      get secret(): string {
        throw new Error('ran');
      },
      list: Object.assign(['a'], { extra: 'b' }),
    };
    expect(extract('secret', document)).toBeUndefined();
    expect(extract('list.extra', document)).toBeUndefined();
  });

  test('finds every value of any JSON document by its own path, and nothing else', () => {
    const inherited = fc.constantFrom('__proto__', 'constructor', 'toString', 'length', 'valueOf', 'at', '0');
    fc.assert(
      fc.property(fc.jsonValue(), fc.array(fc.oneof(inherited, fc.string())), (document, path) => {
        for (const [ownPath, value] of listValues(document))
          expect(extractPath(document, ownPath)).toBe(value);
        const known = listValues(document).some(([ownPath]) => ownPath.join('\0') === path.join('\0'));
        if (!known) expect(extractPath(document, path)).toBeUndefined();
      }),
    );
  });
});

function listValues(value: unknown, path: readonly string[] = []): [readonly string[], unknown][] {
  if (typeof value !== 'object' || value === null) return [[path, value]];
  return [
    [path, value],
    ...Object.entries(value).flatMap(([key, child]) => listValues(child, [...path, key])),
  ];
}
