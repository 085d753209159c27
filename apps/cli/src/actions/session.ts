import { existsSync } from 'node:fs';
import {
  createSensitiveHash,
  type RunStop,
  type StateStore,
  type SyncSettings,
} from '@certbridge/metadata-sync';
import { getLogger } from '@logtape/logtape';
import { createPrivateFile } from '../files/create-private-file.ts';
import { type Connections, connect } from '../settings/connect.ts';
import { type LoginTarget, warnOfExposedSecrets } from '../settings/exposed-secrets.ts';
import { type LoadedSettings, loadSettings } from '../settings/load-settings.ts';
import { resolveLogins } from '../settings/resolve-logins.ts';
import { loadSensitiveKey } from '../settings/sensitive-key.ts';
import { logVariables } from '../settings/variables-of.ts';
import { describeLoss, withRunLock } from '../with-run-lock.ts';
import type { EngineRun, SummaryEnding } from './engine-run.ts';
import { keepBannedCharacters } from './keep-banned-characters.ts';
import { openStore, stateFiles } from './open-state.ts';

/** What every function of the engine takes. */
export interface EngineOptions extends OpenState {
  readonly settings: SyncSettings;
  readonly sectigo: Connections['sectigo'];
  readonly keyfactor: Connections['keyfactor'];
  readonly runId: string;
  readonly concurrency: { readonly sectigo: number; readonly keyfactor: number };
  readonly signal: AbortSignal;
}

/** What a function of the engine returns. */
interface EngineResult<S extends SummaryEnding> {
  readonly summary: S;
  readonly stop?: RunStop;
}

/**
 * Reads the configuration, takes the run lock unless nothing is written, opens the state and both clients, and closes
 * all of it after the work. Returns the summary.
 *
 * Throws `ProgramError` before anything is called if something can't be used.
 */
export async function withSession<S extends SummaryEnding>(
  run: EngineRun,
  work: (engine: EngineOptions) => Promise<EngineResult<S>>,
): Promise<S> {
  const { configDirectory, redactor, io, problems, concurrency, runId, dryRun, kind } = run;
  const loaded = await loadSettings(configDirectory, { env: io.env, earlier: problems });
  const logins = await resolveLogins(loaded, { configDirectory, cwd: io.cwd, env: io.env, redactor });
  const { settings, bannedCharactersFile: file } = loaded;
  await warnOfExposedSecrets(loginTargets(loaded), {
    files: [...logins.secretFiles, ...stateFiles(run)],
    variables: loaded.environment.used,
  });
  logNotes(loaded);
  const withEngine = async (signal: AbortSignal): Promise<S> => {
    const state = await openState(run, settings);
    try {
      const { close, ...clients } = connect(loaded, { logins, concurrency, redactor });
      try {
        const result = await work({ settings, ...clients, runId, concurrency, signal, ...state });
        return await keepBannedCharacters(result, { dryRun, file });
      } finally {
        await close();
      }
    } finally {
      await state.store?.close();
    }
  };
  // A run that writes nothing may go on at the same time as another.
  if (dryRun) return withEngine(io.signal);
  const lock = { directory: configDirectory, command: kind === 'both' ? 'sync' : kind };
  return withRunLock(lock, {
    signal: io.signal,
    work: async (signal) => withLoss(await withEngine(signal), describeLoss(signal, io.signal)),
  });
}

function withLoss<S extends SummaryEnding>(summary: S, message: string | undefined): S {
  if (message === undefined) return summary;
  const problem = { file: null, path: null, message, remedy: '' };
  return { ...summary, exitCode: 1, problems: [problem, ...summary.problems] };
}

interface OpenState {
  readonly store?: StateStore;
  /** Present where a field is marked sensitive. */
  readonly hashSensitive?: (text: string) => string;
}

/** Opens the state, and creates it where it is missing; a dry run works without, and a revert can do nothing then. */
async function openState(
  { stateFile: file, kind, dryRun, keepsPlan = false }: EngineRun,
  { manualFields, customFields, customFieldPolicies }: SyncSettings,
): Promise<OpenState> {
  const marks = [...manualFields, ...customFields, ...customFieldPolicies];
  const isSensitive = marks.some(({ sensitive }) => sensitive === true);
  const create = !dryRun || keepsPlan;
  const hash = isSensitive
    ? { hashSensitive: createSensitiveHash(await loadSensitiveKey(file, { create })) }
    : {};
  if (!existsSync(file)) {
    if (dryRun || kind === 'revert') return hash;
    await createPrivateFile(file);
  }
  return { ...hash, store: await openStore(file) };
}

function loginTargets({ settings: { sectigo, keyfactor } }: LoadedSettings): LoginTarget[] {
  return [
    ...(sectigo.login.type === 'certificate'
      ? []
      : [{ system: 'Sectigo SCM', url: sectigo.baseUrl, setting: 'sectigoAPIUrl' }]),
    { system: 'Keyfactor Command', url: keyfactor.baseUrl, setting: 'keyfactorAPIUrl' },
    ...(sectigo.login.type === 'oauth'
      ? [{ system: "SCM's token endpoint", url: sectigo.login.tokenUrl, setting: 'sectigoTokenUrl' }]
      : []),
    ...(keyfactor.login.type === 'oauth'
      ? [
          {
            system: "Command's token endpoint",
            url: keyfactor.login.tokenUrl,
            setting: 'keyfactorOAuth.tokenUrl',
          },
        ]
      : []),
  ];
}

function logNotes({ environment, notes }: LoadedSettings): void {
  const logger = getLogger(['certbridge', 'cli']);
  logVariables(environment.used);
  if (environment.keyfactorHttp.rejectUnauthorized === false) {
    logger.warn('KEYFACTOR_SKIP_VERIFY is set: anybody on the way to Keyfactor Command can read the login.');
  }
  for (const note of notes) logger.info('{note}', { note });
}
