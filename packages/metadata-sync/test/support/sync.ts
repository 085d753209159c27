import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import {
  createKeyfactorClient,
  type KeyfactorClient,
  type KeyfactorClientOptions,
} from '@certbridge/keyfactor-client';
import { type Sandbox, type SandboxOptions, startSandbox, strictRequests } from '@certbridge/sandbox';
import { createSectigoClient, type HttpOptions, type SectigoClient } from '@certbridge/sectigo-client';
import { onTestFinished } from 'vitest';
import {
  applyPlan,
  type KeyfactorPort,
  type PlannedCertificate,
  type RunOptions,
  readSettings,
  renderProblem,
  revertRun,
  runMetadataSync,
  type SectigoPort,
  type StateStore,
  type SyncOptions,
  type SyncPlan,
  type SyncResult,
  type SyncSettings,
} from '../../src/index.ts';
import type { SettingsDocuments } from '../../src/settings/read-settings.ts';
import { type DocumentParts, documentsWith } from './documents.ts';
import type { SyncJob } from './sync-process.ts';

/** Replacements for every character that the sandbox's field names need. */
export const replacements = [
  { id: 1, character: ' ', replacementCharacter: '_' },
  { id: 2, character: '/', replacementCharacter: '-' },
];

/** Manual fields over several types and depths. */
export const manualFields = [
  {
    sectigoFieldName: 'certificateDetails.issuer',
    keyfactorMetadataFieldName: 'Sectigo-Issuer',
    keyfactorDataType: 1,
  },
  { sectigoFieldName: 'expires', keyfactorMetadataFieldName: 'Sectigo-Expires', keyfactorDataType: 3 },
  { sectigoFieldName: 'orderNumber', keyfactorMetadataFieldName: 'Sectigo-Order', keyfactorDataType: 2 },
  {
    sectigoFieldName: 'subjectAlternativeNames',
    keyfactorMetadataFieldName: 'Sectigo-SANs',
    keyfactorDataType: 6,
  },
];

/** Starts a sandbox that ends with the test, and takes requests in their documented form only. */
export async function sandboxFor(options: SandboxOptions = {}): Promise<Sandbox> {
  const switches = { ...strictRequests, ...options.switches };
  const sandbox = await startSandbox({ certificates: 30, ...options, switches });
  onTestFinished(() => sandbox.close());
  return sandbox;
}

/** How a run reaches a sandbox. */
interface ConnectionParts {
  readonly http?: HttpOptions | undefined;
  readonly keyfactorAuth?: KeyfactorClientOptions['auth'] | undefined;
  /** Log in to SCM with OAuth2, at the host of that flavour. */
  readonly sectigoOAuth?: boolean | undefined;
  /** Puts something between engine and client. */
  readonly sectigoPort?: ((client: SectigoClient) => SectigoPort) | undefined;
  readonly keyfactorPort?: ((client: KeyfactorClient) => KeyfactorPort) | undefined;
}

export interface SyncParts
  extends DocumentParts,
    ConnectionParts,
    Partial<Omit<SyncOptions, 'settings' | 'sectigo' | 'keyfactor'>> {}

/** Runs a sync against a sandbox over HTTP, with import-all and replacements unless told otherwise. */
export async function sync(sandbox: Sandbox, parts: SyncParts = {}): Promise<SyncResult> {
  return connected(sandbox, parts, (options) =>
    runMetadataSync({ mode: 'sctokf', ...optionsIn(parts), ...options }),
  );
}

/** Makes a plan by a dry run and holds it. */
export async function plan(sandbox: Sandbox, parts: SyncParts = {}): Promise<SyncPlan> {
  const { plans } = await dryRun(sandbox, parts);
  const [made] = plans;
  if (made === undefined) throw new Error('the dry run made no plan');
  return made;
}

/** Makes a dry run, with the plans that it gave. */
export async function dryRun(
  sandbox: Sandbox,
  parts: SyncParts = {},
): Promise<SyncResult & { readonly plans: readonly SyncPlan[] }> {
  const plans: SyncPlan[] = [];
  const result = await sync(sandbox, {
    ...parts,
    dryRun: true,
    onPlan: async (given) => {
      plans.push(await held(given));
    },
  });
  return { ...result, plans };
}

/** A plan that outlives the run that made it. */
async function held(plan: SyncPlan): Promise<SyncPlan> {
  const certificates: readonly PlannedCertificate[] = await Array.fromAsync(plan.certificates());
  return {
    header: plan.header,
    async *certificates() {
      yield* certificates;
    },
  };
}

/** Applies a plan to a sandbox. */
export async function apply(
  sandbox: Sandbox,
  toApply: SyncPlan,
  parts: Omit<SyncParts, 'mode' | 'dryRun' | 'onPlan'> = {},
): Promise<SyncResult> {
  return connected(sandbox, parts, (options) =>
    applyPlan({ ...optionsIn(parts), ...options, plan: toApply }),
  );
}

