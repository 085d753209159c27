import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { isPlainText } from '@certbridge/plain-text';
import { type Sandbox, startSandbox } from '@certbridge/sandbox';
import { expect, onTestFinished, test } from 'vitest';
import { startCa } from './ca-workplace.ts';
import { startFront } from './front-server.ts';
import { Workplace } from './harness.ts';

const hostile = 'x\r\n~ 0A (Sectigo 1)\u2028  updated 99\u0085\u2029\u001b[2J\u009b2J\u202egpj.exe\u2066';

/** Checks that a text is lines of plain text, none of which the hostile text has made. */
function expectPlain(...texts: readonly string[]): void {
  for (const text of texts) {
    const lines = text.split(/\r?\n/);
    expect(lines.filter((line) => !isPlainText(line))).toEqual([]);
    expect(lines.filter((line) => /^\s*(updated 99|~ 0A \(Sectigo 1\))/.test(line))).toEqual([]);
  }
}

async function startSync(changes: (sandbox: Sandbox) => Promise<Record<string, unknown>>) {
  const sandbox = await startSandbox({ certificates: 4 });
  const workplace = await Workplace.create();
  onTestFinished(async () => {
    await sandbox.close();
    await workplace.remove();
  });
  await workplace.configure(sandbox, await changes(sandbox));
  return { sandbox, workplace };
}

/** A certificate that both systems have. */
function pairOf({ scmState, commandState }: Sandbox) {
  for (const { sslId, status, serialNumber } of scmState.certificates()) {
    const [command] = serialNumber === null ? [] : commandState.findBySerial(serialNumber);
    if (status === 'Issued' && command !== undefined) return { sslId, keyfactorId: command.id };
  }
  throw new Error('the sandbox has no certificate in both systems');
}

test('a hostile value stays in its line in plan, plan file, history, CSV, summaries and logs, and is written as it is', async () => {
  const { sandbox, workplace } = await startSync(async () => ({}));
  const { sslId, keyfactorId } = pairOf(sandbox);
  sandbox.scmState.updateCertificate(sslId, { customFields: { Notes: hostile } });
  const made = await workplace.run(['plan', 'sctokf', '--out', 'night.plan']);
  const planned = await workplace.run(['plan', 'sctokf', '--json']);
  const file = await readFile(path.join(workplace.base, 'night.plan'), 'utf8');
  expect(made.stdout).toContain('x\\r\\n~ 0A (Sectigo 1)\\u2028  updated 99\\u0085');
  expect(planned.stdout).toContain('\\u2028');
  expectPlain(made.stdout, made.stderr, planned.stdout, planned.stderr, file);
  const values = JSON.stringify(JSON.parse(planned.stdout).plan);
  expect(values).toContain(JSON.stringify(hostile).slice(1, -1));

  expect((await workplace.run(['apply', 'night.plan'])).code).toBe(0);
  expect(sandbox.commandState.certificate(keyfactorId)?.metadata.Notes).toBe(hostile);
  for (const argv of [
    ['show', 'last'],
    ['show', 'last', '--json'],
    ['show', 'last', '--csv'],
    ['history'],
    ['history', '--json'],
  ]) {
    const { code, stdout, stderr } = await workplace.run(argv);
    expect(code).toBe(0);
    expectPlain(stdout, stderr);
    if (argv[0] === 'show') expect(stdout).toContain('\\u2028');
  }
  expectPlain(await workplace.logs());
});

