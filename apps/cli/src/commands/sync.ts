import { randomUUID } from 'node:crypto';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { runMetadataSync, type SyncMode } from '@certbridge/metadata-sync';
import { getLogger } from '@logtape/logtape';
import type { CliIo } from '../cli-io.ts';
import { ConfigurationError, type ConfigurationProblem } from '../configuration-error.ts';
import { describeBug } from '../describe-bug.ts';
import type { LogThreshold } from '../logging/log-level.ts';
import { defaultLogSettings } from '../logging/log-settings.ts';
import { type NlogReading, readLogSettings } from '../logging/nlog-config.ts';
import { createRedactor, type Redactor } from '../logging/redactor.ts';
import { resultCategory, startLogging } from '../logging/start-logging.ts';
import { acquireRunLock, type RunLock } from '../run-lock.ts';
import { connect } from '../settings/connect.ts';
import { type LoadedSettings, loadSettings } from '../settings/load-settings.ts';
import { listPermissionWarnings } from '../settings/permissions.ts';
import { resolveLogins } from '../settings/resolve-logins.ts';
import { version } from '../version.ts';
import { keepBannedCharacters } from './keep-banned-characters.ts';
import { notStarted } from './not-started.ts';
import { logOutcome, printOutcome, type SyncOutcome } from './sync-outcome.ts';

/** A sync as the command line asks for it. */
export interface SyncCommand {
  readonly mode: SyncMode;
  readonly configDir: string;
  readonly dryRun: boolean;
  readonly json: boolean;
  readonly logLevel?: LogThreshold | undefined;
  readonly updateFields: boolean;
  /** Calls under way to either system at one time. */
  readonly concurrency: number;
}

interface Run extends SyncCommand {
  readonly io: CliIo;
  readonly runId: string;
  readonly startedAt: Date;
  readonly configDirectory: string;
  readonly redactor: Redactor;
}

const logger = getLogger(['certbridge', 'cli']);

/** Runs a sync from the configuration directory to the printed result, and returns the exit code. */
export async function runSync(command: SyncCommand, io: CliIo): Promise<number> {
  const run: Run = {
    ...command,
    io,
    runId: randomUUID(),
    startedAt: new Date(),
    configDirectory: path.resolve(io.cwd, command.configDir),
    redactor: createRedactor(),
  };
  const announce = () => {
    io.stderr.write('Interrupted: calls under way come to their end. Ctrl-C once more ends at once.\n');
  };
  io.signal.addEventListener('abort', announce, { once: true });
  const outcome = await execute(run);
  io.signal.removeEventListener('abort', announce);
  printOutcome(outcome, { ...run, ...io });
  return outcome.summary.exitCode;
}

async function execute(run: Run): Promise<SyncOutcome> {
  const missing = await findMissingDirectory(run.configDirectory);
  // Without the directory nobody knows where its logs would be.
  if (missing !== undefined) return notStarted(run, { exitCode: 2, problems: [missing] });
  const { problems, ...settings } = await readLogging(run.configDirectory);
  const logging = await startLogging({
    settings,
    level: run.logLevel,
    writeError: (line) => run.io.stderr.write(line),
    redactor: run.redactor,
  });
  try {
    logger.info('certbridge {version} on Node {node}: {mode} with {configDirectory}', {
      version,
      node: process.version,
      mode: run.mode,
      configDirectory: run.configDirectory,
    });
    if (settings.notUnderstood.length > 0) {
      const parts = settings.notUnderstood.join('; ');
      logger.warn('nlog.config: these parts have no effect here: {parts}', { parts });
    }
    const outcome = await attempt(run, problems);
    logOutcome(outcome);
    return outcome;
  } finally {
    await logging.stop();
  }
}

async function attempt(run: Run, earlier: readonly ConfigurationProblem[]): Promise<SyncOutcome> {
  try {
    return await synchronize(run, earlier);
  } catch (error) {
    if (error instanceof ConfigurationError)
      return notStarted(run, { exitCode: 2, problems: error.problems });
    getLogger(resultCategory).fatal('Unexpected error', { error });
    return notStarted(run, { exitCode: 1, problems: [{ file: '', ...describeBug(error) }] });
  }
}

async function synchronize(run: Run, earlier: readonly ConfigurationProblem[]): Promise<SyncOutcome> {
  const { configDirectory, redactor, dryRun, mode, io } = run;
  const loaded = await loadSettings(configDirectory, { env: io.env, earlier });
  const logins = await resolveLogins(loaded, { configDirectory, cwd: io.cwd, env: io.env, redactor });
  await logNotes(loaded, logins.secretFiles);
  const connections = connect(loaded, {
    logins,
    concurrency: { sectigo: run.concurrency, keyfactor: run.concurrency },
  });
  try {
    // A dry run writes nothing, so it may run beside another run.
    const lock = dryRun ? undefined : await acquireRunLock({ directory: configDirectory, command: mode });
    if (lock?.state === 'busy') return notStarted(run, { exitCode: 4, problems: [describeBusy(lock)] });
    logLock(lock);
    try {
      const result = await runMetadataSync({
        ...run,
        ...connections,
        settings: loaded.settings,
        signal: io.signal,
      });
      return await keepBannedCharacters(result, { dryRun, file: loaded.bannedCharactersFile });
    } finally {
      if (lock?.state === 'acquired') await lock.release();
    }
  } finally {
    await connections.close();
  }
}

async function logNotes(
  { environment, notes }: LoadedSettings,
  secretFiles: readonly string[],
): Promise<void> {
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

function logLock(lock: RunLock | undefined): void {
  if (lock?.state === 'acquired' && lock.tookOver !== undefined)
    logger.warn('{reason}', { reason: lock.tookOver });
  if (lock?.state === 'unavailable') {
    logger.warn("The lock file {file} can't be written ({reason}): nothing keeps a second run away.", {
      ...lock,
    });
  }
}

function describeBusy({ file, owner }: Extract<RunLock, { state: 'busy' }>): ConfigurationProblem {
  return {
    file,
    message: `another run works with this configuration: process ${owner.pid} on ${owner.host}, started ${owner.startedAt} (${owner.command})`,
    remedy: 'Wait until it has ended. If that process is not certbridge any more, delete the file.',
  };
}

async function findMissingDirectory(directory: string): Promise<ConfigurationProblem | undefined> {
  const isDirectory = await stat(directory).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
  if (isDirectory) return undefined;
  return {
    file: directory,
    message: 'there is no such configuration directory',
    remedy:
      'Name the folder that holds config.json and fields.json with --config-dir, or run in the folder above it.',
  };
}

/** A damaged nlog.config is reported with all other problems, in a log that follows the defaults. */
async function readLogging(
  configDirectory: string,
): Promise<NlogReading & { problems: readonly ConfigurationProblem[] }> {
  try {
    return { ...(await readLogSettings(configDirectory)), problems: [] };
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    const { problems } = error;
    return { ...defaultLogSettings(path.dirname(configDirectory)), notUnderstood: [], problems };
  }
}
