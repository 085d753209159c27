import { describe, expect, test } from 'vitest';
import type { SandboxCommand } from './commands/sandbox.ts';
import type { SyncCommand } from './commands/sync.ts';
import { runProgram } from './program.ts';
import { version } from './version.ts';

async function run(...argv: string[]) {
  const result = { code: -1, out: '', err: '', sync: [] as SyncCommand[], sandbox: [] as SandboxCommand[] };
  result.code = await runProgram(argv, {
    actions: {
      sync: async (command) => {
        result.sync.push(command);
        return 3;
      },
      sandbox: async (command) => {
        result.sandbox.push(command);
        return 0;
      },
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

test.each(['sctokf', 'SCtoKF', 'SCTOKF'])(
  '%s is the mode in any letter case, and its exit code is returned',
  async (mode) => {
    const { code, sync } = await run(mode);
    expect(code).toBe(3);
    expect(sync).toEqual([
      {
        mode: 'sctokf',
        configDir: 'config',
        dryRun: false,
        json: false,
        updateFields: false,
        concurrency: 8,
      },
    ]);
  },
);

test('every option of a sync is read', async () => {
  const { sync } = await run(
    'KFtoSC',
    ...['--config-dir', 'C:\\Sync\\Config', '--dry-run', '--json', '--log-level', 'WARN'],
    ...['--update-fields', '--concurrency', '16'],
  );
  expect(sync).toEqual([
    {
      mode: 'kftosc',
      configDir: 'C:\\Sync\\Config',
      dryRun: true,
      json: true,
      logLevel: 'warning',
      updateFields: true,
      concurrency: 16,
    },
  ]);
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
    ['concurrency in words', ['sctokf', '--concurrency', 'many']],
    ['too many certificates', ['sandbox', '--certificates', '100001']],
    ['a share above 1', ['sandbox', '--error-rate', '1.1']],
    ['a switch without a value', ['sandbox', '--switch', 'dateFormat']],
  ])('%s', async (_name, argv) => {
    const { code, out, err, sync, sandbox } = await run(...argv);
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(err).toContain('Usage: certbridge');
    expect([...sync, ...sandbox]).toEqual([]);
  });
});

test('help and version go to standard output with exit code 0', async () => {
  expect(await run('--version')).toMatchObject({ code: 0, out: `${version}\n`, err: '' });
  const { code, out, err } = await run('--help');
  expect({ code, err }).toEqual({ code: 0, err: '' });
  for (const word of ['sctokf', 'kftosc', 'sandbox', '130']) expect(out).toContain(word);
  expect(await run('sctokf', '--help')).toMatchObject({ code: 0, err: '' });
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
