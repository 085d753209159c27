import { expect, test } from 'vitest';
import { issueCertificate } from './issue-certificate.ts';
import { writePem } from './pem.ts';
import { readPemBlocks } from './read-pem-blocks.ts';

const der = new Uint8Array([0x30, 0]);

test.each([
  'PRIVATE KEY',
  'ENCRYPTED PRIVATE KEY',
  'EC PARAMETERS',
  'PUBLIC KEY',
  'CERTIFICATE REQUEST',
  'NEW CERTIFICATE REQUEST',
])('a %s may stand beside the certificates of a chain, and not beside authorities', async (label) => {
  const { certificate } = await issueCertificate({
    commonName: 'Corp CA',
    usage: 'ca',
    notBefore: new Date('2026-01-01'),
    notAfter: new Date('2027-01-01'),
  });
  const text = `${writePem(label, der)}${certificate}`;
  expect(readPemBlocks(text, { name: 'the file', kind: 'chain' })).toEqual([{ number: 2, pem: certificate }]);
  expect(readPemBlocks(text, { name: 'the file', kind: 'authorities' })).toMatchObject({
    message: `the file: block 1 is not a certificate: ${label}`,
  });
});
