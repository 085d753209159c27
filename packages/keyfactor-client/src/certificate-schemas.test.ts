import * as v from 'valibot';
import { expect, test } from 'vitest';
import { CommandCertificateSchema } from './certificate-schemas.ts';

test('a certificate is read in PascalCase and in camelCase, with the names of its metadata untouched', () => {
  const metadata = { 'owner-Email': 'a', id: 'b' };
  const expected = { Id: 7, SerialNumber: '0A', IssuerDN: 'CN=x', Metadata: metadata };
  expect(
    v.parse(CommandCertificateSchema, { Id: 7, SerialNumber: '0A', IssuerDN: 'CN=x', Metadata: metadata }),
  ).toEqual(expected);
  expect(
    v.parse(CommandCertificateSchema, { id: 7, serialNumber: '0A', issuerDN: 'CN=x', metadata }),
  ).toEqual(expected);
});

test('values without text and a missing metadata map pass', () => {
  expect(v.parse(CommandCertificateSchema, { Id: 7, Metadata: null })).toEqual({ Id: 7, Metadata: null });
  const metadata = { A: null, B: 5, C: true };
  expect(v.parse(CommandCertificateSchema, { Id: 7, Metadata: metadata }).Metadata).toEqual(metadata);
});

test('unknown properties pass under raw, in each object, and an unknown state passes', () => {
  const location = { Url: 'http://crl.example', FutureProperty: 1 };
  const document = {
    Id: 7,
    CertState: 99,
    FutureProperty: { a: [1] },
    CRLDistributionPoints: [location],
  };
  expect(v.parse(CommandCertificateSchema, document)).toEqual({
    Id: 7,
    CertState: 99,
    CRLDistributionPoints: [{ Url: 'http://crl.example', raw: { FutureProperty: 1 } }],
    raw: { FutureProperty: { a: [1] } },
  });
});

test.each([null, {}, { Id: 'x' }, { Id: 7, Metadata: 'x' }])('%j is no certificate', (document) => {
  expect(v.safeParse(CommandCertificateSchema, document).success).toBe(false);
});
