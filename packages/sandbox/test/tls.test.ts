import { X509Certificate } from 'node:crypto';
import { type RequestOptions, request } from 'node:https';
import { afterEach, describe, expect, it } from 'vitest';
import { type Sandbox, type SandboxOptions, startSandbox } from '../src/index.ts';

let sandbox: Sandbox | undefined;
afterEach(() => sandbox?.close());

async function start(tls: NonNullable<SandboxOptions['tls']>) {
  sandbox = await startSandbox({ certificates: 0, tls });
  if (sandbox.tls === undefined) throw new Error('no TLS');
  return { ...sandbox, tls: sandbox.tls };
}

/** Resolves to the status, or to the code of the TLS error. */
function get(url: string, options: RequestOptions): Promise<number | string | undefined> {
  return new Promise((resolve) => {
    const call = request(url, { agent: false, ...options }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    call.on('error', (error: NodeJS.ErrnoException) => resolve(error.code));
    call.end();
  });
}

describe('with a valid certificate', () => {
  it('serves 127.0.0.1 and localhost to those who trust its CA', async () => {
    const { scm, tls } = await start(true);
    const { url, login, password, customerUri } = scm;
    const options = { ca: tls.ca, headers: { login, password, customerUri } };
    expect(await get(`${url}/api/ssl/v1/types`, options)).toBe(200);
    expect(
      await get(`${url.replace('127.0.0.1', 'localhost')}/api/ssl/v1/types`, { ...options, family: 4 }),
    ).toBe(200);
    expect(await get(`${url}/api/ssl/v1/types`, { headers: options.headers })).toBe(
      'SELF_SIGNED_CERT_IN_CHAIN',
    );
  });

  it('accepts its client certificate, as PEM and as PFX, under /private only', async () => {
    const { scm, tls } = await start(true);
    const { url, login, customerUri } = scm;
    const { cert, key, pfx, passphrase } = tls.clientCertificate;
    const options = { ca: tls.ca, headers: { login, customerUri } };
    expect(await get(`${url}/private/api/ssl/v1/types`, { ...options, cert, key })).toBe(200);
    expect(
      await get(`${url}/private/api/ssl/v1/types`, { ...options, pfx: Buffer.from(pfx), passphrase }),
    ).toBe(200);
    expect(await get(`${url}/private/api/ssl/v1/types`, options)).toBe(401);
    expect(await get(`${url}/api/ssl/v1/types`, { ...options, cert, key })).toBe(401);
  });

  it('refuses a client certificate of another CA', async () => {
    const other = await startSandbox({ certificates: 0, tls: true });
    await other.close();
    const { scm, tls } = await start(true);
    const { cert, key } = other.tls?.clientCertificate ?? {};
    const headers = { login: scm.login, customerUri: scm.customerUri };
    expect(await get(`${scm.url}/private/api/ssl/v1/types`, { ca: tls.ca, headers, cert, key })).toBe(401);
  });

  it('serves Command and the token endpoint over HTTPS and management over HTTP', async () => {
    const { command, oauth, management } = await start(true);
    expect([command.url, oauth.tokenUrl, management.url].map((url) => new URL(url).protocol)).toEqual([
      'https:',
      'https:',
      'http:',
    ]);
  });
});

describe('with a bad certificate', () => {
  it.each([
    ['expired', 'CERT_HAS_EXPIRED'],
    ['wrong-host', 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ] as const)('fails as %s', async (serverCertificate, code) => {
    const { scm, tls } = await start({ serverCertificate });
    expect(await get(`${scm.url}/api/ssl/v1/types`, { ca: tls.ca })).toBe(code);
  });
});

it('issues certificates that their CA signed', async () => {
  const { tls } = await start(true);
  const ca = new X509Certificate(tls.ca);
  const client = new X509Certificate(tls.clientCertificate.cert);
  expect(client.verify(ca.publicKey)).toBe(true);
  expect(ca.ca).toBe(true);
  expect(client.ca).toBe(false);
});
