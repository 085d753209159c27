import { readFileSync } from 'node:fs';
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

test.each([
  ['PEM', { cert: fixture('client.pem'), key: fixture('client.key') }],
  ['PFX', { pfx: fixture('client.pfx'), passphrase: 'correct-horse' }],
])('a client certificate in %s form is presented', async (_, clientCertificate) => {
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
    },
  );
  await createClient({ baseUrl: server.url, clientCertificate, http: { ca } }).send(request);
  expect(names).toEqual(['svc-certbridge']);
});

test('a port without TLS is told', async () => {
  const server = await startServer((_, response) => json(response, {}));
  const client = createClient({ baseUrl: `https://127.0.0.1:${server.port}` });
  await expect(client.send(request)).rejects.toThrow(
    expect.objectContaining({ code: 'tls', message: expect.stringContaining("doesn't speak TLS") }),
  );
});
