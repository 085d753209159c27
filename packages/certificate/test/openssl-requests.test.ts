/** What is read of requests is what `openssl req -text` shows; where OpenSSL loads none, or shows something else than others may see, a request is refused. */
import { generateKeyPairSync } from 'node:crypto';
import { isIP, isIPv6 } from 'node:net';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { attributeType } from '../src/attribute-type.ts';
import { readCertificateRequest } from '../src/certificate-request.ts';
import { anyRequest } from './support/any-request.ts';
import { infinityKey, rsaKey } from './support/broken-keys.ts';
import {
  attribute,
  commonName,
  dnsName,
  encode,
  encodeRequest,
  extensionRequests,
  identifier,
  nameOf,
  namesExtension,
  newKey,
  sequence,
  set,
} from './support/encode-request.ts';
import { hasOpenssl, shownByOpenssl } from './support/openssl-request.ts';

if (!hasOpenssl) process.stderr.write('Skipped: requests compared with openssl, which is not installed.\n');

const key = newKey();
const host = 'www.corp.example';
const { pkcs9, microsoft } = extensionRequests;
const hex = (digits: string) => Buffer.from(digits.replaceAll(' ', ''), 'hex');
const ascii = (text: string) => Buffer.from(text, 'latin1');
const utf16 = (text: string) => Buffer.from(text, 'utf16le').swap16();
const utf32 = (text: string) =>
  Buffer.concat(
    Array.from(text, (character) => hex((character.codePointAt(0) ?? 0).toString(16).padStart(8, '0'))),
  );

const request = (subject: Uint8Array, ...attributes: Uint8Array[]) =>
  encodeRequest(subject, { attributes, key });
const withAttributes = (...attributes: Uint8Array[]) => request(commonName(host), ...attributes);
const withNames = (...names: Uint8Array[]) => withAttributes(attribute(pkcs9, namesExtension(...names)));
const withExtension = (...extension: Uint8Array[]) =>
  withAttributes(attribute(pkcs9, sequence(sequence(...extension))));
const withValue = (tag: number, content: Uint8Array, type = '2.5.4.10') =>
  request(nameOf([type, encode(tag, content)], ['2.5.4.3', encode(0x0c, ascii(host))]));
const withVersion = (version: string) => encodeRequest(commonName(host), { key, version: hex(version) });
const withCommonName = (tag: number, content: Uint8Array) => withValue(tag, content, '2.5.4.3');

const san = identifier('2.5.29.17');
const keyUsage = sequence(identifier('2.5.29.15'), hex('0101ff'), encode(0x04, hex('030205a0')));
const ofName = (name: string) => sequence(san, encode(0x04, sequence(dnsName(name))));
const withExtensions = (...extensions: Uint8Array[]) =>
  withAttributes(attribute(pkcs9, sequence(...extensions)));
/** OpenSSL shows no extensions where it finds an attribute that is empty first: that of PKCS #9 before Microsoft's. */
const emptyBesideFull = [pkcs9, microsoft].flatMap((empty) =>
  [pkcs9, microsoft].flatMap((full) => {
    const attributes = [attribute(empty), attribute(full, sequence(ofName('a.corp.example')))];
    return [attributes, attributes.toReversed()].map(
      (each, index) =>
        [
          `an empty attribute ${empty} ${index === 0 ? 'before' : 'behind'} a full one ${full}`,
          withAttributes(...each),
        ] as const,
    );
  }),
);
const unrelated = '1.3.6.1.4.1.99999.2';
const nested = (depth: number) =>
  Array.from({ length: depth }).reduce<Buffer>((inner) => sequence(inner), sequence());

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' });
const rsaNumber = (digits = '') => BigInt(`0x${Buffer.from(digits, 'base64url').toString('hex')}`);
const withModulus = (...content: Uint8Array[]) =>
  encodeRequest(commonName(host), {
    key: rsaKey({
      modulus: rsaNumber(rsa.n),
      publicExponent: rsaNumber(rsa.e),
      privateExponent: rsaNumber(rsa.d),
      modulusContent: Buffer.concat(content),
    }),
  });
/** Its first bit is set, so that it is negative without a zero in front. */
const modulus = Buffer.from(rsa.n ?? '', 'base64url');
const explicitCurve = generateKeyPairSync('ec', {
  namedCurve: 'P-256',
  paramEncoding: 'explicit',
}).privateKey;

