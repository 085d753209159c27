import { X509Certificate } from 'node:crypto';
import { writePem } from '@certbridge/certificate';
import { expect, test } from 'vitest';
import { makeCertificate, newKey } from '../../test/support/make-csr.ts';
import { findChain } from './find-chain.ts';
import { readCertificates } from './read-certificates.ts';
import { readStoredCertificate } from './stored-certificate.ts';

const base64 = (der: Uint8Array) => Buffer.from(der).toString('base64');

test('a certificate is read with its names, times and thumbprints', () => {
  const der = makeCertificate({
    name: 'a, "b" + c',
    serial: '0af3',
    notBefore: '2026-06-01T00:00:00Z',
    notAfter: '2051-06-01T10:20:30Z',
    dnsNames: ['www.example.org', 'example.org'],
  });
  const read = readStoredCertificate(base64(der));
  const x509 = new X509Certificate(der);
  expect(Buffer.from(read.der).equals(der)).toBe(true);
  expect(read).toMatchObject({
    serialNumber: 'AF3',
    subject: 'CN=a\\, \\"b\\" \\+ c',
    issuer: 'CN=a\\, \\"b\\" \\+ c',
    subjectAlternativeNames: ['dns=www.example.org', 'dns=example.org'],
    notBefore: '2026-06-01T00:00:00.000Z',
    notAfter: '2051-06-01T10:20:30.000Z',
    sha1: x509.fingerprint.replaceAll(':', ''),
    sha256: x509.fingerprint256.replaceAll(':', ''),
  });
});

test('a name with a comma stays one name', () => {
  const der = makeCertificate({ name: 'a', serial: '01', dnsNames: ['a, DNS:b', 'c"d'] });
  expect(readStoredCertificate(base64(der)).subjectAlternativeNames).toEqual(['dns=a, DNS:b', 'dns=c"d']);
});

test('what is no certificate is refused', () => {
  expect(() => readStoredCertificate('AAAA')).toThrow();
  expect(() => readStoredCertificate('')).toThrow();
});

test('the issuers of a certificate are found in their order, whatever else there is', () => {
  const root = { name: 'Root', key: newKey('ec') };
  const issuing = { name: 'Issuing', key: newKey('ec') };
  const rootDer = makeCertificate({ ...root, serial: '01' });
  const issuingDer = makeCertificate({ ...issuing, serial: '02', issuer: root });
  const namesake = makeCertificate({ name: 'Issuing', serial: '03' });
  const leaf = new X509Certificate(makeCertificate({ name: 'www', serial: '04', issuer: issuing }));
  const pem = [namesake, rootDer, issuingDer].map((der) => writePem('CERTIFICATE', der)).join('words\n');
  const damaged = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n';
  expect(findChain(leaf, readCertificates(damaged + pem)).map(({ serialNumber }) => serialNumber)).toEqual([
    '02',
    '01',
  ]);
  expect(findChain(leaf, [new X509Certificate(namesake)])).toEqual([]);
  expect(findChain(new X509Certificate(rootDer), readCertificates(pem))).toEqual([]);
});
