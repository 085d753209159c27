import { randomUUID } from 'node:crypto';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { RunSummary, SyncMode } from '@certbridge/metadata-sync';
import { getLogger } from '@logtape/logtape';
import type { CliIo } from '../cli-io.ts';
import { ConfigurationError, type ConfigurationProblem } from '../configuration-error.ts';
import { describeBug } from '../describe-bug.ts';
import type { LogThreshold } from '../logging/log-level.ts';
import { defaultLogSettings } from '../logging/log-settings.ts';
import { type NlogReading, readLogSettings } from '../logging/nlog-config.ts';
import { createRedactor, type Redactor } from '../logging/redactor.ts';
import { resultCategory, startLogging } from '../logging/start-logging.ts';
import type { Concurrency } from '../settings/connect.ts';
import { version } from '../version.ts';
import { NotStarted, type StartFailure } from './not-started.ts';
import { type AnySummary, logOutcome, type Outcome, ResultPrinter, type SummaryForm } from './outcome.ts';

/** What every command takes that works with both systems. */
export interface RunOptions {
  readonly configDir: string;
  /** The state file; by default it is in the configuration directory. */
  readonly state?: string | undefined;
  readonly json: boolean;
  readonly logLevel?: LogThreshold | undefined;
  /** Calls under way to each system at one time. */
  readonly concurrency: Concurrency;
}

/** What a run is for. */
export interface RunPurpose {
  readonly command: RunSummary['command'];
  /** `both` where it is not known before the run. */
  readonly mode: SyncMode;
  readonly dryRun: boolean;
  /** The plan of a dry run is kept, and with it hashes of sensitive values. */
  readonly keepsPlan?: boolean;
}

/** A run of the program from its configuration directory to the printed result. */
export interface CommandRun extends RunOptions, RunPurpose {
  readonly io: CliIo;
  readonly runId: string;
  readonly startedAt: Date;
  readonly configDirectory: string;
  readonly redactor: Redactor;
  readonly printer: ResultPrinter;
  /** What was found wrong before the configuration was read. */
  readonly earlier: readonly ConfigurationProblem[];
}

/** Does what a command is for. */
export interface CommandWork<S extends AnySummary> {
  readonly io: CliIo;
  /** {@link NotStarted} or a {@link ConfigurationError} thrown by it says why nothing was done. */
  readonly work: (run: CommandRun) => Promise<Outcome<S>>;
  readonly form: SummaryForm<S>;
}

const logger = getLogger(['certbridge', 'cli']);

/** Runs a command with logging and prints what it came to; returns the exit code. */
export async function runCommand<S extends AnySummary>(
  options: RunOptions & RunPurpose,
  command: CommandWork<S>,
): Promise<number> {
  const { io, form } = command;
  const redactor = createRedactor();
  const run: CommandRun = {
    ...options,
    io,
    runId: randomUUID(),
    startedAt: new Date(),
    configDirectory: path.resolve(io.cwd, options.configDir),
    redactor,
    printer: new ResultPrinter({ ...io, json: options.json, redactor }),
    earlier: [],
  };
  const announce = () => {
    io.stderr.write('Interrupted: calls under way come to their end. Ctrl-C once more ends at once.\n');
  };
  io.signal.addEventListener('abort', announce, { once: true });
  const outcome = await execute(run, command);
  io.signal.removeEventListener('abort', announce);
  await run.printer.finish(outcome, form);
  return outcome.summary.exitCode;
}

async function execute<S extends AnySummary>(
  run: CommandRun,
  { work, form }: CommandWork<S>,
): Promise<Outcome<S>> {
  const notStarted = (failure: StartFailure): Outcome<S> => {
    return { ran: false, summary: form.empty(run, failure), problems: failure.problems };
  };
  const missing = await findMissingDirectory(run.configDirectory);
  // Without the directory nobody knows where its logs would be.
  if (missing !== undefined) return notStarted({ exitCode: 2, problems: [missing] });
  const { problems, ...settings } = await readLogging(run.configDirectory);
  const logging = await startLogging({
    settings,
    level: run.logLevel,
    writeError: (line) => run.io.stderr.write(line),
    redactor: run.redactor,
  });
  try {
    logger.info('certbridge {version} on Node {node}: {command} with {configDirectory}', {
      version,
      node: process.version,
      command: run.command,
      configDirectory: run.configDirectory,
    });
    if (settings.notUnderstood.length > 0) {
      const parts = settings.notUnderstood.join('; ');
      logger.warn('nlog.config: these parts have no effect here: {parts}', { parts });
    }
    const outcome = await work({ ...run, earlier: problems }).catch((error: unknown) => {
      return notStarted(toStartFailure(error));
    });
    logOutcome(outcome, form);
    return outcome;
  } finally {
    await logging.stop();
  }
}

function toStartFailure(error: unknown): StartFailure {
  if (error instanceof NotStarted) return error.failure;
  if (error instanceof ConfigurationError) return { exitCode: 2, problems: error.problems };
  getLogger(resultCategory).fatal('Unexpected error', { error });
  return { exitCode: 1, problems: [{ file: '', ...describeBug(error) }] };
}

/** Says that a configuration directory is not there; undefined where it is. */
export async function findMissingDirectory(directory: string): Promise<ConfigurationProblem | undefined> {
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
