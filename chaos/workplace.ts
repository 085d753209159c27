import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { createKeyfactorClient } from '@certbridge/keyfactor-client';
import {
  openStateStore,
  type RunOptions,
  type RunSummary,
  readPlanLines,
  readSettings,
  type StateStore,
  type SyncPlan,
  type SyncResult,
} from '@certbridge/metadata-sync';
import type { Sandbox } from '@certbridge/sandbox';
import { createSectigoClient } from '@certbridge/sectigo-client';
import { customFields, manualFields } from './oracle.ts';
import type { Schedule } from './schedule.ts';

/** How a run ended; of a killed one only that it did. */
export type RunEnd = { readonly killed: true } | { readonly killed: false; readonly summary: RunSummary };

const program = path.join(import.meta.dirname, '../apps/cli/src/main.ts');
// Compiling the program takes longer than most of these runs.
const compileCache = path.join(import.meta.dirname, 'node_modules/.cache/compile');

/** A configuration folder with its state, as an operator has it. */
export class Workplace {
  readonly planFile: string;
  readonly #base: string;
  readonly #sandbox: Sandbox;
  readonly #documents: Parameters<typeof readSettings>[0];

  private constructor(base: string, { sandbox, schedule }: { sandbox: Sandbox; schedule: Schedule }) {
    this.#base = base;
    this.#sandbox = sandbox;
    this.planFile = path.join(base, 'plan.jsonl');
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
    return workplace;
  }

  remove(): Promise<void> {
    return rm(this.#base, { recursive: true, force: true, maxRetries: 5 });
  }

  async deleteState(): Promise<void> {
    for (const ending of ['', '-wal', '-shm']) await rm(this.#stateFile + ending, { force: true });
  }

  /** Starts the program as a process of its own, from its source. */
  startProgram(argv: readonly string[]): {
    readonly kill: () => Promise<void>;
    readonly end: Promise<RunEnd>;
  } {
    const child = spawn(process.execPath, ['--conditions=@certbridge/source', program, ...argv, '--json'], {
      cwd: this.#base,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NODE_COMPILE_CACHE: compileCache },
    });
    const exited = once(child, 'exit');
    const end = async (): Promise<RunEnd> => {
      const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), exited]);
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
    work: (options: RunOptions & { readonly store: StateStore }) => Promise<SyncResult>,
    { concurrency, retries, signal }: { concurrency: number; retries: number; signal?: AbortSignal },
  ): Promise<RunEnd> {
    const reading = readSettings(this.#documents);
    if (!reading.ok) throw new Error(JSON.stringify(reading.problems));
    const { scm, command } = this.#sandbox;
    const { url: scmUrl, customerUri, login, password } = scm;
    const { url: commandUrl, ...basic } = command;
    const http = { concurrency, retries, maxRetryAfterMs: 20 };
    const auth = { type: 'password', login, password } as const;
    const sectigo = createSectigoClient({ baseUrl: scmUrl, customerUri, auth, http });
    const keyfactor = createKeyfactorClient({ baseUrl: commandUrl, auth: { type: 'basic', ...basic }, http });
    const store = openStateStore({ file: this.#stateFile });
    try {
      const { summary } = await work({
        settings: reading.settings,
        sectigo,
        keyfactor,
        store,
        runId: crypto.randomUUID(),
        concurrency: { sectigo: concurrency, keyfactor: concurrency },
        signal,
      });
      return { killed: false, summary };
    } finally {
      await Promise.all([sectigo.close(), keyfactor.close(), store.close()]);
    }
  }

  readPlan(): Promise<SyncPlan> {
    return readPlanLines(() => createReadStream(this.planFile));
  }

  get #stateFile(): string {
    return path.join(this.#base, 'config', 'certbridge.db');
  }
}

/** The configuration of a schedule: every custom field as it is, or each with its policy for empty values. */
function describe(
  { scm, command }: Sandbox,
  { config, includeEnded, conflicts, clears }: Schedule,
): Parameters<typeof readSettings>[0] {
  const main = {
    sectigoLogin: scm.login,
    sectigoPassword: scm.password,
    sectigoCustomerUri: scm.customerUri,
    sectigoAPIUrl: scm.url,
    keyfactorLogin: command.username,
    keyfactorPassword: command.password,
    keyfactorAPIUrl: command.url,
    importAllCustomFields: String(clears.length === 0),
    syncRevokedAndExpiredCerts: String(includeEnded),
    issuerDNLookupTerm: 'Sectigo',
    sslTypeIds: scm.sslTypeIds,
    conflicts,
    // The limits have tests of their own; here they would end most runs.
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
  }));
  const fields = {
    ManualFields: manualFields.map(({ name, path: source, type }) => entry(source, name, type)),
    CustomFields: clears.length === 0 ? [] : entries,
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
