import { describe, expect, test } from 'vitest';
import type { CaCommand } from './ca/ca-command.ts';
import type { ApplyCommand } from './commands/apply.ts';
import type { HistoryCommand } from './commands/history.ts';
import type { ImportCommand } from './commands/import-missing.ts';
import type { RevertCommand } from './commands/revert.ts';
import type { SandboxCommand } from './commands/sandbox.ts';
import type { ShowCommand } from './commands/show.ts';
import type { SyncCommand } from './commands/sync.ts';
import { runProgram } from './program.ts';
import { version } from './version.ts';

async function run(...argv: string[]) {
  const result = {
    code: -1,
    out: '',
    err: '',
    sync: [] as SyncCommand[],
    apply: [] as ApplyCommand[],
    revert: [] as RevertCommand[],
    imports: [] as ImportCommand[],
    history: [] as HistoryCommand[],
    show: [] as ShowCommand[],
    ca: [] as CaCommand[],
    sandbox: [] as SandboxCommand[],
  };
  const keep =
    <C>(list: C[], code: number) =>
    async (command: C) => {
      list.push(command);
      return code;
    };
  result.code = await runProgram(argv, {
    actions: {
      sync: keep(result.sync, 3),
      apply: keep(result.apply, 4),
      revert: keep(result.revert, 3),
      importMissing: keep(result.imports, 1),
      history: keep(result.history, 2),
      show: keep(result.show, 2),
      ca: keep(result.ca, 4),
      sandbox: keep(result.sandbox, 0),
    },
    output: {
      writeOut: (text) => {
        result.out += text;
      },
      writeErr: (text) => {
        result.err += text;
      },
    },
  });
  return result;
}

const common = { configDir: 'config', json: false, concurrency: { sectigo: 8, keyfactor: 8 } };

test.each([
  ['sctokf', 'sctokf'],
  ['SCtoKF', 'sctokf'],
  ['SCTOKF', 'sctokf'],
  ['KFtoSC', 'kftosc'],
  ['sync', 'both'],
])('%s is the mode in any letter case, and its exit code is returned', async (name, mode) => {
  const { code, sync } = await run(name);
  expect(code).toBe(3);
  expect(sync).toEqual([{ ...common, mode, dryRun: false, updateFields: false, force: false }]);
});

test('every option of a sync is read', async () => {
  const { sync } = await run(
    'KFtoSC',
    ...[
      '--config-dir',
      'C:\\Sync\\Config',
      '--state',
      'D:\\s.db',
      '--dry-run',
      '--json',
      '--log-level',
      'WARN',
    ],
    ...['--update-fields', '--force', '--concurrency', '16'],
  );
  expect(sync).toEqual([
    {
      mode: 'kftosc',
      configDir: 'C:\\Sync\\Config',
      state: 'D:\\s.db',
      dryRun: true,
      json: true,
      logLevel: 'warning',
      updateFields: true,
      force: true,
      concurrency: { sectigo: 16, keyfactor: 16 },
    },
  ]);
});

test('the concurrency of one system goes before that of both', async () => {
  const limits = async (...argv: string[]) => (await run('sync', ...argv)).sync[0]?.concurrency;
  expect(await limits('--sectigo-concurrency', '4')).toEqual({ sectigo: 4, keyfactor: 8 });
  expect(await limits('--keyfactor-concurrency', '100', '--concurrency', '2')).toEqual({
    sectigo: 2,
    keyfactor: 100,
  });
});

test('a plan is a sync that writes nothing', async () => {
  const { sync } = await run(
    'plan',
    'Both',
    '--out',
    'p.plan',
    '--detailed-exitcode',
    '--update-fields',
    '--force',
  );
  expect(sync).toEqual([
    {
      ...common,
      mode: 'both',
      dryRun: true,
      updateFields: true,
      force: true,
      out: 'p.plan',
      detailedExitcode: true,
    },
  ]);
});

test('a plan is applied, a run is reverted', async () => {
  expect(await run('apply', 'Night.plan', '--force')).toMatchObject({
    code: 4,
    apply: [{ ...common, file: 'Night.plan', force: true }],
  });
  expect((await run('revert', 'last')).revert).toEqual([{ ...common, run: 'last', dryRun: false }]);
  expect((await run('REVERT', '1b4e', '--dry-run')).revert).toMatchObject([{ run: '1b4e', dryRun: true }]);
});

test('an import writes only where it is told to', async () => {
  expect(await run('import')).toMatchObject({ code: 1, imports: [{ ...common, apply: false }] });
  expect((await run('import', '--apply')).imports).toMatchObject([{ apply: true }]);
});