test('an error code with line ends makes no lines, and one that is a fetched token or password shows neither', async () => {
  let token = '';
  const { sandbox, workplace } = await startSync(async ({ command, oauth }) => ({
    keyfactorAPIUrl: await startFront(command.url, ({ method, headers, body }) => {
      token = headers.authorization ?? token;
      if (method !== 'PUT') return undefined;
      const secrets = `${token} ${oauth.clientSecret} ${encodeURIComponent(oauth.clientSecret)}`;
      const document = {
        ErrorCode: `${secrets} ${hostile}`,
        Message: `${hostile} ${body} ${secrets}`,
        FailedOperations: [{ Reason: secrets }],
      };
      return { status: 400, document };
    }),
    keyfactorLogin: undefined,
    keyfactorPassword: undefined,
    keyfactorOAuth: {
      tokenUrl: oauth.tokenUrl,
      clientId: oauth.clientId,
      clientSecret: oauth.clientSecret,
    },
  }));
  const secret = sandbox.oauth.clientSecret;
  for (const argv of [['sctokf'], ['sctokf', '--json'], ['sctokf', '--log-level', 'trace']]) {
    const { code, stdout, stderr } = await workplace.run(argv);
    expect(code).toBe(3);
    const logs = await workplace.logs();
    expectPlain(stdout, stderr, logs);
    expect(stdout).toContain('***');
    const bearer = token.replace(/^Bearer /, '');
    expect(bearer.length).toBeGreaterThan(8);
    for (const text of [stdout, stderr, logs]) {
      expect(text).not.toContain(bearer);
      expect(text).not.toContain(secret);
    }
  }
});

test('a token that an identity provider gives, and Command shows as a value, is hidden in every output', async () => {
  let token = '';
  const { sandbox, workplace } = await startSync(async ({ command, oauth }) => ({
    keyfactorAPIUrl: await startFront(command.url, ({ headers }) => {
      token = headers.authorization?.replace(/^Bearer /, '') ?? token;
      // As early as possible: SCM's values are read afterwards.
      sandboxOf.current?.scmState.updateCertificate(sandboxOf.sslId, {
        customFields: { Notes: `<${token}>` },
      });
      return undefined;
    }),
    keyfactorLogin: undefined,
    keyfactorPassword: undefined,
    keyfactorOAuth: {
      tokenUrl: oauth.tokenUrl,
      clientId: oauth.clientId,
      clientSecret: oauth.clientSecret,
    },
  }));
  sandboxOf.current = sandbox;
  sandboxOf.sslId = pairOf(sandbox).sslId;
  for (const argv of [
    ['sctokf', '--dry-run'],
    ['sctokf', '--dry-run', '--json'],
  ]) {
    const { stdout, stderr } = await workplace.run(argv);
    expect(stdout).toContain('"<***>"');
    expect(stdout + stderr + (await workplace.logs())).not.toContain(token);
    if (argv.includes('--json')) expect(JSON.parse(stdout)).toMatchObject({ exitCode: 0 });
  }
});

const sandboxOf: { current?: Sandbox; sslId: number } = { sslId: 0 };

test('a refusal of SCM in an action of the certificate authority makes no lines and shows no password', async () => {
  const { sandbox, connect, run, workplace } = await startCa();
  const { password } = sandbox.scm;
  const url = await startFront(sandbox.scm.url, ({ url: address }) =>
    address.includes('/ssl/v1/types')
      ? { status: 400, document: { code: -1, description: `${hostile} ${password}`, [password]: hostile } }
      : undefined,
  );
  await connect({ ApiEndpoint: url });
  for (const argv of [[], ['--json'], ['--log-level', 'trace']]) {
    const { code, stdout, stderr } = await run('products', ...argv);
    expect(code).not.toBe(0);
    const logs = await workplace.logs();
    expect(stderr).toContain('***');
    expectPlain(stdout, stderr, logs);
    expect(stdout + stderr + logs).not.toContain(password);
  }
});

test('what messages repeat of the command line makes no lines', async () => {
  const { run, workplace } = await startCa({ certificates: 3 });
  for (const [action, ...argv] of [
    ['get', hostile],
    ['get', hostile, '--json'],
    [hostile],
    ['list', hostile],
  ] as [string, ...string[]][]) {
    const { stdout, stderr } = await run(action, ...argv);
    expectPlain(stdout, stderr);
  }
  for (const argv of [
    [hostile],
    ['show', hostile],
    ['sctokf', '--config-dir', hostile.replaceAll('/', '')],
  ]) {
    const { stdout, stderr } = await workplace.run(argv);
    expectPlain(stdout, stderr);
  }
  expectPlain(await workplace.logs());
});
