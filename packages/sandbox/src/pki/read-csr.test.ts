import type { webcrypto } from 'node:crypto';
import * as pkijs from 'pkijs';
import { describe, expect, it } from 'vitest';
import { encodeName } from './distinguished-name.ts';
import { writePem } from './pem.ts';
import { readCsr } from './read-csr.ts';

const rsa = { modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]) };
const makeRequest = async (
  algorithm: { name: string },
  hash: string,
): Promise<pkijs.CertificationRequest> => {
  const keys = (await crypto.subtle.generateKey(algorithm, true, [
    'sign',
    'verify',
  ])) as webcrypto.CryptoKeyPair;
  const request = new pkijs.CertificationRequest();
  request.subject = pkijs.RelativeDistinguishedNames.fromBER(encodeName('CN=www.corp.example,C=DE'));
  await request.subjectPublicKeyInfo.importKey(keys.publicKey);
  await request.sign(keys.privateKey, hash);
  return request;
};
const encode = (request: pkijs.CertificationRequest) =>
  writePem('CERTIFICATE REQUEST', request.toSchema().toBER(false));
const forge = (request: pkijs.CertificationRequest) => {
  const der = Buffer.from(request.toSchema().toBER(false));
  der.write('wwx', der.indexOf('www'));
  return writePem('CERTIFICATE REQUEST', der);
};

describe.each([
  [{ name: 'ECDSA', namedCurve: 'P-256' }, 'SHA-256', 'P-256'],
  [{ name: 'ECDSA', namedCurve: 'P-384' }, 'SHA-384', 'P-384'],
  [{ name: 'ECDSA', namedCurve: 'P-521' }, 'SHA-512', 'P-521'],
  [{ name: 'RSASSA-PKCS1-v1_5', ...rsa, hash: 'SHA-256' }, 'SHA-256', '2048'],
  [{ name: 'RSASSA-PKCS1-v1_5', ...rsa, hash: 'SHA-512' }, 'SHA-512', '2048'],
  [{ name: 'RSA-PSS', ...rsa, hash: 'SHA-256' }, 'SHA-256', '2048'],
])('a request with the key %j', (algorithm, hash, param) => {
  it('is read with its key if its signature is right, and refused if it is not', async () => {
    const request = await makeRequest(algorithm, hash);
    const publicKey = Buffer.from(request.subjectPublicKeyInfo.toSchema().toBER(false)).toString('base64');
    expect(readCsr(encode(request))).toMatchObject({
      commonName: 'www.corp.example',
      publicKey,
      key: { param },
    });
    expect(readCsr(forge(request))).toBe('bad-signature');
  });
});

it('refuses a signature whose algorithm does not fit the key, or is unknown', async () => {
  const request = await makeRequest({ name: 'ECDSA', namedCurve: 'P-256' } as { name: string }, 'SHA-256');
  for (const algorithmId of ['1.2.840.113549.1.1.10', '1.2.840.10045.4.3.4', '1.2.3.4']) {
    request.signatureAlgorithm = new pkijs.AlgorithmIdentifier({ algorithmId });
    expect(readCsr(encode(request))).toBe('bad-signature');
  }
});

it('refuses a PSS signature whose salt is not as long as its parameters say', async () => {
  const request = await makeRequest(
    { name: 'RSA-PSS', ...rsa, hash: 'SHA-256' } as { name: string },
    'SHA-256',
  );
  const parameters = new pkijs.RSASSAPSSParams({ schema: request.signatureAlgorithm.algorithmParams });
  parameters.saltLength = 24;
  request.signatureAlgorithm.algorithmParams = parameters.toSchema();
  expect(readCsr(encode(request))).toBe('bad-signature');
});

it('refuses a key that no profile offers', async () => {
  const request = await makeRequest({ name: 'ECDSA', namedCurve: 'P-256' } as { name: string }, 'SHA-256');
  request.subjectPublicKeyInfo.algorithm.algorithmId = '1.2.3.4';
  request.tbsView = new Uint8Array(request.toSchema(true).valueBlock.value[0]?.toBER(false) ?? []);
  expect(readCsr(encode(request))).toBe('algorithm');
});