test('the past is listed and shown', async () => {
  expect((await run('history')).history).toEqual([{ configDir: 'config', json: false }]);
  const { history } = await run('history', '--state', 's.db', '--limit', '5', '--json');
  expect(history).toEqual([{ configDir: 'config', state: 's.db', limit: 5, json: true }]);
  expect((await run('show', 'last')).show).toEqual([{ configDir: 'config', run: 'last', format: 'text' }]);
  expect((await run('show', '1b4e', '--json')).show).toMatchObject([{ format: 'json' }]);
  const { show } = await run('show', '1b4e', '--csv', '--certificate', '0A:1B');
  expect(show).toMatchObject([{ run: '1b4e', format: 'csv', certificate: 'A1B' }]);
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
    const { code, out, err, ...commands } = await run(...argv);
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(err).toContain('Usage: certbridge');
    expect(Object.values(commands).flat()).toEqual([]);
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
  expect((await run('sandbox')).sandbox).toEqual([
    {
      certificates: 100,
      seed: 1,
      knobs: {},
      switches: {},
      ports: {},
      tls: false,
      force: false,
      json: false,
    },
  ]);
  const { sandbox } = await run(
    'sandbox',
    ...[
      '--certificates',
      '100000',
      '--seed',
      '7',
      '--latency',
      '40',
      '--error-rate',
      '0.05',
      '--drop-rate',
      '.1',
    ],
    ...[
      '--html-rate',
      '1',
      '--rate-limit',
      '100',
      '--switch',
      'dateFormat=ignored',
      '--switch',
      'sizeAbsent=10',
    ],
    ...['--port-scm', '1', '--port-command', '65535', '--port-oauth', '0', '--port-management', '2', '--tls'],
    ...['--write-config', 'x', '--force', '--json'],
  );
  expect(sandbox).toEqual([
    {
      certificates: 100_000,
      seed: 7,
      knobs: { latencyMs: 40, errorRate: 0.05, dropRate: 0.1, htmlRate: 1, rateLimitPerSecond: 100 },
      switches: { dateFormat: 'ignored', sizeAbsent: 10 },
      ports: { scm: 1, command: 65_535, oauth: 0, management: 2 },
      tls: true,
      writeConfig: 'x',
      force: true,
      json: true,
    },
  ]);
});

describe('ca', () => {
  const common = { json: false, concurrency: 8 };

  test('an order has its names and settings by name', async () => {
    const argv = [
      '--csr',
      'a.csr',
      '--product',
      '1001',
      '--san',
      'dns=a',
      '--san',
      'dns=b',
      '--set',
      'O=x=y',
    ];
    const { code, ca } = await run('CA', 'enroll', ...argv);
    expect(code).toBe(4);
    expect(ca).toEqual([
      {
        name: 'enroll',
        options: {
          ...common,
          kind: 'New',
          csr: 'a.csr',
          product: '1001',
          san: { dns: ['a', 'b'] },
          parameters: { O: 'x=y' },
          again: false,
          force: false,
        },
      },
    ]);
  });

  test('two orders do not share their names', async () => {
    const argv = ['ca', 'enroll', '--csr', 'a.csr', '--product', '1', '--san', 'dns=a'];
    await run(...argv);
    const { ca } = await run(...argv);
    expect(ca).toMatchObject([{ options: { san: { dns: ['a'] } } }]);
  });

  test.each([
    ['renew', 'Renew'],
    ['reissue', 'Reissue'],
  ])('%s names the request', async (name, kind) => {
    const { ca } = await run('ca', name, '17', '--csr', 'a.csr');
    expect(ca).toMatchObject([{ name: 'enroll', options: { kind, request: '17', san: {}, parameters: {} } }]);
  });

  test('a list has one format', async () => {
    const { ca } = await run('ca', 'list', '--status', 'Revoked', '--expiring-in', '2d', '--csv');
    const expected = { status: 'revoked', expiringIn: 172_800_000, format: 'csv' };
    expect(ca).toEqual([{ name: 'list', options: expected }]);
    expect((await run('ca', 'list', '--json', '--csv')).code).toBe(2);
  });

  test('every other command is known', async () => {
    expect((await run('ca', 'ping')).ca).toEqual([{ name: 'ping', options: common }]);
    expect((await run('ca', 'products', '--json')).ca).toMatchObject([{ options: { json: true } }]);
    expect((await run('ca', 'pending', '--database', 'x.db')).ca).toMatchObject([
      { name: 'pending', options: { database: 'x.db' } },
    ]);
    expect((await run('ca', 'validate')).ca).toMatchObject([
      { name: 'validate', options: { parameters: {} } },
    ]);
    expect((await run('ca', 'annotations')).ca).toEqual([{ name: 'annotations' }]);
    expect((await run('ca', 'sync', '--full')).ca).toMatchObject([{ name: 'sync', options: { full: true } }]);
    expect((await run('ca', 'get', '17')).ca).toMatchObject([{ name: 'get', options: { request: '17' } }]);
    expect((await run('ca', 'revoke', '17', '--reason', 'superseded')).ca).toMatchObject([
      { name: 'revoke', options: { request: '17', reason: 4 } },
    ]);
    expect((await run('ca', 'export', '17')).ca).toMatchObject([
      { name: 'export', options: { request: '17', format: 'pem', force: false } },
    ]);
  });

  test('without a command there is help, and exit code 2', async () => {
    const { code, err, ca } = await run('ca');
    expect(code).toBe(2);
    expect(err).toContain('Usage: certbridge ca');
    expect(err).toContain('Exit codes:');
    expect(ca).toEqual([]);
  });
});
