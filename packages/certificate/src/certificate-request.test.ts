import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type CertificateRequest, readCertificateRequest } from './certificate-request.ts';

const pem = `-----BEGIN CERTIFICATE REQUEST-----
MIIBajCCAQ8CAQAwPTELMAkGA1UEBgwCREUxEzARBgNVBAoMCkNvcnAsIEluYy4x
GTAXBgNVBAMMEHd3dy5jb3JwLmV4YW1wbGUwWTATBgcqhkjOPQIBBggqhkjOPQMB
BwNCAATrKMB3uSwCgzkrtAIZ5jcrtk/56kQ4Da6HOdnFOgaqqXLWg2Z08bBvGm+h
/wgg2UjC28Mrh6Kh8gKesQbcDeD7oHAwbgYJKoZIhvcNAQkOMWEwXzBdBgNVHREE
VjBUghB3d3cuY29ycC5leGFtcGxlgRFhbm5hQGNvcnAuZXhhbXBsZYYVaHR0cHM6
Ly9jb3JwLmV4YW1wbGUvhwQKAQIDhxAgAQ24AAAAAAAAAAAAAAABMAoGCCqGSM49
BAMCA0kAMEYCIQCgpDEjm31uJ5zSNWdZ4rtN0oqBso0eMCi/sdpT41Yp2gIhAKOr
QezAQGRVE70r0SN1MZADed0aweynzdArFdnvuaNW
-----END CERTIFICATE REQUEST-----
`;
const base64 = pem.replaceAll(/-----[^-]+-----/g, '');
const der = Buffer.from(base64, 'base64');

function read(input: string | Uint8Array): CertificateRequest {
  const request = readCertificateRequest(input);
  if ('problem' in request) throw new Error(request.problem);
  return request;
}

test.each([
  ['PEM', pem],
  ['the older armor', pem.replaceAll('CERTIFICATE', 'NEW CERTIFICATE')],
  ['base64', base64],
  ['DER', Uint8Array.from(der)],
  ['bytes of PEM', Buffer.from(pem)],
])('a request is read from %s', async (_, input) => {
  const request = read(input);
  expect(request).toMatchObject({
    pem,
    subject: [
      [{ type: 'CN', value: 'www.corp.example' }],
      [{ type: 'O', value: 'Corp, Inc.' }],
      [{ type: 'C', value: 'DE' }],
    ],
    alternativeNames: [
      { kind: 'dns', value: 'www.corp.example' },
      { kind: 'email', value: 'anna@corp.example' },
      { kind: 'uri', value: 'https://corp.example/' },
      { kind: 'ip', value: '10.1.2.3' },
      { kind: 'ip', value: '2001:0db8:0000:0000:0000:0000:0000:0001' },
    ],
  });
  expect(der.includes(Buffer.from(request.publicKeyInfo))).toBe(true);
  expect(await request.isSigned()).toBe(true);
});

test('the fingerprint is the SHA-256 of the DER', () => {
  // openssl req -outform DER | sha256sum
  expect(read(pem).fingerprint).toBe('09ab3dc82b9efea9ae7467bbd4974dcb863fefbab9ec58be3577422f2d9e93c7');
});

test('a request that was changed is not signed', async () => {
  const changed = Buffer.from(der);
  changed[changed.indexOf('www.corp')] = 0x78;
  expect(await read(changed).isSigned()).toBe(false);
});

test('alternative names that can not be read are not left out', () => {
  const damaged = Buffer.from(der);
  // The sequence of names becomes an octet string.
  damaged[damaged.indexOf(Buffer.from('30548210', 'hex'))] = 0x04;
  expect(read(damaged).alternativeNames).toBeUndefined();
});

test.each([
  ['cut off', der.subarray(0, -1)],
  ['with more behind it', Buffer.concat([der, der])],
  ['of another kind', Buffer.from('3003020105', 'hex')],
  ['of another kind in base64', 'MAMCAQU='],
])('DER %s is no request', (_, input) => {
  expect(readCertificateRequest(input)).toEqual({ problem: 'no-request' });
});

test('whatever comes is read or refused, and nothing is thrown', () => {
  const damaged = fc.tuple(fc.nat(der.length - 1), fc.nat(255)).map(([at, to]) => {
    const bytes = Buffer.from(der);
    bytes[at] = to;
    return bytes;
  });
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.uint8Array(), damaged), (input) => {
      expect(readCertificateRequest(input)).toEqual(expect.any(Object));
    }),
    { numRuns: 1000 },
  );
});
