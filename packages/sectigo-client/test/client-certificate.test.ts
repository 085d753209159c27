import { runInNewContext } from 'node:vm';
import type { Sandbox } from '@certbridge/sandbox';
import { expect, test } from 'vitest';
import type { ClientCertificate } from '../src/index.ts';
import { createClient, start } from './start.ts';

/** Connects with the client certificate of a sandbox that speaks TLS. */
function connectWith(sandbox: Sandbox, certificate: ClientCertificate, ending = '') {
  const { url, login, customerUri } = sandbox.scm;
  const ca = sandbox.tls?.ca;
  const auth = { type: 'certificate', login, certificate } as const;
  return createClient({ baseUrl: url + ending, customerUri, auth, http: { ca } });
}

/** The certificate that a sandbox accepts, in its two forms. */
function certificateOf(sandbox: Sandbox) {
  if (sandbox.tls === undefined) throw new Error('The sandbox does not speak TLS.');
  const { cert, key, pfx, passphrase } = sandbox.tls.clientCertificate;
  return { pem: { cert, key }, pfx: { pfx, passphrase } };
}

test.each(['pem', 'pfx'] as const)('a client certificate logs in without a password: %s', async (form) => {
  const sandbox = await start({ tls: true });
  const client = connectWith(sandbox, certificateOf(sandbox)[form]);
  expect(await client.profiles.list()).not.toEqual([]);
  const [request] = sandbox.requests.list({ system: 'scm' });
  expect(request?.path).toBe('/private/api/ssl/v1/types');
  expect(request?.headers).not.toHaveProperty('password');
});

test('the bytes of a client certificate may come from another realm', async () => {
  const sandbox = await start({ tls: true });
  const { pfx, passphrase } = certificateOf(sandbox).pfx;
  const foreign = runInNewContext('Uint8Array.from(pfx)', { pfx });
  expect(await connectWith(sandbox, { pfx: foreign, passphrase }).profiles.list()).not.toEqual([]);
});

test.each(['/', '/api', '/private', '/private/', '/private/api/'])(
  'there is one /private before /api, also when the base URL ends in "%s"',
  async (ending) => {
    const sandbox = await start({ tls: true });
    await connectWith(sandbox, certificateOf(sandbox).pem, ending).profiles.list();
    expect(sandbox.requests.list({ system: 'scm' })[0]?.path).toBe('/private/api/ssl/v1/types');
  },
);

test('a certificate of somebody else is refused with the remedy', async () => {
  const sandbox = await start({ tls: true });
  const stranger = await start({ tls: true });
  const client = connectWith(sandbox, certificateOf(stranger).pem);
  await expect(client.profiles.list()).rejects.toThrow(
    expect.objectContaining({
      code: 'unauthorized',
      message: expect.stringContaining('the client certificate is the one bound to this administrator'),
    }),
  );
  expect(client.requestCount).toBe(1);
});

test.each([
  ['expired', 'has expired'],
  ['wrong-host', 'is for another host name'],
] as const)(
  'a server certificate that is %s ends the call with its reason',
  async (serverCertificate, reason) => {
    const sandbox = await start({ tls: { serverCertificate } });
    await expect(connectWith(sandbox, certificateOf(sandbox).pem).profiles.list()).rejects.toThrow(
      expect.objectContaining({ code: 'tls', message: expect.stringContaining(reason) }),
    );
  },
);
