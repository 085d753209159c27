import { expect, test } from 'vitest';
import { makeCertificate, makeCsr } from '../../../test/make-csr.ts';
import { readCertificateRequest } from './certificate-request.ts';
import { readStoredCertificate } from './stored-certificate.ts';

test.each(['rsa', 'ec'] as const)('a request is read alike in every form: %s', (type) => {
  const { pem, der } = makeCsr('www.example.org', { type });
  const read = readCertificateRequest(der);
  expect(read?.pem).toBe(pem);
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
  const hash = readCertificateRequest(der)?.keyHash;
  expect(readStoredCertificate(Buffer.from(own).toString('base64')).keyHash).toBe(hash);
  expect(readStoredCertificate(Buffer.from(other).toString('base64')).keyHash).not.toBe(hash);
});

test('what is no request gives nothing', () => {
  const { pem, der } = makeCsr('www.example.org');
  const damaged = [
    '',
    'hello',
    '-----BEGIN CERTIFICATE REQUEST-----\n-----END CERTIFICATE REQUEST-----',
    pem.slice(0, pem.length / 2),
    Buffer.from(makeCertificate({ name: 'a', serial: '01' })).toString('base64'),
  ];
  for (const text of damaged) expect(readCertificateRequest(Buffer.from(text))).toBeUndefined();
  expect(readCertificateRequest(der.subarray(0, der.length - 1))).toBeUndefined();
  expect(readCertificateRequest(Buffer.concat([der, der]))).toBeUndefined();
});