const taken: readonly (readonly [string, Buffer])[] = [
  ['UTF8String', withValue(0x0c, Buffer.from('Müller & Söhne, 日本 𝔘'))],
  ['UTF8String with a byte-order mark', withValue(0x0c, Buffer.from('\uFEFFCorp'))],
  ['UTF8String with special characters', withValue(0x0c, ascii('#a,b+c"d\\e;f<g>=h/i '))],
  ['empty UTF8String', withValue(0x0c, ascii(''))],
  ['NumericString', withValue(0x12, ascii('123 456'))],
  ['PrintableString', withValue(0x13, ascii("A (B) + C, D/E: F?='x'"))],
  ['PrintableString with Latin-1', withValue(0x13, ascii('M\xfcller'))],
  ['TeletexString', withValue(0x14, ascii('M\xfcller \xa4'))],
  ['IA5String', withValue(0x16, ascii('user@corp.example #"'))],
  ['IA5String with Latin-1', withValue(0x16, ascii('M\xfcller'))],
  ['UniversalString', withValue(0x1c, utf32('Übung 𝔘'))],
  ['BMPString', withValue(0x1e, utf16('Übung 日本'))],
  ['BIT STRING', withValue(0x03, hex('00 01 02'), '2.5.4.45')],
  ['SEQUENCE', withValue(0x30, encode(0x0c, ascii('x')))],
  ...[
    '2.5.4.5',
    '2.5.4.9',
    '2.5.4.42',
    '2.5.4.97',
    '2.5.4.65',
    '0.9.2342.19200300.100.1.25',
    '1.2.840.113549.1.9.1',
  ].map((type) => [`an attribute ${type}`, withValue(0x13, ascii('text'), type)] as const),
  ['an attribute of a large number', withValue(0x0c, ascii('x'), '2.999.3.4294967296')],
  [
    'joined attributes',
    request(
      sequence(
        set(
          sequence(identifier('2.5.4.3'), encode(0x0c, ascii(host))),
          sequence(identifier('2.5.4.11'), encode(0x0c, ascii('Unit'))),
        ),
      ),
    ),
  ],
  ['no subject', request(sequence(), attribute(pkcs9, namesExtension(dnsName(host))))],
  ['no subject and no names', request(sequence())],
  ['a common name with a zero', withCommonName(0x1e, utf16('Übung.example'))],
  [
    'names of each kind',
    withNames(
      dnsName('a.corp.example'),
      dnsName('*.corp.example'),
      encode(0x81, ascii('anna@corp.example')),
      encode(0x86, ascii('https://corp.example/a?b=c')),
      encode(0x87, hex('0a000001')),
      encode(0x87, hex('20010db8000000000000000000000001')),
    ),
  ],
  [
    "names in Microsoft's attribute",
    withAttributes(attribute(microsoft, namesExtension(dnsName('ms.corp.example')))),
  ],
  [
    'names in an attribute that is none of both',
    withAttributes(attribute('1.3.6.1.4.1.311.2.1.20', namesExtension(dnsName('x.example')))),
  ],
  [
    'names beside attributes of other kinds',
    withAttributes(
      attribute('1.2.840.113549.1.9.7', encode(0x13, ascii('challenge'))),
      attribute(pkcs9, namesExtension(dnsName('a.corp.example'))),
      attribute('1.3.6.1.4.1.311.13.2.3', encode(0x16, ascii('10.0.1.2'))),
    ),
  ],
  [
    'names beside another extension',
    withAttributes(attribute(pkcs9, sequence(keyUsage, ofName('a.corp.example')))),
  ],
  [
    'a critical extension',
    withExtension(san, hex('0101ff'), encode(0x04, sequence(dnsName('a.corp.example')))),
  ],
  [
    'an extension that is called not critical',
    withExtension(san, hex('010100'), encode(0x04, sequence(dnsName('a.corp.example')))),
  ],
  ['an RSA key', withModulus(hex('00'), modulus)],
  ...['010105', '0201ff', '030100', '0302070f', '0500', '06012a', '1c00', '1e0200e4', '0c01ff', '0900'].map(
    (value) => [`${value} in an attribute`, withAttributes(attribute(unrelated, hex(value)))] as const,
  ),
  ['a version of later', withVersion('02 01 02')],
  ['a version of many bytes', withVersion('02 02 00 80')],
  ['a negative version', withVersion('02 02 ff 7f')],
  ['BIT STRING without bits', withValue(0x03, hex('00'), '2.5.4.45')],
  ['BIT STRING of five bits', withValue(0x03, hex('03 08'), '2.5.4.45')],
  [
    'an attribute of 40 levels',
    withAttributes(
      attribute(unrelated, nested(40)),
      attribute(pkcs9, namesExtension(dnsName('a.corp.example'))),
    ),
  ],
  [
    'an attribute with a high tag',
    withAttributes(
      attribute(unrelated, hex('bf 81 01 03 020105')),
      attribute(pkcs9, namesExtension(dnsName('a.corp.example'))),
    ),
  ],
  [
    'an attribute whose value is not what it looks like',
    withAttributes(attribute(unrelated, encode(0x04, hex('3080')))),
  ],
];

