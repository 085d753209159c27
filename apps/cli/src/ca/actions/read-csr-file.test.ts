import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { writePem } from '@certbridge/certificate';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeCertificate, makeCsr } from '../../../../../packages/ca-host/test/support/make-csr.ts';
import {
  attribute,
  commonName,
  dnsName,
  encodeRequest,
  extensionRequests,
  namesExtension,
} from '../../../../../packages/certificate/test/support/encode-request.ts';
import { readCsrFile } from './read-csr-file.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'certbridge-csr-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function readFrom(content: string | Uint8Array) {
  const file = path.join(folder, 'www.csr');
  await writeFile(file, content);
  return readCsrFile(file);
}

test.each(['rsa', 'ec'] as const)('a request is read alike in every form: %s', async (type) => {
  const { pem, der } = makeCsr('www.example.org', { type });
  const { fingerprint } = await readFrom(der);
  const forms = [
    pem,
    pem.replaceAll('\n', '\r\n'),
    pem.replaceAll('CERTIFICATE REQUEST', 'NEW CERTIFICATE REQUEST'),
    `friendly words before it\n${pem}`,
    Buffer.from(der).toString('base64'),
    `\uFEFF${pem}`,
  ];
  for (const form of forms) expect(await readFrom(form)).toMatchObject({ pem, fingerprint });
});

const certificate = makeCertificate({ name: 'a', serial: '01' });

test.each([
  ['nothing', () => '', 'is empty'],
  ['some text', () => 'hello', 'no certificate request'],
  ['an empty block', () => writePem('CERTIFICATE REQUEST', new Uint8Array()), 'no certificate request'],
  ['half a request', (pem: string) => pem.slice(0, pem.length / 2), 'cut off'],
  ['two requests', (pem: string) => pem + makeCsr('other.example.org').pem, 'several'],
  ['a request and the beginning of another', (pem: string) => pem + pem.slice(0, 90), 'cut off'],
  ['text behind it', (pem: string) => `${pem}and so on`, 'text behind'],
  ['a key beside it', (pem: string) => writePem('PRIVATE KEY', Buffer.from('key')) + pem, '(PRIVATE KEY)'],
  ['a certificate', () => writePem('CERTIFICATE', certificate), '(CERTIFICATE)'],
  [
    'a certificate in base64',
    () => Buffer.from(certificate).toString('base64'),
    'no certificate request that can be read',
  ],
  [
    'a name in UTF-8',
    () =>
      encodeRequest(commonName('www.example.org'), {
        attributes: [attribute(extensionRequests.pkcs9, namesExtension(dnsName('bücher.example.org')))],
      }),
    'characters beyond ASCII',
  ],
  [
    'two lists of extensions',
    () => {
      const list = namesExtension(dnsName('www.example.org'));
      const attributes = [attribute(extensionRequests.pkcs9, list, list)];
      return encodeRequest(commonName('www.example.org'), { attributes });
    },
    'several lists of extensions',
  ],
  ['more than SCM takes', () => Buffer.alloc(30_000, 0x30), 'more than the 32767 characters'],
  ['DER that goes on', (_: string, der: Uint8Array) => Buffer.concat([der, der]), 'no certificate request'],
  ['DER that is cut off', (_: string, der: Uint8Array) => der.subarray(0, -1), 'no certificate request'],
])('a file with %s is refused', async (_, change, problem) => {
  const { pem, der } = makeCsr('www.example.org');
  await expect(readFrom(change(pem, der))).rejects.toMatchObject({
    problems: [
      {
        file: path.join(folder, 'www.csr'),
        message: expect.stringContaining(problem),
        remedy: expect.any(String),
      },
    ],
  });
});
