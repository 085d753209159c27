import { execFile } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import path from 'node:path';
import { promisify } from 'node:util';
import { type Sandbox, startSandbox } from '@certbridge/sandbox';
import { afterAll, beforeAll, expect, test } from 'vitest';

const folder = path.dirname(import.meta.dirname);
let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ certificates: 30, knobs: { latencyMs: 1 } });
});
afterAll(() => sandbox.close());

/** Runs an example as its first lines say, against the sandbox. */
function run(file: string, ...parameters: string[]) {
  const { scm, command } = sandbox;
  const { host, port, pathname } = addressOf(command.url);
  const env = {
    SCM_URL: scm.url,
    SCM_LOGIN: scm.login,
    SCM_PASSWORD: scm.password,
    SCM_CUSTOMER_URI: scm.customerUri,
    KEYFACTOR_HOSTNAME: host,
    KEYFACTOR_PORT: port,
    KEYFACTOR_API_PATH: pathname,
    KEYFACTOR_USERNAME: command.username,
    KEYFACTOR_PASSWORD: command.password,
  };
  // Windows needs some variables of its own.
  const options = { cwd: folder, env: { ...process.env, ...env } };
  return promisify(execFile)(
    process.execPath,
    ['--conditions=@certbridge/source', '--disable-warning=ExperimentalWarning', file, ...parameters],
    options,
  );
}

function addressOf(url: string) {
  const { protocol, hostname, port, pathname } = new URL(url);
  return { host: `${protocol}//${hostname}`, port, pathname: pathname.slice(1) };
}

test('certificates that expire are listed, the first to expire first', async () => {
  const { stdout } = await run('list-expiring-certificates.ts', '60');
  const lines = stdout.trim().split('\n');
  const days = lines.slice(0, -1).map((line) => line.split(' ')[0]);
  expect(days.length).toBeGreaterThan(0);
  expect(days).toEqual(days.toSorted());
  expect(lines.at(-1)).toMatch(new RegExp(`^${days.length} of \\d+ certificates expire by \\d{4}-`));
});

test('a certificate is ordered and printed with its chain', async () => {
  const { stdout, stderr } = await run(
    'enroll-and-wait.ts',
    'request.csr',
    '203',
    '1002',
    '90',
    'Cost Center=CC-1',
  );
  expect(stderr).toMatch(/^Ordered as \d+\.$/m);
  const chain = stdout.split(/(?<=-----END CERTIFICATE-----\n)/).map((pem) => new X509Certificate(pem));
  expect(chain[0]?.subject).toContain('CN=www.corp.example');
  expect(chain.length).toBeGreaterThan(1);
  expect(chain[0]?.issuer).toBe(chain[1]?.subject);
});

test('a custom field is set on the chosen certificates only, and once', async () => {
  const parameters = ['set-custom-field.ts', 'Cost Center', 'CC-BULK', 'vpn'] as const;
  const { stdout } = await run(...parameters);
  const count = Number(/^(\d+) of \1 certificates have the value\.$/m.exec(stdout)?.[1]);
  expect(count).toBeGreaterThan(0);

  sandbox.requests.clear();
  expect((await run(...parameters)).stdout).toBe(stdout);
  expect(sandbox.requests.summary().scm.byOperation).not.toHaveProperty('updateSsl');
});

test('metadata is exported with a column for each field', async () => {
  const { stdout } = await run('export-metadata-to-csv.ts');
  const [header, ...rows] = stdout.trimEnd().split('\r\n');
  expect(header).toMatch(/^Id,SerialNumber,IssuedCN,/);
  expect(rows.length).toBeGreaterThan(30);
  expect(rows.every((row) => row.split(',').length >= (header ?? '').split(',').length)).toBe(true);
});

test('a missing variable is named', async () => {
  const call = promisify(execFile)(
    process.execPath,
    ['--conditions=@certbridge/source', 'list-expiring-certificates.ts'],
    { cwd: folder, env: { ...process.env, SCM_URL: '' } },
  );
  await expect(call).rejects.toThrow('Set the environment variable SCM_URL.');
});
