import { X509Certificate } from 'node:crypto';
import { expect, test } from 'vitest';
import { readCertificateNames, readMainNames } from './certificate-names.ts';
import { issueCertificate } from './issue-certificate.ts';

const time = { notBefore: new Date('2026-01-01T00:00:00Z'), notAfter: new Date('2030-01-01T00:00:00Z') };

test('a certificate of an own authority is verified by it, and has its names', async () => {
  const authority = await issueCertificate({ commonName: 'Trial CA', usage: 'ca', ...time });
  const names = ['localhost', '127.0.0.1'];
  const server = await issueCertificate(
    { commonName: 'Gateway', usage: 'server', names, ...time },
    authority,
  );
  const issuer = new X509Certificate(authority.certificate);
  const certificate = new X509Certificate(server.certificate);
  expect(issuer.ca && issuer.verify(issuer.publicKey)).toBe(true);
  expect(certificate.ca).toBe(false);
  expect(certificate.verify(issuer.publicKey) && certificate.checkIssued(issuer)).toBe(true);
  expect(certificate.checkHost('localhost')).toBe('localhost');
  expect(certificate.checkIP('127.0.0.1')).toBe('127.0.0.1');
  expect(certificate.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1']);
  expect(readCertificateNames(certificate.raw)).toEqual({
    subject: [[{ type: 'CN', value: 'Gateway' }]],
    issuer: [[{ type: 'CN', value: 'Trial CA' }]],
    alternativeNames: [
      { kind: 'dns', value: 'localhost' },
      { kind: 'ip', value: '127.0.0.1' },
    ],
  });
});

test('subject and issuer are read without a look at the alternative names', async () => {
  const names = ['localhost'];
  const { certificate } = await issueCertificate({ commonName: 'a', usage: 'server', names, ...time });
  const damaged = Buffer.from(new X509Certificate(certificate).raw);
  // The list of alternative names, in an octet string behind their identifier, becomes a set.
  damaged[damaged.indexOf(Buffer.from('0603551d11', 'hex')) + 7] = 0x31;
  expect(readCertificateNames(damaged)).toBeUndefined();
  const name = [[{ type: 'CN', value: 'a' }]];
  expect(readMainNames(damaged)).toEqual({ subject: name, issuer: name });
});

test('a certificate may end beyond 2049', async () => {
  const notAfter = new Date('2060-01-01T00:00:00Z');
  const { certificate } = await issueCertificate({ commonName: 'a', usage: 'ca', ...time, notAfter });
  expect(new X509Certificate(certificate).validToDate).toEqual(notAfter);
});

test('what is no certificate has no names', () => {
  expect(readCertificateNames(Buffer.from('no certificate'))).toBeUndefined();
  expect(readCertificateNames(new Uint8Array())).toBeUndefined();
  expect(readMainNames(Buffer.from('no certificate'))).toBeUndefined();
});
