import type { StateStore, SyncSettings } from '@certbridge/metadata-sync';
import { getLogger } from '@logtape/logtape';
import { type Connections, connect } from '../settings/connect.ts';
import { type LoadedSettings, loadSettings } from '../settings/load-settings.ts';
import { listPermissionWarnings } from '../settings/permissions.ts';
import { listPlainHttpWarnings } from '../settings/plain-http.ts';
import { resolveLogins } from '../settings/resolve-logins.ts';
import type { CommandRun } from './command-run.ts';
import { openState, stateFiles } from './open-state.ts';
import type { AnySummary, Outcome } from './outcome.ts';
import { withRunLock } from './with-run-lock.ts';

/** What every function of the engine takes. */
export interface EngineOptions {
  readonly settings: SyncSettings;
  readonly sectigo: Connections['sectigo'];
  readonly keyfactor: Connections['keyfactor'];
  readonly runId: string;
  readonly concurrency: { readonly sectigo: number; readonly keyfactor: number };
  readonly signal: AbortSignal;
  readonly store?: StateStore;
  readonly hashSensitive?: (text: string) => string;
}

/** A run that has all it needs. */
export interface Session {
  readonly run: CommandRun;
  readonly engine: EngineOptions;
  readonly bannedCharactersFile: string;
}

/**
 * Reads the configuration, takes the run lock unless nothing is written, opens the state and both clients, and closes
 * all of it after the work.
 *
 * Throws `ConfigurationError` or `NotStarted` before anything is called where something can't be used.
 */
export async function withSession<S extends AnySummary>(
  run: CommandRun,
  work: (session: Session) => Promise<Outcome<S>>,
): Promise<Outcome<S>> {
  const { configDirectory, redactor, io, earlier, concurrency, runId } = run;
  const loaded = await loadSettings(configDirectory, { env: io.env, earlier });
  const logins = await resolveLogins(loaded, { configDirectory, cwd: io.cwd, env: io.env, redactor });
  const { settings, bannedCharactersFile } = loaded;
  warnOfPlainHttp(loaded);
  await logNotes(loaded, [...logins.secretFiles, ...stateFiles(run)]);
  return withRunLock(run, async (signal) => {
    const state = await openState(run, settings);
    try {
      const connections = connect(loaded, { logins, concurrency, redactor });
      try {
        const { sectigo, keyfactor } = connections;
        const engine = { settings, sectigo, keyfactor, runId, concurrency, signal, ...state };
        return await work({ run, engine, bannedCharactersFile });
      } finally {
        await connections.close();
      }
    } finally {
      await state.store?.close();
    }
  });
}

function warnOfPlainHttp({ settings: { sectigo, keyfactor } }: LoadedSettings): void {
  const targets = [
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
  const logger = getLogger(['certbridge', 'cli']);
  for (const warning of listPlainHttpWarnings(targets)) logger.warn('{warning}', { warning });
}

async function logNotes(
  { environment, notes }: LoadedSettings,
  secretFiles: readonly string[],
): Promise<void> {
  const logger = getLogger(['certbridge', 'cli']);
  for (const { setting, variable } of environment.used) {
    logger.info('The environment variable {variable} decides: {setting}', { variable, setting });
  }
  if (environment.keyfactorHttp.rejectUnauthorized === false) {
    logger.warn('KEYFACTOR_SKIP_VERIFY is set: anybody on the way to Keyfactor Command can read the login.');
  }
  for (const warning of [...notes, ...(await listPermissionWarnings(secretFiles))]) {
    logger.warn('{warning}', { warning });
  }
}
