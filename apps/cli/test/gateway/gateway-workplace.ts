import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { startSandbox } from '@certbridge/sandbox';
import { Agent, request } from 'undici';
import { onTestFinished } from 'vitest';
import { connectionTo } from '../ca-workplace.ts';
import { Workplace } from '../harness.ts';
import { program, programEnv } from '../program.ts';

/** What `certbridge gateway init --json` prints. */
export interface Prepared {
  readonly config: string;
  readonly url: string;
  readonly operations: string;
  readonly ca: string;
  readonly certificate: string;
  readonly key: string;
  readonly profiles: readonly { readonly name: string; readonly id: number; readonly productId: string }[];
}

/** A gateway as a process of its own. */
export interface RunningGateway {
  /** As it prints it. */
  readonly url: string;
  readonly stop: (signal?: NodeJS.Signals) => Promise<{ readonly code: number | null; readonly log: string }>;
  /** What it has logged until now. */
  readonly log: () => string;
}

/** A folder with a connection to a sandbox of its own, where gateways are prepared and run; all of it ends with the test. */
export async function openGatewayWorkplace({ certificates = 20 }: { certificates?: number } = {}) {
  const sandbox = await startSandbox({ certificates });
  const workplace = await Workplace.create();
  onTestFinished(async () => {
    await sandbox.close();
    await workplace.remove();
  });
  await workplace.write('ca.json', connectionTo(sandbox));
  const run = (...argv: readonly string[]) => workplace.run(['gateway', ...argv]);
  const prepare = async (...argv: readonly string[]): Promise<Prepared> => {
    const { code, stdout, stderr } = await run(
      'init',
      'trial',
      '--connection',
      'config/ca.json',
      '--json',
      ...argv,
    );
    if (code !== 0) throw new Error(`init ended with ${code}: ${stderr}`);
    return JSON.parse(stdout);
  };
  const start = (prepared: Pick<Prepared, 'config'>, ...argv: readonly string[]) =>
    startGateway(workplace.base, ['--config', prepared.config, ...argv]);
  /** Changes the configuration in its file. */
  const change = async ({ config }: Prepared, edit: (document: Record<string, object>) => void) => {
    const document = JSON.parse(await readFile(config, 'utf8'));
    edit(document);
    await writeFile(config, JSON.stringify(document));
  };
  return { sandbox, workplace, run, prepare, start, change };
}

async function startGateway(cwd: string, argv: readonly string[]): Promise<RunningGateway> {
  const child = spawn(process.execPath, [program, 'gateway', ...argv], {
    cwd,
    env: programEnv,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (chunk) => {
    log += chunk;
  });
  const closed = once(child, 'close').then(([code]): number | null => code);
  const lines = createInterface({ input: child.stdout });
  const first = await Promise.race([once(lines, 'line').then(([line]) => String(line)), closed]);
  if (typeof first !== 'string') throw new Error(`the gateway ended with ${first}: ${log}`);
  return {
    url: first,
    log: () => log,
    stop: async (signal = 'SIGTERM') => {
      child.kill(signal);
      return { code: await closed, log };
    },
  };
}

/** Sends a request to a gateway, as a client with the certificate of the trial unless it is to have none. */
export async function callGateway(
  prepared: Prepared,
  address: string,
  {
    isAnonymous = false,
    ...options
  }: {
    isAnonymous?: boolean;
    method?: 'GET' | 'POST' | 'PUT';
    body?: string;
    headers?: Record<string, string>;
  } = {},
): Promise<{ status: number; headers: Record<string, unknown>; body: string }> {
  const [ca, cert, key] = await Promise.all(
    [prepared.ca, prepared.certificate, prepared.key].map((file) => readFile(file)),
  );
  const dispatcher = new Agent({ connect: { ca, ...(isAnonymous ? {} : { cert, key }) } });
  try {
    const {
      statusCode: status,
      headers,
      body,
    } = await request(address, { method: 'GET', ...options, dispatcher });
    return { status, headers, body: await body.text() };
  } finally {
    await dispatcher.close();
  }
}

/** Waits until a gateway is ready. */
export async function untilReady(operations: string): Promise<void> {
  for (;;) {
    const response = await fetch(`${operations}/health/ready`).catch(() => undefined);
    if (response?.status === 200) return;
    await delay(20);
  }
}

/** Lets requests wait long for issuance: a busy machine takes its time, and what is issued at once waits for nothing. */
export function waitLong(document: Record<string, object>): void {
  document.requests = { waitMs: 60_000 };
}

/** The path of EJBCA REST. */
export const ejbca = '/ejbca/ejbca-rest-api';

/** A file of a prepared gateway. */
export function beside({ config }: Prepared, name: string): string {
  return path.join(path.dirname(config), name);
}
