import { expect, test } from 'vitest';
import { type ConnectionInfo, createSectigoPlugin } from '../../src/index.ts';
import { memoryReader } from '../support/memory-reader.ts';
import { connectionTo, sandboxFor } from '../support/plugin.ts';

/** A sandbox that takes a client certificate, and what a plugin says of one. */
async function setUp() {
  const sandbox = await sandboxFor({ tls: true });
  if (sandbox.tls === undefined) throw new Error('The sandbox does not speak TLS.');
  const { ca, clientCertificate } = sandbox.tls;
  const plugin = createSectigoPlugin({ reader: memoryReader(), http: { ca } });
  const { Password: _, ...connection } = connectionTo(sandbox);
  const validate = (ClientCertificate: unknown, changes: object = {}) => {
    const settings: ConnectionInfo = {
      ...connection,
      ...changes,
      AuthType: 'Certificate',
      ClientCertificate,
    };
    return plugin.validateCAConnectionInfo(settings);
  };
  return { sandbox, validate, ...clientCertificate };
}

test("the portal's upload is a client certificate", async () => {
  const { validate, pfx, passphrase } = await setUp();
  const upload = {
    StoreName: '',
    StoreLocation: null,
    Thumbprint: '',
    ImportedCertificate: Buffer.from(pfx).toString('base64'),
    ImportedCertificatePassword: passphrase,
  };
  expect(await validate(upload)).toEqual([]);
  expect(await validate(JSON.stringify(upload))).toEqual([]);
  // The certificate that was uploaded counts, whatever was chosen before.
  expect(await validate({ ...upload, StoreName: 'My', StoreLocation: 'LocalMachine' })).toEqual([]);
  // Whatever else the portal keeps with it says nothing of the certificate.
  expect(await validate({ ...upload, FileName: 'gateway.pfx', Source: 2, Tags: [], Note: null })).toEqual([]);
});

test('an upload in which nothing is filled in is a missing certificate', async () => {
  const { validate } = await setUp();
  const upload = { ImportedCertificate: '', ImportedCertificatePassword: '' };
  for (const value of [upload, JSON.stringify(upload), { ...upload, Source: 2 }, {}]) {
    expect(await validate(value)).toEqual([
      {
        setting: 'ClientCertificate',
        message: 'ClientCertificate is missing. Give a PFX or PEM file, or choose another AuthType.',
      },
    ]);
  }
});

test('an upload that is not understood is reported with the form that it has', async () => {
  const { validate } = await setUp();
  for (const upload of [
    { ImportedCertificate: 7 },
    { ImportedCertificate: 'no base64!' },
    { ImportedCertificates: 'MIIB' },
    { ImportedCertificatePassword: 'alone' },
  ]) {
    expect(await validate(upload)).toEqual([
      { setting: 'ClientCertificate', message: expect.stringContaining('"ImportedCertificate"') },
    ]);
  }
});

test('an upload with another password, or that is no certificate, is reported without its content', async () => {
  const { validate, pfx, sandbox } = await setUp();
  const ImportedCertificate = Buffer.from(pfx).toString('base64');
  for (const upload of [
    { ImportedCertificate, ImportedCertificatePassword: 'not-the-password' },
    { ImportedCertificate: 'AAAA' },
    { ImportedCertificate: 'no base64!' },
  ]) {
    const problems = await validate(upload);
    expect(problems).toMatchObject([{ setting: 'ClientCertificate' }]);
    expect(JSON.stringify(problems)).not.toMatch(/not-the-password|no base64!/);
  }
  expect(sandbox.requests.list()).toEqual([]);
});

test('an upload with another password is reported beside what else is wrong', async () => {
  const { validate, pfx } = await setUp();
  const ImportedCertificate = Buffer.from(pfx).toString('base64');
  const upload = { ImportedCertificate, ImportedCertificatePassword: 'not-the-password' };
  const problems = await validate(upload, { PageSize: 0 });
  expect(problems.map(({ setting }) => setting)).toEqual(['PageSize', 'ClientCertificate']);
});

test('a certificate of the Windows store is refused with the way out', async () => {
  const { validate, sandbox } = await setUp();
  const reference = { StoreName: 'My', StoreLocation: 'LocalMachine', Thumbprint: 'AB01' };
  const empty = { ImportedCertificate: '', ImportedCertificatePassword: '' };
  for (const value of [reference, { ...reference, ...empty }, { ...reference, Source: 1 }]) {
    expect(await validate(value)).toEqual([
      {
        setting: 'ClientCertificate',
        message: expect.stringMatching(
          /Windows certificate store.*export it with its key as a PFX or PEM file/,
        ),
      },
    ]);
  }
  expect(sandbox.requests.list()).toEqual([]);
});