const uncertain: readonly (readonly [string, Buffer])[] = [
  ['a modulus that is negative', withModulus(modulus)],
  ['a modulus with a zero too many', withModulus(hex('00 00'), modulus)],
  ['the point at infinity for its key', encodeRequest(commonName(host), { key: infinityKey() })],
  ['the numbers of its curve in place of a name', encodeRequest(commonName(host), { key: explicitCurve })],
  ['a BIT STRING whose unused bits are set', withValue(0x03, hex('03 0f'))],
  ['a BIT STRING with more unused bits than bits', withValue(0x03, hex('03'))],
  [
    'a text in parts',
    withCommonName(0x2c, Buffer.concat([encode(0x0c, ascii('www.')), encode(0x0c, ascii('corp'))])),
  ],
  ['a common name in Latin-1, which may be UTF-8', withCommonName(0x14, ascii('m\xfcller.example'))],
  [
    'two attributes with extensions',
    withAttributes(
      attribute(pkcs9, namesExtension(dnsName('a.corp.example'))),
      attribute(pkcs9, namesExtension(dnsName('b.corp.example'))),
    ),
  ],
  [
    'extensions in both attributes',
    withAttributes(
      attribute(microsoft, namesExtension(dnsName('a.corp.example'))),
      attribute(pkcs9, namesExtension(dnsName('b.corp.example'))),
    ),
  ],
  [
    'two lists in one attribute',
    withAttributes(
      attribute(pkcs9, namesExtension(dnsName('a.corp.example')), namesExtension(dnsName('b.corp.example'))),
    ),
  ],
  ['the same extension twice', withExtensions(ofName('a.corp.example'), ofName('b.corp.example'))],
  [
    'no names beside names',
    withExtensions(sequence(san, encode(0x04, sequence())), ofName('a.corp.example')),
  ],
  ['another extension twice', withExtensions(keyUsage, ofName('a.corp.example'), keyUsage)],
  ...emptyBesideFull,
  ['an attribute without values', withAttributes(attribute('1.2.840.113549.1.9.7'))],
  [
    'an attribute without values before its names',
    withAttributes(
      attribute('1.2.840.113549.1.9.7'),
      attribute(pkcs9, namesExtension(dnsName('a.corp.example'))),
    ),
  ],
  ['an empty attribute for extensions', withAttributes(attribute(pkcs9))],
  ['extensions that are no list', withAttributes(attribute(pkcs9, encode(0x0c, ascii('x'))))],
  [
    'an extension whose type begins with zeros',
    withExtension(hex('0604 551d8011'), encode(0x04, sequence(dnsName('a.corp.example')))),
  ],
  [
    'an extension that is critical by two bytes',
    withExtension(san, hex('0102ffff'), encode(0x04, sequence(dnsName('a.corp.example')))),
  ],
  ['names that are no list', withExtension(san, encode(0x04, encode(0x0c, ascii('x'))))],
  [
    'something behind the names',
    withExtension(san, encode(0x04, sequence(dnsName('a.corp.example')), hex('0500'))),
  ],
  [
    'a DNS name in parts',
    withNames(encode(0xa2, encode(0x16, ascii('a.corp.')), encode(0x16, ascii('example')))),
  ],
  ['a DNS name in UTF-8', withNames(dnsName('mü.corp.example'))],
  ['a name with a high tag', withNames(hex('9f220141'))],
  ['a DNS name with its tag in two bytes', withNames(hex('9f020161'))],
];

