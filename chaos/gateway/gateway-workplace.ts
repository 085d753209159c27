import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import type { Sandbox } from '@certbridge/sandbox';
import { inject } from 'vitest';
import { programEnv } from '../../apps/cli/test/program.ts';
import { makeCsr } from '../../packages/ca-host/test/support/make-csr.ts';
// The types of what it provides.
import type {} from './bundle-worker.ts';
import type { WorkerJob, WorkerOutcome, WorkerRequest } from './worker-job.ts';

/** Name of the profile that is ordered of. */
const profile = 'Sectigo DV SSL';
const parameters = { Organization: 'Corp Services', 'Cost Center': 'CC-1' };

/** How a process ended. */
export interface WorkerEnd {
  /** Null if it was killed. */
  readonly code: number | null;
  readonly outcomes: readonly WorkerOutcome[];
  readonly stderr: string;
}

/** A running process. */
export interface Worker {
  readonly child: ChildProcess;
  readonly end: Promise<WorkerEnd>;
}

/** A folder with a database, and the requests that processes place. */
export class GatewayWorkplace {
  /** Each with a name of its own. */
  readonly requests: readonly (WorkerRequest & { readonly name: string })[];
  readonly #base: string;
  readonly #job: WorkerJob;
  #jobs = 0;

  private constructor(base: string, job: WorkerJob, requests: GatewayWorkplace['requests']) {
    this.#base = base;
    this.#job = job;
    this.requests = requests;
  }

  static async create(
    { scm }: Sandbox,
    { requests: count, settleMs }: { readonly requests: number; readonly settleMs: number },
  ): Promise<GatewayWorkplace> {
    const base = await mkdtemp(path.join(tmpdir(), 'certbridge-gateway-'));
    const requests = Array.from({ length: count }, (_, index) => {
      const name = `host-${index}.corp.example`;
      const csr = Buffer.from(makeCsr(name).der).toString('base64');
      return { name, userName: `user ${index}`, csr };
    });
    const { url, customerUri, login, password } = scm;
    const job = {
      database: path.join(base, 'ca.db'),
      connection: { ApiEndpoint: url, CustomerUri: customerUri, Username: login, Password: password },
      ...{ profile, parameters, requests: [], waitMs: 500, settleMs },
    };
    return new GatewayWorkplace(base, job, requests);
  }

  remove(): Promise<void> {
    return rm(this.#base, { recursive: true, force: true, maxRetries: 5 });
  }

  /** Starts a process that places every request so many times at once. */
  async start(copies: number): Promise<Worker> {
    this.#jobs += 1;
    const file = path.join(this.#base, `job-${this.#jobs}.json`);
    const requests = this.requests.flatMap(({ userName, csr }) =>
      Array.from({ length: copies }, () => ({ userName, csr })),
    );
    await writeFile(file, JSON.stringify({ ...this.#job, requests } satisfies WorkerJob));
    const child = spawn(process.execPath, [inject('orderWorker'), file], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: programEnv,
    });
    const exited = once(child, 'exit');
    const end = Promise.all([text(child.stdout), text(child.stderr), exited]).then(([stdout, stderr]) => {
      // A process that is killed may leave half a line.
      const lines = stdout.split('\n').slice(0, -1);
      return { code: child.exitCode, outcomes: lines.map((line) => JSON.parse(line)), stderr };
    });
    return { child, end };
  }
}
