import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readPkcs7 } from './pkcs7.ts';
import { writePkcs7 } from './write-pkcs7.ts';

const signedData = Buffer.from('06092a864886f70d010702', 'hex');
const data = Buffer.from('06092a864886f70d010701', 'hex');

/** Writes a value with a definite length. */
function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  if (length < 0x80) return Buffer.concat([Buffer.from([tag, length]), content]);
  const bytes = length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...bytes]), content]);
}

/** Writes a value without a length, as BER allows. */
function ber(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  return Buffer.concat([Buffer.from([tag, 0x80]), ...parts, Buffer.from([0, 0])]);
}

type Writer = typeof der;

function pkcs7(certificates: readonly Uint8Array[], write: Writer, type = signedData): Buffer {
  const version = der(0x02, Buffer.from([1]));
  const body = write(0x30, version, der(0x31), write(0x30, data), write(0xa0, ...certificates), der(0x31));
  return write(0x30, type, write(0xa0, body));
}

const certificate = fc.uint8Array({ maxLength: 400 }).map((content) => der(0x30, der(0x04, content)));

test.each([
  ['definite', der],
  ['indefinite', ber],
] as const)('certificates are found in their order, with %s lengths', (_, write) => {
  fc.assert(
    fc.property(fc.array(certificate, { maxLength: 4 }), (certificates) => {
      const found = readPkcs7(pkcs7(certificates, write));
      expect(found?.map((bytes) => Buffer.from(bytes))).toEqual(certificates);
    }),
  );
});

test('what is written is DER: certificates byte for byte, in the order of their encodings', () => {
  fc.assert(
    fc.property(fc.array(certificate, { maxLength: 4 }), (certificates) => {
      const sorted = certificates.toSorted(Buffer.compare);
      const given = [...certificates];
      const written = writePkcs7(certificates);
      expect(Buffer.from(written)).toEqual(pkcs7(sorted, der));
      expect(readPkcs7(written)?.map((bytes) => Buffer.from(bytes))).toEqual(sorted);
      expect(certificates).toEqual(given);
    }),
  );
});

test('a certificate is not encoded anew, whatever is in it', () => {
  // A boolean that is not DER, whose signature holds all the same.
  const odd = der(0x30, der(0x01, Buffer.from([0x01])));
  expect(readPkcs7(writePkcs7([odd]))?.map((bytes) => Buffer.from(bytes))).toEqual([odd]);
});

test('certificates of other kinds are ignored', () => {
  const one = der(0x30, der(0x04, Buffer.from('x')));
  expect(readPkcs7(pkcs7([der(0xa1, one), one, der(0xa3, one)], der))?.length).toBe(1);
});

test('a file without certificates holds none', () => {
  const body = der(0x30, der(0x02, Buffer.from([1])), der(0x31), der(0x30, data), der(0x31));
  expect(readPkcs7(der(0x30, signedData, der(0xa0, body)))).toEqual([]);
});

test('another type of content is no PKCS#7 with certificates', () => {
  expect(readPkcs7(pkcs7([], der, data))).toBeUndefined();
});

test.each([der, ber])('a file that is cut off anywhere is not read', (write) => {
  const file = pkcs7([der(0x30, der(0x04, Buffer.alloc(200)))], write);
  for (let length = 0; length < file.length; length += 1) {
    expect(readPkcs7(file.subarray(0, length))).toBeUndefined();
  }
});

test('garbage never throws, and never returns bytes beyond the file', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      for (const found of readPkcs7(bytes) ?? []) expect(found.length).toBeLessThanOrEqual(bytes.length);
    }),
    { numRuns: 2000 },
  );
});

test('a damaged file never throws, and never returns bytes beyond the file', () => {
  const file = pkcs7([der(0x30, der(0x04, Buffer.alloc(50))), der(0x30, der(0x04, Buffer.alloc(9)))], ber);
  fc.assert(
    fc.property(
      fc.nat(file.length - 1),
      fc.nat(255),
      fc.nat(file.length - 1),
      fc.nat(255),
      (at, to, at2, to2) => {
        const damaged = Buffer.from(file);
        damaged[at] = to;
        damaged[at2] = to2;
        for (const found of readPkcs7(damaged) ?? []) expect(found.length).toBeLessThanOrEqual(file.length);
      },
    ),
    { numRuns: 2000 },
  );
});

test('values that are nested without end are given up', () => {
  expect(readPkcs7(Buffer.alloc(100_000, Buffer.from([0x30, 0x80])))).toBeUndefined();
});

test('a length that claims more than there is is refused', () => {
  expect(readPkcs7(Buffer.from('3084ffffffff06092a864886f70d010702', 'hex'))).toBeUndefined();
  expect(readPkcs7(Buffer.from('308500ffffffff', 'hex'))).toBeUndefined();
});
