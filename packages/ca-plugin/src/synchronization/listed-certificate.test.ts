import { expect, test } from 'vitest';
import { ListedCertificates } from './listed-certificate.ts';

const row = { sslId: 7, serialNumber: '0A', status: 'Issued', profileId: undefined };

test('a certificate is there once, with what all lists tell', () => {
  const found = new ListedCertificates();
  found.add({ ...row, serialNumber: undefined });
  found.add({ ...row, profileId: 1001 });
  expect(found.values()).toEqual([{ ...row, profileId: 1001 }]);
});

test('two states of one certificate are none', () => {
  const found = new ListedCertificates();
  found.add(row);
  found.add({ ...row, status: 'Revoked' });
  found.add(row);
  expect(found.values()).toEqual([{ ...row, status: undefined }]);
});

test('what was found is not missing', () => {
  const found = new ListedCertificates();
  found.add(row);
  found.addMissing({ ...row, status: undefined });
  found.addMissing({ ...row, sslId: 8, status: undefined });
  expect(found.values()).toEqual([row, { ...row, sslId: 8, status: undefined }]);
});