const refused: readonly (readonly [string, Buffer])[] = [
  ['Latin-1 in a UTF8String', withValue(0x0c, ascii('M\xfcller'))],
  ['half a character in a UTF8String', withValue(0x0c, hex('eda080'))],
  ['a BMPString of odd length', withValue(0x1e, hex('006100'))],
  ['half characters in a BMPString', withValue(0x1e, utf16('𝔘'))],
  ['a UniversalString of odd length', withValue(0x1c, hex('0000006100'))],
  ['a UniversalString beyond Unicode', withValue(0x1c, hex('00110000'))],
  ...[
    ['without its first byte', ''],
    ['of eight unused bits', '08 01 02'],
    ['of 255 unused bits', 'ff 01'],
  ].flatMap(([how = '', content = '']) => [
    [`a BIT STRING ${how}`, withValue(0x03, hex(content))] as const,
    [`a BIT STRING ${how} for its common name`, withCommonName(0x03, hex(content))] as const,
  ]),
  ...[
    '0102ffff',
    '0100',
    '0200',
    '02020001',
    '0a00',
    '0300',
    '030208ff',
    '050100',
    '0600',
    '06028001',
    '1c0100',
    '1e0100',
  ].map((value) => [`${value} in an attribute`, withAttributes(attribute(unrelated, hex(value)))] as const),
  ['a version of no bytes', withVersion('02 00')],
  ['a version with a zero too many', withVersion('02 02 00 00')],
  ['a version that is no number', withVersion('04 01 00')],
  ['a number', withCommonName(0x02, hex('05'))],
  ['NULL', withCommonName(0x05, ascii(''))],
  ['VisibleString', withCommonName(0x1a, ascii(host))],
  ['OCTET STRING', withCommonName(0x04, ascii(host))],
  ['a time', withCommonName(0x18, ascii('20200101000000Z'))],
  [
    'an attribute type that begins with zeros',
    request(sequence(set(sequence(hex('0604 55800403'), encode(0x0c, ascii(host)))))),
  ],
  ['an attribute type that is no identifier', withAttributes(sequence(encode(0x02, hex('05')), set()))],
];

const labels = { dns: 'DNS', email: 'email', uri: 'URI', ip: 'IP Address', other: '' };

function addressText(address: string): string {
  if (isIP(address) === 0) return '<invalid>';
  return isIPv6(address) ? address.replaceAll(/(^|:)0{1,3}/g, '$1').toUpperCase() : address;
}

/** What is read of a request, as OpenSSL shows it. Undefined where one that is read so is refused. */
function read(der: Buffer) {
  const result = readCertificateRequest(der);
  if ('problem' in result) return undefined;
  const { subject, alternativeNames, publicKey } = result;
  if (alternativeNames === undefined || publicKey === undefined) return undefined;
  return {
    subject: subject.toReversed().flat(),
    alternativeNames: alternativeNames
      .map(({ kind, value }) => `${labels[kind]}:${kind === 'ip' ? addressText(value) : value}`)
      .join(', '),
    hasUnwritten: alternativeNames.some(({ kind }) => kind === 'other'),
  };
}

function expectAsShown(der: Buffer): void {
  const { subject, alternativeNames, hasUnwritten } = read(der) ?? {};
  const shown = shownByOpenssl(der);
  const attributes = shown?.subject.map((part) => {
    const [, type = '', value = ''] = /^([\d.]+)=(.*)$/s.exec(part) ?? [];
    return { type: attributeType(type), value };
  });
  expect(subject).toEqual(attributes);
  // One extension, whose names end with the line; what has no form as text is not compared.
  const [names = '<EMPTY>\n', ...more] = shown?.alternativeNames ?? [];
  expect(more).toEqual([]);
  const line = `${alternativeNames || '<EMPTY>'}\n`;
  if (hasUnwritten === false) expect(names.slice(0, line.length)).toBe(line);
}

describe.skipIf(!hasOpenssl)('a request', () => {
  test.each(taken)('with %s is read as openssl shows it', (_, der) => {
    expect(read(der)).toBeDefined();
    expectAsShown(der);
  });

  test.each(refused)('with %s is refused, which openssl does not load', (_, der) => {
    expect(shownByOpenssl(der)).toBeUndefined();
    expect(read(der)).toBeUndefined();
  });

  test.each(uncertain)('with %s is refused, which openssl loads', (_, der) => {
    expect(shownByOpenssl(der)).toBeDefined();
    expect(read(der)).toBeUndefined();
  });

  test('of any kind is read as openssl shows it, or refused', () => {
    let count = 0;
    fc.assert(
      fc.property(anyRequest, (der) => {
        if (read(der) === undefined) return;
        count += 1;
        expectAsShown(der);
      }),
      { numRuns: 400 },
    );
    // Not all are refused.
    expect(count).toBeGreaterThan(40);
  });
});
