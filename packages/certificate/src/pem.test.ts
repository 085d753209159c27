import fc from 'fast-check';
import { expect, test } from 'vitest';
import { accountForPem, beginsPem, type PemBlock, writePem } from './pem.ts';

const label = fc.constantFrom('CERTIFICATE', 'PKCS7', 'EC PRIVATE KEY');
const part = fc.record({ label, der: fc.uint8Array({ minLength: 1, maxLength: 200 }) });

test('blocks are read back from what is written, whatever stands between them', () => {
  const words = fc.constantFrom('', '\n', 'subject=CN = a\r\n', ' - ');
  fc.assert(
    fc.property(fc.array(part), words, (parts, between) => {
      const text = parts.map((one) => between + writePem(one.label, one.der)).join('');
      const blocks = accountForPem(text, { marksAnywhere: true }) as PemBlock[];
      expect(blocks.map((block) => [block.label, Buffer.from(block.content, 'base64')])).toEqual(
        parts.map((one) => [one.label, Buffer.from(one.der)]),
      );
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

const labelsOf = (text: string, marksAnywhere = false) =>
  accountForPem(text, { marksAnywhere }).map((found) => ('label' in found ? found.label : found.problem));

test.each([true, false])(
  'text that is cut off anywhere inside a block is told from a whole one (%j)',
  (anywhere) => {
    const whole = writePem('CERTIFICATE', new Uint8Array(100));
    for (let length = '-----BEGIN '.length; length < whole.trimEnd().length; length += 1) {
      expect(labelsOf(whole.slice(0, length), anywhere)).toEqual(['cut-off']);
      expect(labelsOf(whole + whole.slice(0, length), anywhere)).toEqual(['CERTIFICATE', 'cut-off']);
    }
    expect(labelsOf('-----END CERTIFICATE-----', anywhere)).toEqual(['cut-off']);
    expect(labelsOf(whole.replace('END CERTIFICATE', 'END PKCS7'), anywhere)).toEqual(['cut-off']);
  },
);

test.each([
  '  -----BEGIN X-----\n  AAAA\n  -----END X-----',
  'a -----BEGIN X-----AAAA-----END X-----b',
  '-----BEGIN X-----\rAAAA\r-----END X-----\r',
])('the marks of %j count where they may stand anywhere', (text) => {
  expect(accountForPem(text, { marksAnywhere: true })).toMatchObject([
    { label: 'X', start: text.indexOf('-----BEGIN'), end: text.lastIndexOf('-----') + 5 },
  ]);
});

test('every block is accounted for, a part of one too', () => {
  const whole = writePem('CERTIFICATE', new Uint8Array(100));
  expect(labelsOf(`words\n${whole}-- more words -----\n${whole}\n`)).toEqual(['CERTIFICATE', 'CERTIFICATE']);
  expect(labelsOf('words')).toEqual([]);
  const encrypted =
    '-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nAAAA\n-----END RSA PRIVATE KEY-----\n';
  expect(labelsOf(encrypted + whole)).toEqual(['RSA PRIVATE KEY', 'CERTIFICATE']);
  for (let length = '-----B'.length; length < whole.trimEnd().length; length += 1) {
    expect(labelsOf(whole + whole.slice(0, length))).toEqual(['CERTIFICATE', 'cut-off']);
    expect(labelsOf(`${whole.slice(0, length)}\n${whole}`)).toEqual(['cut-off', 'CERTIFICATE']);
  }
  expect(labelsOf(`-----END CERTIFICATE-----\n${whole}`)).toEqual(['cut-off', 'CERTIFICATE']);
  expect(labelsOf(`${whole}-----END CERTIFICATE-----`)).toEqual(['CERTIFICATE', 'cut-off']);
});

test.each([
  ['  -----BEGIN X-----\nAAAA\n-----END X-----', [1, 'cut-off']],
  ['a\nb -----BEGIN X-----\nAAAA\n-----END X-----', [2, 'cut-off']],
  ['-----BEGIN X-----AAAA\n-----END X-----', [1, 'cut-off']],
  ['-----BEGIN X-----\rAAAA\r-----END X-----\r', [1]],
  ['-----BEGIN X-----\nAAAA-----END X-----\n', [2]],
  ['-----BEGIN X-----\nAAAA\n-----END X----------BEGIN Y-----\nAAAA\n-----END Y-----\n', [3, 'cut-off']],
  ['-----BEGIN X-----\nAAAA\n-----END X----- a', [3]],
  ['---BEGIN EC PRIVATE KEY---\nAAAA', [1]],
  ['-----begin certificate-----\nAAAA', [1]],
  ['-----BEGIN X----- \t\r\nAAAA\n-----END X-----\t', ['X']],
  ['\u2013BEGIN CERTIFICATE\u2013\nAAAA', [1]],
  ['-----BEGIN X-----\nAAAA -END CERTIFICATE-\n', [2]],
  ['CN=Front-End Key-1\nName: back-end certificate - old\n-----BEGIN X-----\nAAAA\n-----END X-----', ['X']],
  ['#-----BEGIN X-----\n#AAAA\n # -----END X-----\n-----BEGIN Y-----\nAAAA\n-----END Y-----', ['Y']],
  ['-----BEGIN X-----\nAAAA\n#-----END X-----\n', [3]],
  ['--- End Entity Certificate ---\n-----BEGIN X-----\nAAAA\n-----END X-----\n-- end key --\n', ['X']],
  ['-- begin key --\n-----BEGIN X-----\nAAAA\n-----END X-----\n- End of the Certificate -', ['X']],
  ['-----end entity certificate-----\n-----BEGIN X-----\nAAAA\n-----END X-----', ['X']],
  ['----BEGIN CERTIFICATE-----\r\n\r\nAAAA\r\n', [1]],
  ['-----BEGIN X-----\nAAAA\n-----END X-----\nAAAA\n---END KEY---', ['X', 5]],
  ['> ---BEGIN EC PRIVATE KEY---\n> AAAA', [1]],
  ['--BEGIN EC PRIVATE KEY--\nProc-Type: 4,ENCRYPTED\n\nAAAA', [1]],
  ['b -----begin certificate-----\nAAAA', [1]],
  ['-- begin of the certificates\nTHE END\n- END\nBEGIN CERTIFICATE', []],
])('in %j the lines of blocks have to stand alone', (text, expected) => {
  const found = accountForPem(text).map((each) => {
    if ('label' in each) return each.label;
    return each.problem === 'misplaced' ? each.line : each.problem;
  });
  expect(found).toEqual(expected);
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
