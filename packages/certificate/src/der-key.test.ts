import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { beginsDerKey } from './der-key.ts';
import { encodeIdentifier } from './object-identifier.ts';

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const ed25519 = generateKeyPairSync('ed25519');

test.each([
  ['RSA in PKCS#8', rsa.privateKey.export({ format: 'der', type: 'pkcs8' })],
  ['RSA in PKCS#1', rsa.privateKey.export({ format: 'der', type: 'pkcs1' })],
  ['EC in PKCS#8', ec.privateKey.export({ format: 'der', type: 'pkcs8' })],
  ['EC in SEC 1', ec.privateKey.export({ format: 'der', type: 'sec1' })],
  ['Ed25519 in PKCS#8', ed25519.privateKey.export({ format: 'der', type: 'pkcs8' })],
  ['a PFX in DER', Buffer.from('3082091a0201033082 08d606092a864886f70d010701'.replace(' ', ''), 'hex')],
  ['a PFX in BER', Buffer.from('308002010330800609 2a864886f70d010701'.replace(' ', ''), 'hex')],
])('a key of %s is found', (_, bytes) => {
  expect(beginsDerKey(bytes.toString('latin1'))).toBe(true);
});

test.each([
  ['a public key', rsa.publicKey.export({ format: 'der', type: 'spki' })],
  ['an RSA public key in PKCS#1', rsa.publicKey.export({ format: 'der', type: 'pkcs1' })],
  ['a certificate', Buffer.from('308203a83082 0290a003020102'.replace(' ', ''), 'hex')],
  ['a short certificate request', Buffer.from('3081f0308197020100300f', 'hex')],
  ['PKCS#7', Buffer.from('308206 b006092a864886f70d010702'.replace(' ', ''), 'hex')],
  ['text', Buffer.from('0 certificates\n')],
  ['nothing', Buffer.alloc(0)],
])('%s is none', (_, bytes) => {
  expect(beginsDerKey(bytes.toString('latin1'))).toBe(false);
});

test('a PFX holds content of PKCS#7, 1.2.840.113549.1.7.1', () => {
  const content = Buffer.concat([Buffer.from('0609', 'hex'), encodeIdentifier('1.2.840.113549.1.7.1')]);
  const pfx = Buffer.concat([Buffer.from('3010020103300b', 'hex'), content]);
  expect(beginsDerKey(pfx.toString('latin1'))).toBe(true);
});
