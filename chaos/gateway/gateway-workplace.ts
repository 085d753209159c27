import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { runCli } from '@certbridge/cli';
import type { Sandbox } from '@certbridge/sandbox';
import { program, programEnv } from '../../apps/cli/test/program.ts';
import { GatewayClient } from './gateway-client.ts';

/** A gateway in a process of its own. */
export interface GatewayProcess {
  /** Sends requests to it; undefined if it was dead before it served. */
  readonly client: GatewayClient | undefined;
  /** Its exit code; null if it was killed. */
  readonly exited: Promise<number | null>;
  readonly isDead: () => boolean;
  readonly log: () => string;
  readonly kill: (signal: 'SIGKILL' | 'SIGTERM') => void;
}

/** The last preparation in this process: the program runs once at a time, and schedules are played side by side. */
let lastRun: Promise<unknown> = Promise.resolve();

/** A folder with the configuration of a gateway over a sandbox. */
export class GatewayWorkplace {
  readonly #base: string;

  private constructor(base: string) {
    this.#base = base;
  }

  static async create(
    { scm }: Sandbox,
    { settleMs }: { readonly settleMs: number },
  ): Promise<GatewayWorkplace> {
    const base = await mkdtemp(path.join(tmpdir(), 'certbridge-gateway-'));
    const { url, customerUri, login, password } = scm;
    const connection = { ApiEndpoint: url, CustomerUri: customerUri, Username: login, Password: password };
    await writeFile(path.join(base, 'ca.json'), JSON.stringify(connection), { mode: 0o600 });
    const prepared = lastRun.then(() => prepare(base));
    lastRun = prepared.catch(() => {});
    await prepared;
    const file = path.join(base, 'gateway.json');
    const config = JSON.parse(await readFile(file, 'utf8'));
    config.cas[0].settleMs = settleMs;
    config.requests = { waitMs: 500 };
    // Schedules are played side by side, and the port that was free may be taken by now.
    config.listen.port = 0;
    config.operations.port = 0;
    await writeFile(file, JSON.stringify(config));
    return new GatewayWorkplace(base);
  }

  remove(): Promise<void> {
    return rm(this.#base, { recursive: true, force: true, maxRetries: 5 });
  }

  /** Starts a gateway; `onStart` is given it before it serves, since it may be killed by then. */
  async start(onStart: (gateway: Omit<GatewayProcess, 'client'>) => void): Promise<GatewayProcess> {
    const config = path.join(this.#base, 'gateway.json');
    const child = spawn(process.execPath, [program, 'gateway', '--config', config], {
      cwd: this.#base,
      env: programEnv,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let log = '';
    child.stderr.setEncoding('utf8').on('data', (chunk) => {
      log += chunk;
    });
    const exited = once(child, 'close').then(([code]): number | null => code);
    const gateway = {
      exited,
      isDead: () => child.exitCode !== null || child.signalCode !== null,
      log: () => log,
      kill: (signal: NodeJS.Signals) => void child.kill(signal),
    };
    onStart(gateway);
    const line = once(createInterface({ input: child.stdout }), 'line').then(([text]) => String(text));
    const url = await Promise.race([line, exited.then(() => undefined)]);
    return { ...gateway, client: url === undefined ? undefined : await GatewayClient.open(url, this.#base) };
  }
}

async function prepare(base: string): Promise<void> {
  let stderr = '';
  const settings = ['--set', 'Organization=Corp Services', '--set', 'Cost Center=CC-1'];
  const code = await runCli(['gateway', 'init', '.', '--connection', 'ca.json', ...settings], {
    env: {},
    cwd: base,
    signal: new AbortController().signal,
    stdout: { write: () => {} },
    stderr: {
      write: (chunk: string) => {
        stderr += chunk;
      },
    },
  });
  if (code !== 0) throw new Error(`gateway init ends with ${code}\n${stderr}`);
}
