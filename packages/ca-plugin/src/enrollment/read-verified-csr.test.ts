import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rsaKey } from '../../../certificate/test/support/broken-keys.ts';
import { commonName, encodeRequest } from '../../../certificate/test/support/encode-request.ts';
import { armor, csrFor, makeCsr } from '../../test/support/make-csr.ts';
import { readVerifiedCsr } from './read-verified-csr.ts';
import { isRefusal } from './refusal.ts';

async function problemOf(input: string | Uint8Array): Promise<string> {
  const csr = await readVerifiedCsr(input);
  if (!isRefusal(csr)) throw new Error('the CSR was taken');
  return csr.problem;
}

async function read(input: string | Uint8Array) {
  const csr = await readVerifiedCsr(input);
  if (isRefusal(csr)) throw new Error(csr.problem);
  return csr;
}

describe('a CSR', () => {
  test('is read from PEM of either armor, base64 and DER alike', async () => {
    const { pem, der } = await csrFor('www.corp.example');
    const forms = [
      pem,
      pem.replaceAll('\n', '\r\n'),
      `Certificate Request:\n    Data:\n${pem}`,
      armor(der, 'NEW CERTIFICATE REQUEST'),
      der.toString('base64'),
      pem.replaceAll(/-----[^-]+-----/g, ''),
      der,
      Uint8Array.from(der),
      Buffer.from(pem),
    ];
    const fingerprints = new Set<string>();
    for (const form of forms) {
      const csr = await read(form);
      fingerprints.add(csr.fingerprint);
      expect(csr.pem).toBe(pem);
    }
    expect(fingerprints.size).toBe(1);
  });

  test.each([
    ['P-256', { algorithm: 'EC', parameter: 'P-256' }],
    ['P-384', { algorithm: 'EC', parameter: 'P-384' }],
    ['P-521', { algorithm: 'EC', parameter: 'P-521' }],
    ['RSA-2048', { algorithm: 'RSA', parameter: '2048' }],
    ['RSA-3072', { algorithm: 'RSA', parameter: '3072' }],
  ] as const)('with a key of %s is taken', async (key, expected) => {
    const { pem } = await csrFor('www.corp.example', { key });
    expect((await read(pem)).key).toEqual(expected);
  });

  test('has a subject, the most specific part first', async () => {
    const { pem } = await makeCsr([
      ['2.5.4.6', 'DE'],
      ['O', 'Corp, Inc.'],
      ['CN', 'www.corp.example'],
    ]);
    expect((await read(pem)).subject).toEqual([
      [{ type: 'CN', value: 'www.corp.example' }],
      [{ type: 'O', value: 'Corp, Inc.' }],
      [{ type: 'C', value: 'DE' }],
    ]);
  });

  test('has alternative names of every kind', async () => {
    const { pem } = await csrFor('www.corp.example', {
      names: [
        [2, 'www.corp.example'],
        [1, 'anna@corp.example'],
        [6, 'https://corp.example/'],
        [7, '0a010203'],
        [7, '20010db8000000000000000000000001'],
      ],
    });
    expect((await read(pem)).alternativeNames).toEqual([
      { kind: 'dns', value: 'www.corp.example' },
      { kind: 'email', value: 'anna@corp.example' },
      { kind: 'uri', value: 'https://corp.example/' },
      { kind: 'ip', value: '10.1.2.3' },
      { kind: 'ip', value: '2001:0db8:0000:0000:0000:0000:0000:0001' },
    ]);
  });
});

