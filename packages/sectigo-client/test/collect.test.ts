import { X509Certificate } from 'node:crypto';
import type { SandboxOptions } from '@certbridge/sandbox';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { CollectFormat, CollectResult, SectigoClient } from '../src/index.ts';
import { orderChain } from '../src/order-chain.ts';
import { readCollected } from '../src/read-collected.ts';
import { csr, order } from './operations.ts';
import { connect, flavours, start } from './start.ts';

const withLeaf = ['x509', 'x509R', 'pem', 'pemia', 'base64', 'bin'] as const;
const leafOnly = ['x509CO', 'pemco'] as const;
const chainOnly = ['x509IO', 'x509IOR'] as const;

/** Shifts the names apart from the notation of X.509. */
const names = (result: CollectResult) => {
  if (result.status !== 'issued') throw new Error(`The certificate is ${result.status}.`);
  return result.certificates.map(({ x509 }) => x509.subject.split('\n').at(-1));
};

const placeOrder = async (client: SectigoClient) =>
  (await client.certificates.enroll({ ...order, csr })).sslId;

async function placeIssued(client: SectigoClient) {
  const sslId = await placeOrder(client);
  await client.certificates.get(sslId);
  return sslId;
}

describe.each(flavours)('%s', (_, connectTo) => {
  test.each(
    (['EC', 'RSA'] as const).flatMap((caKeyAlgorithm) =>
      (['leaf-first', 'leaf-last'] as const).map((pkcs7Order) => ({ caKeyAlgorithm, pkcs7Order })),
    ),
  )('the leaf is first and each is followed by its issuer, whatever the format: %j', async (switches) => {
    const sandbox = await start({ switches });
    const client = connectTo(sandbox);
    const sslId = await placeIssued(client);
    const ca = 'CN=Sectigo Public Server Authentication CA OV R36';
    const root = 'CN=Certbridge Sandbox Root CA';
    const collect = async (format: CollectFormat) =>
      names(await client.certificates.collect(sslId, { format }));
    for (const format of withLeaf) expect(await collect(format)).toEqual(['CN=www.corp.example', ca, root]);
    for (const format of leafOnly) expect(await collect(format)).toEqual(['CN=www.corp.example']);
    for (const format of chainOnly) expect(await collect(format)).toEqual([ca, root]);
  });

  test.each<SandboxOptions['switches'] & object>([
    { base64Collect: 'pem' },
    { collectLineEnds: 'crlf' },
    { collectChain: 'without-root' },
    { collectChain: 'without-root', pkcs7Order: 'leaf-last' },
  ])('what a server leaves open makes no difference: %j', async (switches) => {
    const sandbox = await start({ switches });
    const client = connectTo(sandbox);
    const sslId = await placeIssued(client);
    for (const format of withLeaf) {
      const result = await client.certificates.collect(sslId, { format });
      expect(names(result)[0]).toBe('CN=www.corp.example');
      expect(names(result).length).toBe(switches.collectChain === 'without-root' ? 2 : 3);
    }
  });

  test.each([0, -1400, -183, -109, -103, -102, 'empty'] as const)(
    'an order under way is pending, in one request, however it is said: %s',
    async (collectPending) => {
      const sandbox = await start({ switches: { collectPending, issueAfterRequests: 1000 } });
      const client = connectTo(sandbox);
      const sslId = await placeOrder(client);
      const before = client.requestCount;
      expect(await client.certificates.collect(sslId)).toEqual({ status: 'pending' });
      expect(client.requestCount).toBe(before + 1);
    },
  );

  test('a revoked certificate is revoked, a declined one has failed', async () => {
    const sandbox = await start({ switches: { approval: 'manual' } });
    const client = connectTo(sandbox);
    const statusOf = (status: string) =>
      sandbox.scmState.certificates().find((certificate) => certificate.status === status)?.sslId ?? 0;
    expect(await client.certificates.collect(statusOf('Revoked'))).toEqual({ status: 'revoked' });
    const sslId = await placeOrder(client);
    await client.certificates.decline(sslId, 'no');
    expect(await client.certificates.collect(sslId)).toEqual({
      status: 'failed',
      reason: 'Ask the administrator.',
    });
  });

  test('a certificate that does not exist is not found', async () => {
    const sandbox = await start();
    for (const unknownIdOnGet of [404, 400] as const) {
      sandbox.setSwitches({ unknownIdOnGet });
      await expect(connectTo(sandbox).certificates.collect(999_999)).rejects.toThrow(
        expect.objectContaining({ code: 'not-found', status: unknownIdOnGet }),
      );
    }
  });

  test('waiting ends with the certificate', async () => {
    const sandbox = await start({ switches: { issueAfterRequests: 4 } });
    const client = connectTo(sandbox);
    const sslId = await placeOrder(client);
    const outcome = await client.certificates.waitForCertificate(sslId, { firstDelayMs: 1 });
    expect(outcome.status).toBe('issued');
  });

  test('waiting ends with the refusal of the CA, though collection stays pending', async () => {
    const sandbox = await start({ switches: { approval: 'manual' } });
    const client = connectTo(sandbox);
    const sslId = await placeOrder(client);
    const waiting = client.certificates.waitForCertificate(sslId, { firstDelayMs: 1, longestDelayMs: 5 });
    await client.certificates.decline(sslId, 'no');
    expect((await waiting).status).toBe('failed');
  });

  test('waiting for an approval that does not come ends at the deadline with the state', async () => {
    const sandbox = await start({ switches: { approval: 'manual' } });
    const client = connectTo(sandbox);
    const sslId = await placeOrder(client);
    const deadline = new AbortController();
    const timeout = vi.spyOn(AbortSignal, 'timeout').mockReturnValueOnce(deadline.signal);
    onTestFinished(() => timeout.mockRestore());
    const outcome = client.certificates.waitForCertificate(sslId, { firstDelayMs: 1, longestDelayMs: 20 });
    const records = () => sandbox.requests.list({ operation: 'getSsl' });
    // With the second the state of the first has arrived.
    await vi.waitUntil(() => records().length >= 2, { timeout: 60_000 });
    deadline.abort();
    expect(await outcome).toEqual({ status: 'pending', state: 'Requested' });
  });
});