/** Undoes a run; the latest one unless told otherwise. */
export async function revert(
  sandbox: Sandbox,
  parts: Omit<SyncParts, 'mode' | 'force' | 'updateFields' | 'store'> & {
    readonly store: StateStore;
    readonly of?: string;
  },
): Promise<SyncResult> {
  const { of = 'last', store, ...others } = parts;
  const [run] = await store.findRuns(of);
  if (run === undefined) throw new Error(`the state has no run ${of}`);
  return connected(sandbox, others, (options) => revertRun({ ...optionsIn(others), ...options, store, run }));
}

/** The options of the engine among the parts of a run. */
function optionsIn<T extends DocumentParts & ConnectionParts>(parts: T) {
  const { config, fields, banned, overrides, ...connection } = parts;
  const { http, keyfactorAuth, sectigoOAuth, sectigoPort, keyfactorPort, ...options } = connection;
  return options;
}

/** Runs something with settings and clients for a sandbox. */
async function connected(
  sandbox: Sandbox,
  parts: DocumentParts & ConnectionParts & { readonly runId?: string },
  run: (options: Pick<RunOptions, 'runId' | 'settings' | 'sectigo' | 'keyfactor'>) => Promise<SyncResult>,
): Promise<SyncResult> {
  const { http, keyfactorAuth, sectigoOAuth = false, runId = crypto.randomUUID() } = parts;
  const { url: commandUrl, ...basic } = sandbox.command;
  const sectigo = sectigoOAuth ? connectByOAuth(sandbox, http) : connectByPassword(sandbox, http);
  const keyfactor = createKeyfactorClient({
    baseUrl: commandUrl,
    auth: keyfactorAuth ?? { type: 'basic', ...basic },
    http,
  });
  try {
    const settings = settingsFor(sandbox, parts);
    return await run({
      runId,
      settings,
      sectigo: parts.sectigoPort?.(sectigo) ?? sectigo,
      keyfactor: parts.keyfactorPort?.(keyfactor) ?? keyfactor,
    });
  } finally {
    await Promise.all([sectigo.close(), keyfactor.close()]);
  }
}

/** Starts a sync in a process of its own, for tests that kill it. */
export function startSync(
  sandbox: Sandbox,
  run: Pick<SyncJob, 'stateFile' | 'runId' | 'mode'> & DocumentParts,
): ChildProcess {
  const { stateFile, runId, mode, ...parts } = run;
  const { url: commandUrl, ...basic } = sandbox.command;
  const { url: scmUrl, customerUri, login, password } = sandbox.scm;
  const job: SyncJob = {
    documents: documentsFor(sandbox, parts),
    sectigo: { baseUrl: scmUrl, customerUri, auth: { type: 'password', login, password } },
    keyfactor: { baseUrl: commandUrl, auth: { type: 'basic', ...basic } },
    stateFile,
    runId,
    mode,
  };
  const program = fileURLToPath(new URL('./sync-process.ts', import.meta.url));
  const args = ['--no-warnings', '--conditions', '@certbridge/source', program, JSON.stringify(job)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  return child;
}

/** Settings for a sandbox, with parts of their documents replaced. */
function settingsFor(sandbox: Sandbox, parts: DocumentParts): SyncSettings {
  const reading = readSettings(documentsFor(sandbox, parts));
  if (!reading.ok) throw new Error(reading.problems.map(renderProblem).join('\n'));
  return reading.settings;
}

function documentsFor(
  sandbox: Sandbox,
  { config, fields, banned, overrides }: DocumentParts,
): SettingsDocuments {
  return documentsWith({
    config: { sslTypeIds: sandbox.scm.sslTypeIds, ...config },
    fields: fields ?? { ManualFields: manualFields },
    banned: banned ?? replacements,
    ...(overrides ? { overrides } : {}),
  });
}

function connectByPassword({ scm }: Sandbox, http: HttpOptions | undefined) {
  const { url: baseUrl, customerUri, login, password } = scm;
  return createSectigoClient({ baseUrl, customerUri, auth: { type: 'password', login, password }, http });
}

function connectByOAuth({ scmOAuth }: Sandbox, http: HttpOptions | undefined) {
  const { url: baseUrl, ...credentials } = scmOAuth;
  return createSectigoClient({ baseUrl, auth: { type: 'oauth', ...credentials }, http });
}

/** Writes that both systems received so far, and one line for each. */
export function writesOf(sandbox: Sandbox): string[] {
  return sandbox.requests
    .list()
    .filter(({ system, method, path }) => system !== 'oauth' && method !== 'GET' && !path.includes('report'))
    .map(({ method, path }) => `${method} ${path}`);
}
