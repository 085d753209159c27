import { expect, test } from 'vitest';
import { makeCertificate, makeCsr } from '../../../test/make-csr.ts';
import { type CertificateRequest, readCertificateRequest, renderPem } from './certificate-request.ts';
import { readStoredCertificate } from './stored-certificate.ts';

test.each(['rsa', 'ec'] as const)('a request is read alike in every form: %s', (type) => {
  const { pem, der } = makeCsr('www.example.org', { type });
  const read = readCertificateRequest(der);
  expect(read).toMatchObject({ pem });
  const forms = [
    pem,
    pem.replaceAll('\n', '\r\n'),
    pem.replaceAll('CERTIFICATE REQUEST', 'NEW CERTIFICATE REQUEST'),
    `friendly words before it\n${pem}`,
    Buffer.from(der).toString('base64'),
    `\uFEFF${pem}`,
  ];
  for (const form of forms) expect(readCertificateRequest(Buffer.from(form))).toEqual(read);
});

test('a certificate of the request has the same hash of its key, and another one has not', () => {
  const { der, key } = makeCsr('www.example.org');
  const own = makeCertificate({ name: 'www.example.org', serial: '01', key });
  const other = makeCertificate({ name: 'www.example.org', serial: '02' });
  const { keyHash: hash } = readCertificateRequest(der) as CertificateRequest;
  expect(readStoredCertificate(Buffer.from(own).toString('base64')).keyHash).toBe(hash);
  expect(readStoredCertificate(Buffer.from(other).toString('base64')).keyHash).not.toBe(hash);
});

test.each([
  ['nothing', () => '', 'is empty'],
  ['some text', () => 'hello', 'no certificate request'],
  [
    'an empty block',
    () => '-----BEGIN CERTIFICATE REQUEST-----\n-----END CERTIFICATE REQUEST-----',
    'no certif',
  ],
  ['half a request', (pem: string) => pem.slice(0, pem.length / 2), 'cut off'],
  ['two requests', (pem: string) => pem + makeCsr('other.example.org').pem, 'several'],
  ['a request and the beginning of another', (pem: string) => pem + pem.slice(0, 90), 'cut off'],
  ['text behind it', (pem: string) => `${pem}and so on`, 'text behind'],
  ['a key beside it', (pem: string) => renderPem('PRIVATE KEY', Buffer.from('key')) + pem, '(PRIVATE KEY)'],
  [
    'a certificate',
    () => renderPem('CERTIFICATE', makeCertificate({ name: 'a', serial: '01' })),
    '(CERTIFICATE)',
  ],
  [
    'a certificate in base64',
    () => Buffer.from(makeCertificate({ name: 'a', serial: '01' })).toString('base64'),
    'no cer',
  ],
])('a file with %s is refused', (_, change, problem) => {
  const { pem } = makeCsr('www.example.org');
  expect(readCertificateRequest(Buffer.from(change(pem)))).toEqual({
    problem: expect.stringContaining(problem),
    remedy: expect.any(String),
  });
});

test('DER that is cut off, or goes on, is refused', () => {
  const { der } = makeCsr('www.example.org');
  for (const bytes of [der.subarray(0, der.length - 1), Buffer.concat([der, der])])
    expect(readCertificateRequest(bytes)).toHaveProperty('problem');
});
