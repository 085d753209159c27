import { X509Certificate } from 'node:crypto';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { issueCertificate } from './issue-certificate.ts';
import { subjectKeyId } from './subject-key-id.ts';

const time = { notBefore: new Date('2026-01-01T00:00:00Z'), notAfter: new Date('2030-01-01T00:00:00Z') };

async function certificateDer(): Promise<Buffer> {
  const { certificate } = await issueCertificate({ commonName: 'Trial CA', usage: 'ca', ...time });
  return new X509Certificate(certificate).raw;
}

test('the identifier is what the extension holds', async () => {
  const der = await certificateDer();
  // Of the lengths of a hash: the extension and its value are octet strings in one another.
  const at = der.indexOf(Buffer.from('0603551d0e04160414', 'hex'));
  expect(at).toBeGreaterThan(0);
  expect(Buffer.from(subjectKeyId(der) ?? [])).toEqual(der.subarray(at + 9, at + 29));
});

test('what has no such extension, or is no certificate, has no identifier', async () => {
  const der = await certificateDer();
  const other = Buffer.from(der);
  other[der.indexOf(Buffer.from('0603551d0e', 'hex')) + 4] = 0x7f;
  expect(subjectKeyId(other)).toBeUndefined();
  fc.assert(
    fc.property(fc.uint8Array(), fc.nat(der.length), (bytes, length) => {
      subjectKeyId(bytes);
      expect(subjectKeyId(der.subarray(0, length - 1))).toBeUndefined();
    }),
  );
});
