import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  attribute,
  dnsName,
  encodeRequest,
  extensionRequests,
  identifier,
  namesExtension,
  sequence,
} from '../test/support/encode-request.ts';
import { type ParsedCertificateRequest, readCertificateRequest } from './certificate-request.ts';

const pem = `-----BEGIN CERTIFICATE REQUEST-----
MIIBajCCAQ8CAQAwPTELMAkGA1UEBgwCREUxEzARBgNVBAoMCkNvcnAsIEluYy4x
GTAXBgNVBAMMEHd3dy5jb3JwLmV4YW1wbGUwWTATBgcqhkjOPQIBBggqhkjOPQMB
BwNCAATrKMB3uSwCgzkrtAIZ5jcrtk/56kQ4Da6HOdnFOgaqqXLWg2Z08bBvGm+h
/wgg2UjC28Mrh6Kh8gKesQbcDeD7oHAwbgYJKoZIhvcNAQkOMWEwXzBdBgNVHREE
VjBUghB3d3cuY29ycC5leGFtcGxlgRFhbm5hQGNvcnAuZXhhbXBsZYYVaHR0cHM6
Ly9jb3JwLmV4YW1wbGUvhwQKAQIDhxAgAQ24AAAAAAAAAAAAAAABMAoGCCqGSM49
BAMCA0kAMEYCIQCgpDEjm31uJ5zSNWdZ4rtN0oqBso0eMCi/sdpT41Yp2gIhAKOr
QezAQGRVE70r0SN1MZADed0aweynzdArFdnvuaNW
-----END CERTIFICATE REQUEST-----
`;
const base64 = pem.replaceAll(/-----[^-]+-----/g, '');
const der = Buffer.from(base64, 'base64');

function withUnusedBits(): Buffer {
  const bytes = Buffer.from(der);
  bytes[bytes.lastIndexOf(Buffer.from('0349003046', 'hex')) + 2] = 1;
  return bytes;
}

/** A value in DER. */
function encode(tag: number, ...parts: Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  const length = content.length;
  const longer = length < 0x80 ? [length] : [0x83, length >> 16, (length >> 8) & 0xff, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...longer]), content]);
}

/** A request that nobody has signed. */
function requestWith({ subject = [], names = [] }: { subject?: Buffer[]; names?: Buffer[] }): Buffer {
  const extension = encode(0x30, Buffer.from('0603551d11', 'hex'), encode(0x04, encode(0x30, ...names)));
  const requested = [Buffer.from('06092a864886f70d01090e', 'hex'), encode(0x31, encode(0x30, extension))];
  const info = [encode(0x30, ...subject), encode(0x30), encode(0xa0, encode(0x30, ...requested))];
  const version = Buffer.from('020100', 'hex');
  return encode(0x30, encode(0x30, version, ...info), encode(0x30), Buffer.from('03020000', 'hex'));
}

function read(input: string | Uint8Array): ParsedCertificateRequest {
  const request = readCertificateRequest(input);
  if ('problem' in request) throw new Error(request.problem);
  return request;
}

test.each([
  ['PEM', pem],
  ['the older armor', pem.replaceAll('CERTIFICATE', 'NEW CERTIFICATE')],
  ['base64', base64],
  ['DER', Uint8Array.from(der)],
  ['bytes of PEM', Buffer.from(pem)],
])('a request is read from %s', async (_, input) => {
  const request = read(input);
  expect(request).toMatchObject({
    pem,
    subject: [
      [{ type: 'CN', value: 'www.corp.example' }],
      [{ type: 'O', value: 'Corp, Inc.' }],
      [{ type: 'C', value: 'DE' }],
    ],
    alternativeNames: [
      { kind: 'dns', value: 'www.corp.example' },
      { kind: 'email', value: 'anna@corp.example' },
      { kind: 'uri', value: 'https://corp.example/' },
      { kind: 'ip', value: '10.1.2.3' },
      { kind: 'ip', value: '2001:0db8:0000:0000:0000:0000:0000:0001' },
    ],
  });
  expect(der.includes(Buffer.from(request.publicKeyInfo))).toBe(true);
  expect(await request.isSigned()).toBe(true);
});

test('the fingerprint is the SHA-256 of the DER', () => {
  // openssl req -outform DER | sha256sum
  expect(read(pem).fingerprint).toBe('09ab3dc82b9efea9ae7467bbd4974dcb863fefbab9ec58be3577422f2d9e93c7');
});

test('a request that was changed is not signed', async () => {
  const changed = Buffer.from(der);
  changed[changed.indexOf('www.corp')] = 0x78;
  expect(await read(changed).isSigned()).toBe(false);
});

