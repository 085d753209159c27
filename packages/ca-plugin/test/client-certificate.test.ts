import { createPrivateKey } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Sandbox } from '@certbridge/sandbox';
import { expect, onTestFinished, test } from 'vitest';
import { type ConnectionInfo, createSectigoPlugin, type SectigoPlugin } from '../src/index.ts';
import { memoryReader } from './support/memory-reader.ts';
import { connectionTo, sandboxFor } from './support/plugin.ts';

/** A sandbox that speaks TLS, the certificate that it accepts, and a plugin that trusts it. */
async function setUp() {
  const sandbox = await sandboxFor({ tls: true });
  if (sandbox.tls === undefined) throw new Error('The sandbox does not speak TLS.');
  const { ca, clientCertificate } = sandbox.tls;
  const plugin = createSectigoPlugin({ reader: memoryReader(), http: { ca } });
  return { sandbox, plugin, ...clientCertificate };
}

/** Writes a file that ends with the test. */
async function fileWith(content: string | Uint8Array, name: string): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'certbridge-ca-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = path.join(folder, name);
  await writeFile(file, content);
  return file;
}

function validate(plugin: SectigoPlugin, sandbox: Sandbox, ClientCertificate: unknown) {
  const { Password: _, ...connection } = connectionTo(sandbox);
  const settings: ConnectionInfo = { ...connection, AuthType: 'Certificate', ClientCertificate };
  return plugin.validateCAConnectionInfo(settings);
}

test('a client certificate logs in as PFX or PEM, by file or inline', async () => {
  const { sandbox, plugin, cert, key, pfx, passphrase } = await setUp();
  const base64 = (content: string | Uint8Array) => Buffer.from(content).toString('base64');
  const both = `${cert}\n${key}`;
  const encryptedKey = createPrivateKey(key)
    .export({ format: 'pem', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase })
    .toString();
  const forms = [
    { path: await fileWith(pfx, 'gateway.pfx'), passphrase },
    { data: base64(pfx), passphrase },
    JSON.stringify({ data: base64(pfx), passphrase }),
    await fileWith(both, 'gateway.pem'),
    both,
    base64(both),
    { path: await fileWith(cert, 'gateway.crt'), key: await fileWith(key, 'gateway.key') },
    { data: cert, key },
    { data: base64(cert), key: base64(encryptedKey), passphrase },
  ];
  for (const form of forms) expect(await validate(plugin, sandbox, form)).toEqual([]);
  expect(new Set(sandbox.requests.list().map((request) => request.path))).toEqual(
    new Set(['/private/api/ssl/v1/types']),
  );
});

test("a client certificate that can't be used is reported with the reason, and nothing is sent", async () => {
  const { sandbox, plugin, cert, key, pfx, passphrase } = await setUp();
  const other = await setUp();
  const pfxFile = await fileWith(pfx, 'gateway.pfx');
  for (const [form, reason] of [
    [path.join(tmpdir(), 'certbridge-nowhere', 'gateway.pfx'), "the file can't be read (ENOENT)"],
    [
      { data: cert, key: path.join(tmpdir(), 'certbridge-nowhere', 'x') },
      "the file of the key can't be read (ENOENT)",
    ],
    [{ path: pfxFile, passphrase: `${passphrase}x` }, 'the passphrase is missing or does not open it'],
    [pfxFile, 'the passphrase is missing or does not open it'],
    [cert, 'has no private key'],
    [key, 'holds no certificate'],
    [{ data: cert, key: other.key }, "the key doesn't belong to the certificate"],
    [await fileWith('not a certificate', 'notes.txt'), 'is neither PFX nor PEM'],
    [{ data: Buffer.from('0 is what a PFX begins with').toString('base64') }, 'is neither PFX nor PEM'],
    [{ data: Buffer.from(pfx.subarray(0, 200)).toString('base64') }, 'damaged'],
    [cert + key.slice(0, 100), 'ClientCertificate: block 2 is cut off'],
    [{ data: cert, key: key.slice(0, 100) }, 'The key of ClientCertificate: block 1 is cut off'],
  ] as const) {
    expect(await validate(plugin, sandbox, form)).toEqual([
      { setting: 'ClientCertificate', message: expect.stringContaining(reason) },
    ]);
  }
  expect(sandbox.requests.list()).toEqual([]);
});

test('a certificate of somebody else is refused with the remedy', async () => {
  const { sandbox, plugin } = await setUp();
  const { cert, key } = await setUp();
  expect(await validate(plugin, sandbox, { data: cert, key })).toEqual([
    { setting: null, message: expect.stringContaining('bound to this administrator') },
  ]);
  expect(sandbox.requests.list()).toHaveLength(1);
});