test.each(['sent', 'missing'] as const)(
  'the OAuth2 flavour tells states, whether or not its errors have a code: %s',
  async (oauthErrorCode) => {
    const sandbox = await start({ switches: { approval: 'manual', oauthErrorCode } });
    const [, connectTo] = flavours[1];
    const client = connectTo(sandbox);
    const sslId = await placeOrder(client);
    expect(await client.certificates.collect(sslId)).toEqual({ status: 'pending' });
    await client.certificates.decline(sslId, 'no');
    expect((await client.certificates.collect(sslId)).status).toBe('failed');
    const revoked = sandbox.scmState.certificates().find(({ status }) => status === 'Revoked')?.sslId ?? 0;
    expect(await client.certificates.collect(revoked)).toEqual({ status: 'revoked' });
  },
);

test('the PEM of a certificate can be read again', async () => {
  const sandbox = await start();
  const client = connect(sandbox);
  const result = await client.certificates.collect(await placeIssued(client));
  if (result.status !== 'issued') throw new Error('It is not issued.');
  for (const { x509, pem } of result.certificates) {
    expect(new X509Certificate(pem).fingerprint256).toBe(x509.fingerprint256);
    expect(pem).toMatch(/^-----BEGIN CERTIFICATE-----\n(.{1,64}\n)+-----END CERTIFICATE-----\n$/);
  }
});

/** The chain of a new certificate, leaf first. */
async function chainOf(options: SandboxOptions = {}) {
  const client = connect(await start(options));
  const result = await client.certificates.collect(await placeIssued(client));
  if (result.status !== 'issued') throw new Error('It is not issued.');
  return result.certificates.map(({ x509 }) => x509);
}

describe('the order of a chain', () => {
  test('is the same from whatever order it comes', async () => {
    const [leaf, ca, root] = (await chainOf()) as [X509Certificate, X509Certificate, X509Certificate];
    for (const mixed of [
      [leaf, ca, root],
      [leaf, root, ca],
      [ca, leaf, root],
      [ca, root, leaf],
      [root, leaf, ca],
      [root, ca, leaf],
      [root, leaf, ca, leaf, root],
    ]) {
      expect(orderChain(mixed)).toEqual([leaf, ca, root]);
    }
  });

  test('is not misled by a CA of the same name with another key', async () => {
    const [leaf, ca, root] = (await chainOf()) as [X509Certificate, X509Certificate, X509Certificate];
    const [, otherCa, otherRoot] = (await chainOf({ seed: 2 })) as [
      X509Certificate,
      X509Certificate,
      X509Certificate,
    ];
    expect(otherCa.subject).toBe(ca.subject);
    expect(orderChain([otherRoot, otherCa, root, ca, leaf]).slice(0, 3)).toEqual([leaf, ca, root]);
    expect(orderChain([otherRoot, otherCa, root, ca, leaf])).toHaveLength(5);
  });

  test('puts the leaf first although its issuer is missing', async () => {
    const [leaf, , root] = (await chainOf()) as [X509Certificate, X509Certificate, X509Certificate];
    expect(orderChain([root, leaf])).toEqual([leaf, root]);
  });
});

describe('a file', () => {
  test('of a single certificate in DER or bare base64 is read', async () => {
    const [leaf] = (await chainOf()) as [X509Certificate];
    for (const file of [leaf.raw, Buffer.from(leaf.raw.toString('base64'))]) {
      expect(readCollected(file)?.map(({ x509 }) => x509.fingerprint256)).toEqual([leaf.fingerprint256]);
    }
  });

  test('that is cut off is not read', async () => {
    const pem = (await chainOf()).map(String).join('');
    const whole = Buffer.from(pem);
    expect(readCollected(whole)).toHaveLength(3);
    for (const length of [1, 100, 500, whole.length - 5, whole.length - 30]) {
      expect(readCollected(whole.subarray(0, length))).toBeUndefined();
    }
  });

  test.each(['not a certificate', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n', '0000'])(
    'that holds no certificate is not read: %j',
    (text) => {
      expect(readCollected(Buffer.from(text))).toBeUndefined();
    },
  );
});
