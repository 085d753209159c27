import { describe, expect, test } from 'vitest';
import type { Invocation } from './frame/action.ts';
import { runProgram } from './program.ts';
import { version } from './version.ts';

/** Parses a command line; what it names is not run. */
async function run(...argv: string[]) {
  let invocation: Invocation | undefined;
  const result = { code: -1, out: '', err: '' };
  result.code = await runProgram(argv, {
    writeOut: (text) => {
      result.out += text;
    },
    writeErr: (text) => {
      result.err += text;
    },
    invoke: async (named) => {
      invocation = named;
      return 3;
    },
  });
  const { options, args } = invocation ?? {};
  return { ...result, invocation, options, args };
}

const common = { configDir: 'config', concurrency: 8 };

test.each(['sctokf', 'SCtoKF', 'SCTOKF', 'KFtoSC', 'sync'])(
  '%s is an action in any letter case, and its exit code is returned',
  async (name) => {
    expect(await run(name)).toMatchObject({ code: 3, options: common, args: [] });
  },
);

test('every option of a sync is read', async () => {
  const { options } = await run(
    'KFtoSC',
    ...['--config-dir', 'C:\\Sync\\Config', '--state', 'D:\\s.db', '--dry-run', '--json'],
    ...['--log-level', 'WARN', '--update-fields', '--force', '--concurrency', '16'],
    ...['--sectigo-concurrency', '4', '--keyfactor-concurrency', '100'],
  );
  expect(options).toEqual({
    configDir: 'C:\\Sync\\Config',
    state: 'D:\\s.db',
    dryRun: true,
    json: true,
    logLevel: 'warning',
    updateFields: true,
    force: true,
    concurrency: 16,
    sectigoConcurrency: 4,
    keyfactorConcurrency: 100,
  });
});

test('what an action is about is its argument', async () => {
  expect(await run('plan', 'Both', '--out', 'p.plan', '--detailed-exitcode')).toMatchObject({
    args: ['both'],
    options: { ...common, out: 'p.plan', detailedExitcode: true },
  });
  expect(await run('apply', 'Night.plan', '--force')).toMatchObject({
    args: ['Night.plan'],
    options: { ...common, force: true },
  });
  expect(await run('REVERT', '1b4e', '--dry-run')).toMatchObject({
    args: ['1b4e'],
    options: { dryRun: true },
  });
  expect((await run('import', '--apply')).options).toEqual({ ...common, apply: true });
});

test('the past is listed and shown', async () => {
  expect((await run('history')).options).toEqual({ configDir: 'config' });
  expect((await run('history', '--state', 's.db', '--limit', '5', '--json')).options).toEqual({
    configDir: 'config',
    state: 's.db',
    limit: 5,
    json: true,
  });
  expect(await run('show', '1b4e', '--csv', '--certificate', '0A:1B')).toMatchObject({
    args: ['1b4e'],
    options: { csv: true, certificate: 'A1B' },
  });
});

test.each([
  [['plan', 'bot'], 'It must be one of sctokf, kftosc, both. Did you mean both?'],
  [
    ['sctokf', '--log-level', 'debgu'],
    'It must be one of trace, debug, info, warn, error, fatal, off. Did you mean debug?',
  ],
])('the nearest value is offered: %j', async (argv, message) => {
  expect((await run(...argv)).err).toContain(message);
});

describe('a wrong command line gives the usage on standard error and exit code 2', () => {
  test.each([
    ['nothing', []],
    ['an unknown mode', ['both']],
    ['a number', ['1']],
    ['a second argument', ['sctokf', 'kftosc']],
    ['an unknown option', ['sctokf', '--dryrun']],
    ['an unknown level', ['sctokf', '--log-level', 'loud']],
    ['a level without a value', ['sctokf', '--log-level']],
    ['concurrency 0', ['sctokf', '--concurrency', '0']],
    ['concurrency 101', ['sctokf', '--concurrency', '101']],
    ['concurrency 0 of one system', ['sctokf', '--sectigo-concurrency', '0']],
    ['a plan without a mode', ['plan']],
    ['a plan in an unknown mode', ['plan', 'sync']],
    ['apply without a file', ['apply']],
    ['revert without a run', ['revert']],
    ['show without a run', ['show']],
    ['a limit of nothing', ['history', '--limit', '0']],
    ['two formats', ['show', 'last', '--json', '--csv']],
    ['concurrency in words', ['sctokf', '--concurrency', 'many']],
    ['too many certificates', ['sandbox', '--certificates', '500001']],
    ['a share above 1', ['sandbox', '--error-rate', '1.1']],
    ['a switch without a value', ['sandbox', '--switch', 'dateFormat']],
  ])('%s', async (_name, argv) => {
    const { code, out, err, invocation } = await run(...argv);
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(err).toContain('Usage: certbridge');
    expect(invocation).toBeUndefined();
  });
});

