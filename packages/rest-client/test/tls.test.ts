import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { ServerOptions } from 'node:https';
import type { TLSSocket } from 'node:tls';
import { expect, test } from 'vitest';
import { createClient } from './test-client.ts';
import { json, startServer } from './test-server.ts';

const fixture = (name: string) => readFileSync(new URL(`fixtures/tls/${name}`, import.meta.url));
const ca = fixture('ca.pem').toString('utf8');
const request = { method: 'GET', path: '/' } as const;

function startTlsServer(certificate: string, options = {}) {
  const pair = { cert: fixture(`${certificate}.pem`), key: fixture(`${certificate}.key`) };
  return startServer((_, response) => json(response, {}), { ...pair, ...options });
}

test('a server of a private CA is trusted when the CA is given', async () => {
  const server = await startTlsServer('server');
  await createClient({ baseUrl: server.url, http: { ca } }).send(request);
  await createClient({ baseUrl: server.url, http: { ca: [ca] } }).send(request);
  expect(server.requests).toHaveLength(2);
});

test.each([
  ['server', undefined, 'comes from an unknown CA'],
  ['self-signed', undefined, 'is self-signed'],
  ['expired', ca, 'has expired'],
  ['other-host', ca, 'is for another host name'],
])('the certificate "%s" is refused with its reason', async (name, authority, reason) => {
  const server = await startTlsServer(name);
  const client = createClient({ baseUrl: server.url, http: { ca: authority } });
  await expect(client.send(request)).rejects.toThrow(
    expect.objectContaining({ code: 'tls', retryable: false, message: expect.stringContaining(reason) }),
  );
  expect(client.requestCount).toBe(1);
});

test('any certificate is taken where verification is given up', async () => {
  const server = await startTlsServer('expired');
  await createClient({ baseUrl: server.url, http: { rejectUnauthorized: false } }).send(request);
  expect(server.requests).toHaveLength(1);
});

const passphrase = 'correct-horse';
const encryptedKey = createPrivateKey(fixture('client.key'))
  .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase })
  .toString();

/** Starts a server that takes clients of its CA only, and notes their names. */
async function startMutualTlsServer(options: ServerOptions = {}) {
  const names: string[] = [];
  const server = await startServer(
    (_request, response) => {
      const { subject } = (response.socket as TLSSocket).getPeerCertificate();
      names.push(String(subject.CN));
      json(response, {});
    },
    {
      cert: fixture('server.pem'),
      key: fixture('server.key'),
      ca,
      requestCert: true,
      rejectUnauthorized: true,
      ...options,
    },
  );
  return { ...server, names };
}

test.each([
  ['PEM, read from files', { cert: fixture('client.pem'), key: fixture('client.key') }],
  ['PEM, as text', { cert: fixture('client.pem').toString(), key: fixture('client.key').toString() }],
  ['PEM with an encrypted key', { cert: fixture('client.pem'), key: encryptedKey, passphrase }],
  ['PFX', { pfx: fixture('client.pfx'), passphrase }],
  [
    'PFX, out of base64 text',
    { pfx: Buffer.from(fixture('client.pfx').toString('base64'), 'base64'), passphrase },
  ],
])('a client certificate is presented: %s', async (_, clientCertificate) => {
  const server = await startMutualTlsServer();
  await createClient({ baseUrl: server.url, clientCertificate, http: { ca } }).send(request);
  expect(server.names).toEqual(['svc-certbridge']);
});

test('a server that wants a client certificate and gets none is told apart', async () => {
  // Under TLS 1.3 the refusal comes after the handshake, and is a cut connection to the client.
  const server = await startMutualTlsServer({ maxVersion: 'TLSv1.2' });
  await expect(createClient({ baseUrl: server.url, http: { ca } }).send(request)).rejects.toThrow(
    expect.objectContaining({
      code: 'tls',
      retryable: false,
      message: expect.stringContaining('Check that the right client certificate is configured'),
    }),
  );
});

test('a server that cuts the connection for the client certificate is reported with that remedy', async () => {
  const server = await startMutualTlsServer();
  const clientCertificate = { cert: fixture('self-signed.pem'), key: fixture('self-signed.key') };
  const client = createClient({ baseUrl: server.url, clientCertificate, http: { ca, retries: 0 } });
  await expect(client.send(request)).rejects.toThrow(
    expect.objectContaining({
      code: 'unreachable',
      message: expect.stringContaining('check that the server accepts the client certificate'),
    }),
  );
  expect(server.names).toEqual([]);
});

test.each([
  ['the encrypted key without its passphrase', encryptedKey, undefined],
  ['the encrypted key with another passphrase', encryptedKey, 'wrong-horse'],
  [
    'the encrypted key with another passphrase that seems to fit',
    fixture('client.encrypted.key'),
    'wrong-horse',
  ],
])('%s is refused before anything is sent', (_, key, wrong) => {
  const clientCertificate = { cert: fixture('client.pem'), key, passphrase: wrong };
  expect(() => createClient({ baseUrl: 'https://scm.invalid', clientCertificate })).toThrow(
    expect.objectContaining({
      code: 'invalid-argument',
      message: expect.stringMatching(/the passphrase is missing or does not open it(?!.*horse)/),
    }),
  );
});

test('a port without TLS is reported', async () => {
  const server = await startServer((_, response) => json(response, {}));
  const client = createClient({ baseUrl: `https://127.0.0.1:${server.port}` });
  await expect(client.send(request)).rejects.toThrow(
    expect.objectContaining({ code: 'tls', message: expect.stringContaining("doesn't speak TLS") }),
  );
});
