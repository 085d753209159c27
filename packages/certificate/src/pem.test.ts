import fc from 'fast-check';
import { expect, test } from 'vitest';
import { accountForPem, beginsPem, isCutOffPem, pemBlocks, writePem } from './pem.ts';

const label = fc.constantFrom('CERTIFICATE', 'PKCS7', 'EC PRIVATE KEY');
const part = fc.record({ label, der: fc.uint8Array({ minLength: 1, maxLength: 200 }) });

test('blocks are read back from what is written, whatever stands between them', () => {
  const words = fc.constantFrom('', '\n', 'subject=CN = a\r\n', ' - ');
  fc.assert(
    fc.property(fc.array(part), words, (parts, between) => {
      const text = parts.map((one) => between + writePem(one.label, one.der)).join('');
      const blocks = pemBlocks(text);
      expect(blocks.map((block) => [block.label, Buffer.from(block.content, 'base64')])).toEqual(
        parts.map((one) => [one.label, Buffer.from(one.der)]),
      );
      expect(isCutOffPem(text)).toBe(false);
      expect(blocks.at(0)?.start ?? 0).toBe(parts.length > 0 ? between.length : 0);
      expect(blocks.at(-1)?.end ?? 0).toBe(text.trimEnd().length);
    }),
  );
});

test('lines have 64 characters, as RFC 7468 has them', () => {
  expect(writePem('X', new Uint8Array(96))).toBe(
    `-----BEGIN X-----\n${'A'.repeat(64)}\n${'A'.repeat(64)}\n-----END X-----\n`,
  );
});

test('text that is cut off anywhere inside a block is told from a whole one', () => {
  const whole = writePem('CERTIFICATE', new Uint8Array(100));
  for (let length = '-----BEGIN '.length; length < whole.trimEnd().length; length += 1) {
    expect(isCutOffPem(whole.slice(0, length))).toBe(true);
    expect(isCutOffPem(whole + whole.slice(0, length))).toBe(true);
    expect(pemBlocks(whole + whole.slice(0, length))).toHaveLength(1);
  }
  expect(isCutOffPem('-----END CERTIFICATE-----')).toBe(true);
  expect(isCutOffPem(whole.replace('END CERTIFICATE', 'END PKCS7'))).toBe(true);
});

test('every block is accounted for, a part of one too', () => {
  const whole = writePem('CERTIFICATE', new Uint8Array(100));
  const labelsOf = (text: string) => accountForPem(text).map((found) => found?.label);
  expect(labelsOf(`words\n${whole}-- more words -----\n${whole}\n`)).toEqual(['CERTIFICATE', 'CERTIFICATE']);
  expect(labelsOf('words')).toEqual([]);
  const encrypted =
    '-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nAAAA\n-----END RSA PRIVATE KEY-----\n';
  expect(labelsOf(encrypted + whole)).toEqual(['RSA PRIVATE KEY', 'CERTIFICATE']);
  for (let length = '-----B'.length; length < whole.trimEnd().length; length += 1) {
    expect(labelsOf(whole + whole.slice(0, length))).toEqual(['CERTIFICATE', undefined]);
    expect(labelsOf(`${whole.slice(0, length)}\n${whole}`)).toEqual([undefined, 'CERTIFICATE']);
  }
  expect(labelsOf(`-----END CERTIFICATE-----\n${whole}`)).toEqual([undefined, 'CERTIFICATE']);
  expect(labelsOf(`${whole}-----END CERTIFICATE-----`)).toEqual(['CERTIFICATE', undefined]);
});

test.each([
  ['-----BEGIN CERTIFICATE-----', ['any', 'certificate']],
  ['words\n-----BEGIN PRIVATE KEY-----', ['any', 'privateKey']],
  ['-----BEGIN ENCRYPTED PRIVATE KEY-----', ['any', 'privateKey']],
  ['-----BEGIN EC PRIVATE KEY-----', ['any', 'privateKey']],
  ['-----BEGIN PKCS7-----', ['any']],
  ['-----BEGIN', ['any']],
  ['-----END CERTIFICATE-----', []],
  ['', []],
])('%j begins %j', (text, kinds) => {
  const found = (['any', 'certificate', 'privateKey'] as const).filter((kind) => beginsPem(text, kind));
  expect(found).toEqual(kinds);
});