describe('a CSR is refused', () => {
  test('with an RSA key below 2048 bits', async () => {
    const { pem } = await csrFor('www.corp.example', { key: 'RSA-1024' });
    expect(await problemOf(pem)).toBe(
      'The RSA key of the CSR has 1024 bits, which is too weak. Make a new CSR with at least 2048 bits.',
    );
  });

  test('with an RSA key for which anybody can sign', async () => {
    const modulus = 2n ** 2047n + 2n ** 64n + 1n;
    const key = rsaKey({ modulus, publicExponent: 1n, privateExponent: 1n });
    expect(await problemOf(encodeRequest(commonName('www.corp.example'), { key }))).toBe(
      'The key of the CSR is broken: anybody could sign with it. Make a new key and a CSR for it.',
    );
  });

  test('with a key that is neither RSA nor on a common curve', async () => {
    const { der } = await csrFor('www.corp.example');
    const spki = (namedCurve: string) =>
      generateKeyPairSync('ec', { namedCurve }).publicKey.export({ format: 'der', type: 'spki' });
    const ed = generateKeyPairSync('ed25519').publicKey.export({ format: 'der', type: 'spki' });
    expect(await problemOf(withKey(der, spki('secp256k1')))).toContain('not on P-256, P-384 or P-521');
    expect(await problemOf(withKey(der, ed))).toContain('neither RSA nor EC');
  });

  test('where it was changed after it was signed', async () => {
    const { der } = await csrFor('www.corp.example');
    const changed = Buffer.from(der);
    changed[changed.indexOf('www.corp')] = 0x78;
    expect(await problemOf(changed)).toContain('not signed with its own key, or was changed');
  });

  test('where it is signed by MD5', async () => {
    const { der } = await csrFor('www.corp.example', { key: 'RSA-2048' });
    const signed = Buffer.from(der);
    // sha256WithRSAEncryption becomes md5WithRSAEncryption.
    signed[signed.lastIndexOf(Buffer.from('2a864886f70d01010b', 'hex')) + 8] = 4;
    expect(await problemOf(signed)).toBe(
      'The signature algorithm of the CSR is not supported. Sign a new one with SHA-256.',
    );
  });

  test('where it is signed with another key', async () => {
    const [one, other] = [await csrFor('www.corp.example'), await csrFor('www.corp.example')];
    const point = Buffer.from(other.privateKey.export({ format: 'der', type: 'pkcs8' })).subarray(-65);
    const swapped = Buffer.from(one.der);
    point.copy(swapped, swapped.indexOf(Buffer.from('034200', 'hex')) + 3);
    expect(await problemOf(swapped)).toContain('not signed with its own key, or was changed');
  });

  test.each([
    ['', 'The CSR is missing.'],
    [' \n', 'The CSR is missing.'],
    ['äöü', 'neither PEM, nor base64, nor DER'],
    ['AAAA', 'damaged, or is not a PKCS#10 request'],
    ['A'.repeat(40_000), 'longer than the 32767 characters that SCM takes'],
    ['-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----', 'lines of a CERTIFICATE REQUEST'],
    ['-----BEGIN CERTIFICATE REQUEST-----\nAAAA', 'lines of a CERTIFICATE REQUEST'],
  ])('as %j', async (text, expected) => {
    expect(await problemOf(text)).toContain(expected);
  });

  test('where there are several, or something stands behind it', async () => {
    const { pem, der } = await csrFor('www.corp.example');
    expect(await problemOf(pem + pem)).toBe('There are several CSRs. Give one.');
    expect(await problemOf(Buffer.concat([der, Buffer.from([0])]))).toContain('damaged');
    expect(await problemOf(der.subarray(0, -1))).toContain('damaged');
  });

  test('whatever byte of the signed part is changed', async () => {
    const { der } = await csrFor('www.corp.example');
    const start = headerLength(der);
    const info = der.subarray(start);
    const end = start + headerLength(info) + contentLength(info);
    const index = fc.integer({ min: start, max: end - 1 });
    await fc.assert(
      fc.asyncProperty(index, fc.integer({ min: 1, max: 255 }), async (position, bits) => {
        const changed = Buffer.from(der);
        changed[position] = (changed[position] ?? 0) ^ bits;
        expect(isRefusal(await readVerifiedCsr(changed))).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  test('without ever throwing, whatever comes', async () => {
    const anything = fc.oneof(fc.string(), fc.uint8Array());
    await fc.assert(
      fc.asyncProperty(anything, async (input) => {
        expect(isRefusal(await readVerifiedCsr(input))).toBe(true);
      }),
    );
  });
});

/** Puts another public key into a request; lengths of the surrounding values are mended. */
function withKey(der: Buffer, spki: Buffer): Buffer {
  const start = der.indexOf(Buffer.from('3059301306072a8648ce3d0201', 'hex'));
  const info = Buffer.concat([der.subarray(headerLength(der), start), spki, der.subarray(start + 91)]);
  const inner = info.subarray(headerLength(info));
  const innerLength = contentLength(der.subarray(headerLength(der))) + spki.length - 91;
  const rest = inner.subarray(innerLength);
  return sequence(Buffer.concat([sequence(inner.subarray(0, innerLength)), rest]));
}

function sequence(content: Buffer): Buffer {
  const { length } = content;
  const header =
    length < 128
      ? [0x30, length]
      : length < 256
        ? [0x30, 0x81, length]
        : [0x30, 0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from(header), content]);
}

function headerLength(der: Buffer): number {
  const first = der[1] ?? 0;
  return first < 128 ? 2 : 2 + (first & 0x7f);
}

function contentLength(der: Buffer): number {
  const header = headerLength(der);
  return header === 2 ? (der[1] ?? 0) : der.readUIntBE(2, header - 2);
}