test('help and version go to standard output with exit code 0', async () => {
  expect(await run('--version')).toMatchObject({ code: 0, out: `${version}\n`, err: '' });
  const { code, out, err } = await run('--help');
  expect({ code, err }).toEqual({ code: 0, err: '' });
  for (const word of [
    'sctokf',
    'kftosc',
    'sync',
    'plan',
    'apply',
    'history',
    'show',
    'revert',
    'sandbox',
    '130',
  ])
    expect(out).toContain(word);
  for (const name of ['sctokf', 'sync', 'plan', 'apply', 'revert', 'import', 'history', 'show'])
    expect(await run(name, '--help')).toMatchObject({ code: 0, err: '' });
});

test('a sandbox takes what is given and leaves the rest to its defaults', async () => {
  expect((await run('sandbox')).options).toEqual({ certificates: 100, seed: 1 });
  const { options } = await run(
    'sandbox',
    ...['--certificates', '100000', '--seed', '7', '--latency', '40', '--error-rate', '0.05'],
    ...['--drop-rate', '.1', '--html-rate', '1', '--rate-limit', '100'],
    ...['--switch', 'dateFormat=ignored', '--switch', 'sizeAbsent=10'],
    ...['--port-scm', '1', '--port-command', '65535', '--port-oauth', '0', '--port-management', '2'],
    ...['--tls', '--write-config', 'x', '--force', '--json'],
  );
  expect(options).toEqual({
    certificates: 100_000,
    seed: 7,
    latency: 40,
    errorRate: 0.05,
    dropRate: 0.1,
    htmlRate: 1,
    rateLimit: 100,
    switch: { dateFormat: 'ignored', sizeAbsent: 10 },
    portScm: 1,
    portCommand: 65_535,
    portOauth: 0,
    portManagement: 2,
    tls: true,
    writeConfig: 'x',
    force: true,
    json: true,
  });
});

describe('ca', () => {
  const order = ['--csr', 'a.csr', '--product', '1001', '--san', 'dns=a'];

  test('an order has its names and settings by name', async () => {
    expect(await run('CA', 'enroll', ...order, '--san', 'dns=b', '--set', 'O=x=y')).toMatchObject({
      code: 3,
      options: { csr: 'a.csr', product: '1001', san: { dns: ['a', 'b'] }, set: { O: 'x=y' }, concurrency: 8 },
    });
  });

  test('two orders do not share their names', async () => {
    await run('ca', 'enroll', ...order);
    expect((await run('ca', 'enroll', ...order)).options).toMatchObject({ san: { dns: ['a'] } });
  });

  test.each([
    ['renew', '--csr', 'a.csr'],
    ['reissue', '--csr', 'a.csr'],
    ['get'],
    ['export'],
    ['revoke', '--reason', 'superseded'],
  ])('%s names the request', async (name, ...options) => {
    expect(await run('ca', name, '17', ...options)).toMatchObject({ args: ['17'] });
  });

  test('a list has one format', async () => {
    const { options } = await run('ca', 'list', '--status', 'Revoked', '--expiring-in', '2d', '--csv');
    expect(options).toEqual({ status: 'revoked', expiringIn: 172_800_000, csv: true });
    expect((await run('ca', 'list', '--json', '--csv')).code).toBe(2);
  });

  test.each(['ping', 'products', 'pending', 'validate', 'sync'])(
    '%s works with a connection',
    async (name) => {
      expect((await run('ca', name, '--json', '--database', 'x.db')).options).toEqual({
        json: true,
        database: 'x.db',
        concurrency: 8,
      });
    },
  );

  test('every other option is read', async () => {
    expect((await run('ca', 'annotations')).options).toEqual({});
    expect((await run('ca', 'sync', '--full')).options).toMatchObject({ full: true });
    expect((await run('ca', 'revoke', '17', '--reason', 'superseded')).options).toMatchObject({ reason: 4 });
    expect((await run('ca', 'export', '17')).options).toEqual({ format: 'pem' });
  });

  test('without an action there is help, and exit code 2', async () => {
    const { code, err, invocation } = await run('ca');
    expect(code).toBe(2);
    expect(err).toContain('Usage: certbridge ca');
    expect(err).toContain('Exit codes:');
    expect(invocation).toBeUndefined();
  });
});
