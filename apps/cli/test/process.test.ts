import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { startSandbox } from '@certbridge/sandbox';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { Workplace } from './harness.ts';
import { program, programEnv } from './program.ts';

const onWindows = process.platform === 'win32';

let folder: string;
let configDir: string;
let sandbox: ChildProcess;
let addresses: { management: { url: string }; scm: { password: string }; configDir: string };

/** Starts the program as its own process. */
function start(argv: readonly string[]) {
  const child = spawn(process.execPath, [program, ...argv], {
    cwd: folder,
    env: programEnv,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const closed = once(child, 'close');
  const result = Promise.all([text(child.stdout), text(child.stderr), closed]).then(
    ([stdout, stderr, [code]]) => ({ stdout, stderr, code: code as number | null }),
  );
  return { child, result };
}

const run = (...argv: string[]) => start(argv).result;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'certbridge-process-'));
  configDir = path.join(folder, 'work', 'config');
  const argv = ['sandbox', '--json', '--certificates', '30', '--write-config', configDir];
  sandbox = spawn(process.execPath, [program, ...argv], {
    env: programEnv,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let printed = '';
  for await (const chunk of sandbox.stdout ?? []) {
    printed += String(chunk);
    if (printed.endsWith('}\n')) break;
  }
  addresses = JSON.parse(printed);
});
afterAll(async () => {
  if (sandbox.exitCode === null) {
    sandbox.kill();
    await once(sandbox, 'exit');
  }
  await rm(folder, { recursive: true, force: true });
});

/** Systems with a configuration of their own, whose responses from some request on are held back until they are released. */
async function heldSystems({ from = 1 }: { from?: number } = {}) {
  const systems = await startSandbox({ certificates: 30 });
  const workplace = await Workplace.create();
  await workplace.configure(systems);
  let reach = () => {};
  let release = () => {};
  const reached = new Promise<void>((resolve) => {
    reach = resolve;
  });
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  systems.onRequest(async ({ phase, number }) => {
    if (phase !== 'arrived' || number < from) return;
    reach();
    await released;
  });
  onTestFinished(async () => {
    release();
    await systems.close();
    await workplace.remove();
  });
  return { configDir: workplace.configDir, reached, release };
}

async function setKnobs(knobs: object): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify(knobs);
  await fetch(`${addresses.management.url}/knobs`, { method: 'PATCH', headers, body });
}

async function requestsSeen(): Promise<number> {
  const response = await fetch(`${addresses.management.url}/requests/summary`);
  return ((await response.json()) as { total: number }).total;
}

test('the sandbox writes a configuration folder whose first run stops for banned characters', async () => {
  expect(addresses.configDir).toBe(configDir);
  expect((await readdir(configDir)).sort()).toEqual(['ca.json', 'config.json', 'fields.json']);
  const first = await run('SCtoKF', '--config-dir', configDir);
  expect(first.code).toBe(4);
  expect(first.stdout).toContain('bannedcharacters.json');
  const file = path.join(configDir, 'bannedcharacters.json');
  await writeFile(file, (await readFile(file, 'utf8')).replaceAll('null', '"_"'));
  const second = await run('sctokf', '--config-dir', configDir, '--json');
  expect(second.code).toBe(0);
  // Node 22 calls its SQLite experimental.
  expect(second.stderr).not.toContain('ExperimentalWarning');
  expect(JSON.parse(second.stdout)).toMatchObject({ exitCode: 0, fields: { created: 11 } });
  const logs = await readdir(path.join(folder, 'work', 'logs'));
  expect(logs.sort()).toEqual(['MetadataSync-Errors.log', 'MetadataSync.log']);
});