test('a request of a signature algorithm that few use is verified, too', async () => {
  // SHA-1 with RSA of 1024 bits, by openssl.
  const unusual = Buffer.from(
    'MIIBTTCBtwIBADAOMQwwCgYDVQQDDANvbGQwgZ8wDQYJKoZIhvcNAQEBBQADgY0AMIGJAoGBAJ7rC0qJW2d8+tbU5pBY3Yrl1rT0WUVPd+++qiDYDsiquQCX7ofM' +
      'Jl89aKWqx5GMYtLiEDRuP54U7cxVFNI/uVOIdtH79A+eTWKrrcodKf9X8NmPrKNv+Skv/BoHXOQnlGT/AMfhopR/Bj/7GVVQ8ejQ7P477sVPpI35zqoOGJxfAgMB' +
      'AAGgADANBgkqhkiG9w0BAQUFAAOBgQAnXz5bUdEzSVOxhJzSxW8ABqHaZbGyCa9VySDaK3tiCtiAf7EkBQfC686OxBv17fU7SmvptbROXSbnY88hYyd2JGtDeEf+' +
      'YZabDOB1v4whQqKqMoZwr/qXPt0kLpsoY9rrZJ3AjZuo3wyTCGa9WQ75lFO/6RJrf9gmFB7RuP1p4w==',
    'base64',
  );
  expect(await read(unusual).isSigned()).toBe(true);
  unusual[unusual.indexOf('old')] = 0x78;
  expect(await read(unusual).isSigned()).toBe(false);
});

test('whether a signature can be verified depends on its algorithm', () => {
  const withAlgorithm = (identifier: string) => {
    const changed = Buffer.from(der);
    Buffer.from(identifier, 'hex').copy(changed, changed.lastIndexOf(Buffer.from('2a8648ce3d040302', 'hex')));
    return read(changed).isVerifiable();
  };
  // ECDSA with SHA-256, and with SHA-224, which Web Crypto lacks.
  expect(withAlgorithm('2a8648ce3d040302')).toBe(true);
  expect(withAlgorithm('2a8648ce3d040301')).toBe(false);
});

test('a request whose signature algorithm was damaged is not signed', async () => {
  const damaged = Buffer.from(der);
  // The identifier of ecdsa-with-SHA256 gets a length of nine bytes, of which its sequence has no room.
  damaged[damaged.lastIndexOf(Buffer.from('06082a8648ce3d0403', 'hex')) + 1] = 9;
  expect(readCertificateRequest(damaged)).toEqual({ problem: 'no-request' });
  const other = Buffer.from(der);
  other[other.lastIndexOf(Buffer.from('2a8648ce3d040302', 'hex')) + 7] = 3;
  expect(await read(other).isSigned()).toBe(false);
});

test('a request is as long as SCM takes it, and not a character longer', () => {
  const withName = (length: number) => requestWith({ names: [encode(0x82, Buffer.alloc(length, 'a'))] });
  let length = 24_000;
  while (!('problem' in readCertificateRequest(withName(length + 1)))) length += 1;
  expect(readCertificateRequest(withName(length + 1))).toEqual({ problem: 'too-long' });
  const longest = read(withName(length)).pem.length;
  // A group of base64 and the line that it may begin.
  expect(longest).toBeLessThanOrEqual(32_767);
  expect(longest).toBeGreaterThan(32_767 - 6);
  expect(readCertificateRequest(Buffer.alloc(200_000, 0x30))).toEqual({ problem: 'too-long' });
});

test('every alternative name counts, however many and short they are', () => {
  const many = 12_000;
  const names = Array.from({ length: many }, () => encode(0x82));
  expect(read(requestWith({ names })).alternativeNames).toHaveLength(many);
});

test('names are read whatever kind of text they are', () => {
  const attribute = (type: string, value: string) =>
    encode(0x31, encode(0x30, encode(0x06, Buffer.from(type, 'hex')), Buffer.from(value, 'hex')));
  const subject = [
    attribute('550403', '0c02c3a4'),
    attribute('55040a', '1302412e'),
    attribute('55040b', '1401e4'),
    attribute('55040b', '1e0420ac0041'),
    attribute('0992268993f22c640119', '16026465'),
    // A UUID as an identifier has a number of 128 bits.
    attribute(`6982${'80'.repeat(9)}00`, '0c0161'),
  ];
  expect(read(requestWith({ subject })).subject.flat()).toEqual([
    { type: '2.25.2361183241434822606848', value: 'a' },
    { type: 'DC', value: 'de' },
    { type: 'OU', value: '€A' },
    { type: 'OU', value: 'ä' },
    { type: 'O', value: 'A.' },
    { type: 'CN', value: 'ä' },
  ]);
});

test.each([
  ['a DNS name in UTF-8', { names: [encode(0x82, Buffer.from('bücher.corp.example'))] }],
  ['a DNS name in Latin-1', { names: [encode(0x82, Buffer.from('bücher.corp.example', 'latin1'))] }],
  ['an e-mail address in UTF-8', { names: [encode(0x81, Buffer.from('bü@corp.example'))] }],
  ['a URI in UTF-8', { names: [encode(0x86, Buffer.from('https://bücher.corp.example/'))] }],
  ['a common name beyond ASCII in a NumericString', inCommonName(0x12)],
  ['a common name beyond ASCII in a PrintableString', inCommonName(0x13)],
  ['a common name beyond ASCII in a TeletexString', inCommonName(0x14)],
  ['a common name beyond ASCII in an IA5String', inCommonName(0x16)],
])('%s is not guessed at', (_, content) => {
  expect(readCertificateRequest(requestWith(content))).toEqual({ problem: 'not-ascii' });
});

