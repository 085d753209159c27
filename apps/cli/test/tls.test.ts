import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type Sandbox, startSandbox } from '@certbridge/sandbox';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Workplace } from './harness.ts';

let sandbox: Sandbox;
let workplace: Workplace;
beforeAll(async () => {
  sandbox = await startSandbox({ certificates: 3, tls: true });
});
afterAll(() => sandbox.close());
beforeEach(async () => {
  sandbox.reset();
  workplace = await Workplace.create();
  const { ca, clientCertificate } = tlsOf(sandbox);
  await workplace.write('ca.pem', ca);
  await workplace.write('client.pem', clientCertificate.cert);
  await workplace.write('client.key', clientCertificate.key);
  await writeFile(path.join(workplace.configDir, 'client.pfx'), clientCertificate.pfx);
});
afterEach(() => workplace.remove());

function tlsOf({ tls }: Sandbox) {
  if (tls === undefined) throw new Error('The sandbox has no TLS.');
  return tls;
}

async function run(changes: Record<string, unknown>, env: Record<string, string> = {}) {
  await workplace.configure(sandbox, changes);
  return workplace.run(['sctokf'], { env });
}

test('a private certificate authority is trusted when it is named', async () => {
  expect(await run({ caCertificateFile: 'ca.pem' })).toMatchObject({ code: 0 });
  expect(await run({ caCertificateFile: path.join(workplace.configDir, 'ca.pem') })).toMatchObject({
    code: 0,
  });
});

test('without it the run ends with exit code 1, says why, and names the setting', async () => {
  const { code, stdout, stderr } = await run({});
  expect(code).toBe(1);
  expect(stdout).toMatch(
    /comes from a CA that this machine doesn't trust .*\(caCertificateFile in the configuration/,
  );
  expect(stdout + stderr).not.toMatch(/^\s+at /m);
});

test('an expired certificate of a server ends the run with exit code 1', async () => {
  const expired = await startSandbox({ certificates: 1, tls: { serverCertificate: 'expired' } });
  try {
    await workplace.write('ca.pem', tlsOf(expired).ca);
    await workplace.configure(expired, { caCertificateFile: 'ca.pem' });
    const { code, stdout } = await workplace.run(['sctokf']);
    expect(code).toBe(1);
    expect(stdout).toMatch(/expired/);
  } finally {
    await expired.close();
  }
});

test('so do the actions of the certificate authority', async () => {
  const { scm } = sandbox;
  await workplace.write('ca.json', {
    ApiEndpoint: scm.url,
    CustomerUri: scm.customerUri,
    Username: scm.login,
    Password: scm.password,
  });
  const { code, stderr } = await workplace.run(['ca', 'ping']);
  expect(code).toBe(1);
  expect(stderr).toMatch(
    /comes from a CA that this machine doesn't trust .*\(caCertificateFile in the configuration/,
  );
});

test('KEYFACTOR_CA_CERT takes a file or the text, for Command only', async () => {
  const file = path.join('config', 'ca.pem');
  for (const value of [file, tlsOf(sandbox).ca]) {
    const { code, stdout } = await run({}, { KEYFACTOR_CA_CERT: value });
    expect(code).toBe(1);
    expect(stdout).toContain('Sectigo SCM');
    expect(stdout).not.toContain('Keyfactor Command');
  }
});

test('KEYFACTOR_SKIP_VERIFY gives a warning', async () => {
  const { code, stderr } = await run({ caCertificateFile: 'ca.pem' }, { KEYFACTOR_SKIP_VERIFY: '1' });
  expect(code).toBe(0);
  expect(stderr).toContain('WARN KEYFACTOR_SKIP_VERIFY');
});

describe('a client certificate for SCM', () => {
  const base = { sectigoPassword: undefined, caCertificateFile: 'ca.pem' };

  test('as PFX file with its passphrase', async () => {
    const { passphrase } = tlsOf(sandbox).clientCertificate;
    const { code } = await run(
      {
        ...base,
        sectigoClientCertificate: 'client.pfx',
        sectigoClientCertificatePassphrase: 'env:PFX_PASSPHRASE',
      },
      { PFX_PASSPHRASE: passphrase },
    );
    expect(code).toBe(0);
  });

  test('as PEM in one file or in two', async () => {
    const { cert, key } = tlsOf(sandbox).clientCertificate;
    await workplace.write('both.pem', `${cert}\n${key}`);
    expect(await run({ ...base, sectigoClientCertificate: 'both.pem' })).toMatchObject({ code: 0 });
    expect(
      await run({
        ...base,
        sectigoClientCertificate: 'client.pem',
        sectigoClientCertificateKey: 'client.key',
      }),
    ).toMatchObject({ code: 0 });
  });

  test.each([
    [
      'a wrong passphrase',
      { sectigoClientCertificate: 'client.pfx', sectigoClientCertificatePassphrase: 'Wr0ng' },
      /passphrase/,
    ],
    [
      'PEM without a key',
      { sectigoClientCertificate: 'client.pem' },
      /sectigoClientCertificateKey: there is no private key/,
    ],
    [
      'a missing file',
      { sectigoClientCertificate: 'none.pfx' },
      /sectigoClientCertificate: the file .*none\.pfx can't be read \(ENOENT\)/,
    ],
    [
      'a missing key file',
      { sectigoClientCertificate: 'client.pem', sectigoClientCertificateKey: 'none.key' },
      /none\.key can't be read/,
    ],
    [
      'an authority that is none',
      { sectigoClientCertificate: 'client.pfx', caCertificateFile: 'client.key' },
      /caCertificateFile: the file holds no certificate/,
    ],
  ])('%s ends the run with exit code 2', async (_name, changes, message) => {
    const { code, stderr } = await run({ ...base, ...changes });
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
    expect(stderr).not.toContain('Wr0ng');
  });
});
