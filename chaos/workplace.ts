import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { createKeyfactorClient, type KeyfactorClient } from '@certbridge/keyfactor-client';
import {
  createSensitiveHash,
  openStateStore,
  type RunOptions,
  type RunSummary,
  readPlanLines,
  readSettings,
  type StateStore,
  type SyncPlan,
} from '@certbridge/metadata-sync';
import type { Sandbox } from '@certbridge/sandbox';
import { createSectigoClient, type SectigoClient } from '@certbridge/sectigo-client';
import { program, programEnv } from '../apps/cli/test/program.ts';
import { customFields, manualFields } from './oracle.ts';
import type { Schedule } from './schedule.ts';

/** Options of the engine with the clients themselves, which can do more than a sync needs. */
export interface EngineOptions extends Omit<RunOptions, 'sectigo' | 'keyfactor'> {
  readonly store: StateStore;
  readonly sectigo: SectigoClient;
  readonly keyfactor: KeyfactorClient;
}

/** What the summaries of syncs and imports have in common. */
export type EndedRun = Pick<RunSummary, 'runId' | 'exitCode' | 'problems' | 'deadRuns'>;

/** How a run ended. A killed one has no summary. */
export type RunResult = { readonly killed: true } | { readonly killed: false; readonly summary: EndedRun };

/** The configuration folder and state of an operator. */
export class Workplace {
  readonly planFile: string;
  readonly #base: string;
  readonly #sandbox: Sandbox;
  readonly #login: Schedule['login'];
  readonly #documents: Parameters<typeof readSettings>[0];
  /** Everything that processes have printed so far. */
  #printed = '';
  /** Like the key that the program stores with its state. */
  readonly #key = new Uint8Array(32).fill(7);

  private constructor(base: string, { sandbox, schedule }: { sandbox: Sandbox; schedule: Schedule }) {
    this.#base = base;
    this.#sandbox = sandbox;
    this.planFile = path.join(base, 'plan.jsonl');
    this.#login = schedule.login;
    this.#documents = describe(sandbox, schedule);
  }