test('a configuration that the sandbox wrote is written anew, one of the operator is not', async () => {
  const own = path.join(folder, 'own');
  const first = start(['sandbox', '--certificates', '0', '--write-config', own]);
  await once(first.child.stdout, 'data');
  first.child.kill();
  await first.result;
  const second = start(['sandbox', '--certificates', '0', '--write-config', own]);
  await once(second.child.stdout, 'data');
  second.child.kill();
  await second.result;
  await writeFile(path.join(own, 'config.json'), '{"config": {}}');
  const refused = await run('sandbox', '--write-config', own);
  expect(refused).toMatchObject({ code: 2, stdout: '' });
  expect(refused.stderr).toContain('--force');
  expect(await readFile(path.join(own, 'config.json'), 'utf8')).toBe('{"config": {}}');
});

test.each([
  ['a port that is taken', () => ['--port-scm', new URL(addresses.management.url).port], /EADDRINUSE/],
  ['an unknown switch', () => ['--switch', 'nothing=1'], /nothing/],
])('%s ends the sandbox with exit code 2', async (_name, argv, message) => {
  const { code, stderr } = await run('sandbox', ...argv());
  expect(code).toBe(2);
  expect(stderr).toMatch(message);
  expect(stderr).not.toMatch(/^\s+at /m);
});

test('a wrong command line ends with exit code 2 and the usage', async () => {
  const { code, stdout, stderr } = await run('3');
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain('Usage: certbridge');
});

test.each([
  ['the help', () => ['--help']],
  ['a list', () => ['show', 'last', '--csv', '--config-dir', configDir]],
])('a reader of %s that closes the pipe early does no harm', async (_name, argv) => {
  const child = spawn(process.execPath, [program, ...argv()], { env: programEnv });
  child.stdout.destroy();
  const [stderr, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
});

test('of two runs started together one works, and the other says who holds the lock', async () => {
  const held = await heldSystems();
  const runs = ['sctokf', 'sync'].map((action) => start([action, '--config-dir', held.configDir]));
  // However long the other one takes to start: this one holds the lock until it has been refused.
  await Promise.race(runs.map(({ result }) => result));
  held.release();
  const results = await Promise.all(runs.map(({ result }) => result));
  expect(results.map(({ code }) => code).sort()).toEqual([0, 4]);
  const refused = results.findIndex(({ code }) => code === 4);
  const owner = runs[1 - refused]?.child.pid;
  expect(results[refused]?.stderr).toContain(
    `another run works with this configuration: process ${owner} on `,
  );
});

// Windows ends a process that gets a signal from another one without asking it.
if (!onWindows) {
  describe('Ctrl-C', () => {
    test.each(['SIGINT', 'SIGTERM'] as const)(
      '%s ends a sync with its summary and exit code 130',
      async (signal) => {
        const held = await heldSystems({ from: 4 });
        const argv = ['sctokf', '--config-dir', held.configDir, '--json', '--concurrency', '1'];
        const { child, result } = start(argv);
        await Promise.race([held.reached, result]);
        child.kill(signal);
        const { code, stdout, stderr } = await result;
        expect(code).toBe(130);
        expect(JSON.parse(stdout)).toMatchObject({ exitCode: 130 });
        expect(stderr).toContain('Interrupted');
        expect(await readdir(held.configDir)).not.toContain('certbridge.lock');
      },
    );

    test('a second one ends it at once', async () => {
      await setKnobs({ latencyMs: 20_000 });
      const before = await requestsSeen();
      const { child, result } = start(['kftosc', '--config-dir', configDir]);
      while ((await requestsSeen()) === before) await new Promise((resolve) => setTimeout(resolve, 20));
      child.kill('SIGINT');
      await once(child.stderr, 'data');
      child.kill('SIGINT');
      expect((await result).code).toBe(130);
      await setKnobs({ latencyMs: 0 });
    });

    test('ends a sandbox with exit code 0', async () => {
      const { child, result } = start(['sandbox', '--certificates', '0']);
      await once(child.stdout, 'data');
      child.kill('SIGINT');
      expect(await result).toMatchObject({ code: 0 });
    });
  });
}
