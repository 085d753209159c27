import { type ChildProcess, spawn } from 'node:child_process';
import { createPublicKey } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { runCli } from '@certbridge/cli';
import type { Sandbox } from '@certbridge/sandbox';
import { program, programEnv } from '../../apps/cli/test/program.ts';
import { makeCsr, newKey } from '../../packages/ca-host/test/support/make-csr.ts';
import type { Wish } from './order-schedule.ts';

/** How a run of the program ended. */
export interface OrderEnd {
  /** Null if its process was killed. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A running process. */
export interface OrderProcess {
  readonly child: ChildProcess;
  readonly end: Promise<OrderEnd>;
}

/** The file that orders write their certificate to. */
export const certificateFile = 'certificate.pem';

const clock = path.join(import.meta.dirname, '../shift-clock.mjs');

/** The last run in this process: the program runs once at a time, and schedules are played side by side. */
let lastRun: Promise<unknown> = Promise.resolve();

/** A folder with the connection to a sandbox and two requests for the same key. */
export class OrderWorkplace {
  readonly publicKeyPem: string;
  readonly #base: string;

  private constructor(base: string, publicKeyPem: string) {
    this.#base = base;
    this.publicKeyPem = publicKeyPem;
  }

  static async create({ scm }: Sandbox): Promise<OrderWorkplace> {
    const base = await mkdtemp(path.join(tmpdir(), 'certbridge-orders-'));
    const key = newKey('ec');
    // ECDSA signatures are randomized, so these are different requests with the same content.
    for (const name of ['first', 'another']) {
      await writeFile(path.join(base, `${name}.csr`), makeCsr('www.corp.example', { key }).pem);
    }
    const connection = {
      ApiEndpoint: scm.url,
      CustomerUri: scm.customerUri,
      Username: scm.login,
      Password: scm.password,
      PickupRetries: 2,
      PickupDelay: 0,
      PageSize: 200,
    };
    await writeFile(path.join(base, 'ca.json'), JSON.stringify(connection), { mode: 0o600 });
    return new OrderWorkplace(base, createPublicKey(key).export({ type: 'spki', format: 'pem' }).toString());
  }

  remove(): Promise<void> {
    return rm(this.#base, { recursive: true, force: true, maxRetries: 5 });
  }

  /** Starts `certbridge ca` with its clock shifted. */
  start(argv: readonly string[], clockShiftMs: number): OrderProcess {
    const shifted = clockShiftMs === 0 ? [] : ['--import', clock];
    const child = spawn(process.execPath, [...shifted, program, 'ca', ...argv, '--config-dir', '.'], {
      cwd: this.#base,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...programEnv,
        CERTBRIDGE_TEST_CLOCK_SHIFT_MS: String(clockShiftMs),
      },
    });
    const exited = once(child, 'exit');
    const end = Promise.all([text(child.stdout), text(child.stderr), exited]).then(([stdout, stderr]) => {
      return { code: child.exitCode, stdout, stderr };
    });
    return { child, end };
  }

  /** Runs `certbridge ca` in this process: nothing disturbs it, so that it costs no start of the program. */
  run(argv: readonly string[]): Promise<OrderEnd> {
    const end = lastRun.then(() => this.#run(['ca', ...argv, '--config-dir', '.']));
    lastRun = end.catch(() => {});
    return end;
  }

  async #run(argv: readonly string[]): Promise<OrderEnd> {
    const printed = { stdout: '', stderr: '' };
    const collect = (name: keyof typeof printed) => ({
      write: (chunk: string) => {
        printed[name] += chunk;
      },
    });
    const code = await runCli(argv, {
      env: {},
      cwd: this.#base,
      stdout: collect('stdout'),
      stderr: collect('stderr'),
      signal: new AbortController().signal,
    });
    return { code, ...printed };
  }

  /** Reads the certificate of the last order. */
  readCertificate(): Promise<string> {
    return readFile(path.join(this.#base, certificateFile), 'utf8');
  }
}

/** Returns the arguments of an order, in one of several equivalent forms. */
export function orderArguments(
  { csr, product, names, costCenter }: Wish,
  { isReversed, extra = [] }: { readonly isReversed: boolean; readonly extra?: readonly string[] },
): string[] {
  const alternativeNames = isReversed ? names.toReversed().map((name) => name.toUpperCase()) : names;
  const settings = [`Organization=Corp Services`, `Cost Center=${costCenter}`];
  return [
    ...['enroll', '--json', '--csr', `${csr}.csr`, '--product', product],
    ...alternativeNames.flatMap((name) => ['--san', `dns=${name}`]),
    ...(isReversed ? settings.toReversed() : settings).flatMap((setting) => ['--set', setting]),
    ...extra,
  ];
}