test.each([
  ['UTF8String', encode(0x0c, Buffer.from('bücher.corp.example'))],
  ['BMPString', encode(0x1e, Buffer.from('bücher.corp.example', 'utf16le').swap16())],
])('a common name beyond ASCII is read from a %s', (_, value) => {
  expect(read(requestWith({ subject: [commonName(value)] })).subject).toEqual([
    [{ type: 'CN', value: 'bücher.corp.example' }],
  ]);
});

function inCommonName(tag: number): { subject: Buffer[] } {
  return { subject: [commonName(encode(tag, Buffer.from('bücher.corp.example')))] };
}

function commonName(value: Buffer): Buffer {
  return encode(0x31, encode(0x30, Buffer.from('0603550403', 'hex'), value));
}

test('several lists of extensions are reported', () => {
  const list = namesExtension(dnsName('a.corp.example'));
  const { pkcs9, microsoft } = extensionRequests;
  const lists = [
    [attribute(pkcs9, list), attribute(pkcs9, list)],
    [attribute(microsoft, list), attribute(pkcs9, list)],
    [attribute(microsoft, list, list)],
  ];
  for (const attributes of lists) {
    const request = encodeRequest(encode(0x30), { attributes });
    expect(readCertificateRequest(request)).toEqual({ problem: 'several-lists' });
  }
});

test('an extension that is there twice is reported, however little it says', () => {
  const extension = (type: string, ...names: Buffer[]) =>
    sequence(identifier(type), encode(0x04, sequence(...names)));
  const names = extension('2.5.29.17', dnsName('a.corp.example'));
  const usage = extension('2.5.29.37');
  const repeated = [
    [names, names],
    [extension('2.5.29.17'), names],
    [usage, names, usage],
  ];
  for (const extensions of repeated) {
    const attributes = [attribute(extensionRequests.pkcs9, sequence(...extensions))];
    const request = encodeRequest(encode(0x30), { attributes });
    expect(readCertificateRequest(request)).toEqual({ problem: 'repeated-extension' });
  }
});

test('an empty attribute for extensions makes a request none', () => {
  const { pkcs9, microsoft } = extensionRequests;
  const list = namesExtension(dnsName('a.corp.example'));
  const empty = [
    [attribute(pkcs9)],
    [attribute(microsoft, list), attribute(pkcs9)],
    [attribute(microsoft), attribute(pkcs9, list)],
  ];
  for (const attributes of empty) {
    const request = encodeRequest(encode(0x30), { attributes });
    expect(readCertificateRequest(request)).toEqual({ problem: 'no-request' });
  }
});

test.each([
  ['a value of no kind', [Buffer.from('020101', 'hex')]],
  ['a text in parts', [Buffer.from('a203160161', 'hex')]],
])('%s among the alternative names leaves none', (_, names) => {
  expect(read(requestWith({ names })).alternativeNames).toBeUndefined();
});

test.each([
  ['values', () => nested(5000)],
  ['values of a length that is left open', () => Buffer.from('3080'.repeat(10_000), 'hex')],
  ['values in its subject', () => requestWith({ subject: [nested(5000)] })],
])('a request of many nested %s is none', (_, make) => {
  expect(readCertificateRequest(make())).toEqual({ problem: 'no-request' });
});

function nested(depth: number): Buffer {
  const headers: Buffer[] = [];
  let length = 0;
  for (let level = 0; level < depth; level += 1) {
    const longer = length < 0x80 ? [length] : [0x82, length >> 8, length & 0xff];
    const header = Buffer.from([0x30, ...longer]);
    headers.push(header);
    length += header.length;
  }
  return Buffer.concat(headers.reverse());
}

test('alternative names that can not be read are not left out', () => {
  const damaged = Buffer.from(der);
  // The sequence of names becomes an octet string.
  damaged[damaged.indexOf(Buffer.from('30548210', 'hex'))] = 0x04;
  expect(read(damaged).alternativeNames).toBeUndefined();
});

test.each([
  ['cut off', der.subarray(0, -1)],
  ['with more behind it', Buffer.concat([der, der])],
  ['with bits of its signature that are not used', withUnusedBits()],
  ['of another kind', Buffer.from('3003020105', 'hex')],
  ['of another kind in base64', 'MAMCAQU='],
])('DER %s is no request', (_, input) => {
  expect(readCertificateRequest(input)).toEqual({ problem: 'no-request' });
});

test('whatever comes is read or refused, and nothing is thrown', () => {
  const damaged = fc.tuple(fc.nat(der.length - 1), fc.nat(255)).map(([at, to]) => {
    const bytes = Buffer.from(der);
    bytes[at] = to;
    return bytes;
  });
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.uint8Array(), damaged), (input) => {
      expect(readCertificateRequest(input)).toEqual(expect.any(Object));
    }),
    { numRuns: 1000 },
  );
});