  static async create(sandbox: Sandbox, schedule: Schedule): Promise<Workplace> {
    const base = await mkdtemp(path.join(tmpdir(), 'certbridge-chaos-'));
    const workplace = new Workplace(base, { sandbox, schedule });
    await mkdir(path.join(workplace.#base, 'config'));
    const { config: main, fields, bannedCharacters } = workplace.#documents;
    for (const document of [main, fields, bannedCharacters]) {
      if (document === undefined) continue;
      const file = path.join(workplace.#base, 'config', document.file);
      await writeFile(file, JSON.stringify(document.value), { mode: 0o600 });
    }
    const key = Buffer.from(workplace.#key).toString('base64url');
    await writeFile(`${workplace.#stateFile}.key`, `${key}\n`, { mode: 0o600 });
    return workplace;
  }

  /** Hashes values of sensitive fields with the key of this folder. */
  get hashSensitive(): (text: string) => string {
    return createSensitiveHash(this.#key);
  }

  /** Returns the content of all files in the folder, and everything that processes have printed. */
  async readEverything(): Promise<string> {
    const entries = await readdir(this.#base, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile());
    const texts = await Promise.all(
      files.map((file) => readFile(path.join(file.parentPath, file.name), 'utf8')),
    );
    return [this.#printed, ...texts].join('\n');
  }

  remove(): Promise<void> {
    return rm(this.#base, { recursive: true, force: true, maxRetries: 5 });
  }

  async deleteState(): Promise<void> {
    for (const ending of ['', '-wal', '-shm']) await rm(this.#stateFile + ending, { force: true });
  }

  /** Starts the program as a child process. */
  startProgram(argv: readonly string[]): {
    readonly kill: () => Promise<void>;
    readonly end: Promise<RunResult>;
  } {
    const child = spawn(process.execPath, [program, ...argv, '--json'], {
      cwd: this.#base,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...programEnv, ...this.#loginVariables() },
    });
    const exited = once(child, 'exit');
    const end = async (): Promise<RunResult> => {
      const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), exited]);
      this.#printed += stdout + stderr;
      if (child.signalCode === 'SIGKILL') return { killed: true };
      if (!stdout.startsWith('{')) throw new Error(`certbridge ${argv.join(' ')} gave no summary: ${stderr}`);
      return { killed: false, summary: JSON.parse(stdout) };
    };
    const kill = async () => {
      child.kill('SIGKILL');
      await exited;
    };
    return { kill, end: end() };
  }

  /** Runs the engine in this process, with the state of the folder. */
  async runEngine(
    work: (options: EngineOptions) => Promise<{ readonly summary: EndedRun }>,
    { concurrency, retries, signal }: { concurrency: number; retries: number; signal?: AbortSignal },
  ): Promise<RunResult> {
    const reading = readSettings(this.#documents);
    if (!reading.ok) throw new Error(JSON.stringify(reading.problems));
    const { sectigo, keyfactor } = this.#createClients({ concurrency, retries, maxRetryAfterMs: 20 });
    const store = await openStateStore({ file: this.#stateFile });
    try {
      const { summary } = await work({
        settings: reading.settings,
        sectigo,
        keyfactor,
        store,
        hashSensitive: this.hashSensitive,
        runId: crypto.randomUUID(),
        concurrency: { sectigo: concurrency, keyfactor: concurrency },
        signal,
      });
      return { killed: false, summary };
    } finally {
      await Promise.all([sectigo.close(), keyfactor.close(), store.close()]);
    }
  }

  #createClients(http: { concurrency: number; retries: number; maxRetryAfterMs: number }) {
    const { scm, scmOAuth, command, oauth } = this.#sandbox;
    if (this.#login === 'oauth') {
      const { url: baseUrl, ...scmLogin } = scmOAuth;
      return {
        sectigo: createSectigoClient({ baseUrl, auth: { type: 'oauth', ...scmLogin }, http }),
        keyfactor: createKeyfactorClient({ baseUrl: command.url, auth: { type: 'oauth', ...oauth }, http }),
      };
    }
    const { url, customerUri, login, password } = scm;
    const { url: baseUrl, ...basic } = command;
    return {
      sectigo: createSectigoClient({
        baseUrl: url,
        customerUri,
        auth: { type: 'password', login, password },
        http,
      }),
      keyfactor: createKeyfactorClient({ baseUrl, auth: { type: 'basic', ...basic }, http }),
    };
  }

  #loginVariables(): Record<string, string> {
    if (this.#login === 'password') return {};
    const { url, tokenUrl, clientId, clientSecret } = this.#sandbox.scmOAuth;
    return {
      SECTIGO_BASE_URL: url,
      SECTIGO_CLIENT_ID: clientId,
      SECTIGO_CLIENT_SECRET: clientSecret,
      SECTIGO_TOKEN_URL: tokenUrl,
    };
  }

  readPlan(): Promise<SyncPlan> {
    return readPlanLines(() => createReadStream(this.planFile));
  }

  get #stateFile(): string {
    return path.join(this.#base, 'config', 'certbridge.db');
  }
}

/** Returns the configuration of a schedule: all custom fields, or each with its policy for empty values. */
function describe(
  { scm, command, oauth }: Sandbox,
  { config, includeEnded, conflicts, clears, sensitive, login }: Schedule,
): Parameters<typeof readSettings>[0] {
  const main = {
    sectigoLogin: scm.login,
    sectigoPassword: scm.password,
    sectigoCustomerUri: scm.customerUri,
    sectigoAPIUrl: scm.url,
    ...(login === 'oauth'
      ? { keyfactorOAuth: oauth }
      : { keyfactorLogin: command.username, keyfactorPassword: command.password }),
    keyfactorAPIUrl: command.url,
    importAllCustomFields: String(clears.length === 0),
    syncRevokedAndExpiredCerts: String(includeEnded),
    issuerDNLookupTerm: 'Sectigo',
    sslTypeIds: scm.sslTypeIds,
    conflicts,
    // The limits have their own tests; here they would end most runs.
    maxOverwritePercent: 100,
    maxShrinkPercent: 100,
    ...config,
  };
  const entry = (
    sectigoFieldName: string,
    keyfactorMetadataFieldName: string,
    keyfactorDataType: number,
  ) => ({
    sectigoFieldName,
    keyfactorMetadataFieldName,
    keyfactorDataType,
  });
  const entries = customFields.map(({ name, metadataName, type }) => ({
    ...entry(name, metadataName, type),
    keyfactorOptions: type === 5 ? ['Production', 'Staging', 'Test'] : null,
    emptyPolicy: clears.includes(name) ? 'clear' : 'keep',
    sensitive: sensitive.includes(name),
  }));
  const fields = {
    ManualFields: manualFields.map(({ name, path: source, type }) => entry(source, name, type)),
    CustomFields: clears.length === 0 ? entries.filter(({ sensitive: isSensitive }) => isSensitive) : entries,
  };
  const banned = [
    { character: ' ', replacementCharacter: '_' },
    { character: '/', replacementCharacter: '-' },
  ];
  return {
    config: { file: 'config.json', value: { config: main } },
    fields: { file: 'fields.json', value: fields },
    bannedCharacters: { file: 'bannedcharacters.json', value: banned },
  };
}
