import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { ExitCode } from '@certbridge/metadata-sync';
import type { Command, OptionValues } from '@commander-js/extra-typings';
import { getLogger } from '@logtape/logtape';
import type { CliIo } from '../cli-io.ts';
import {
  ConfigurationError,
  type ConfigurationFault,
  ProgramError,
  renderFault,
} from '../configuration-error.ts';
import { describeBug } from '../describe-bug.ts';
import type { LogThreshold } from '../logging/log-level.ts';
import { defaultLogSettings } from '../logging/log-settings.ts';
import type { NlogResult } from '../logging/nlog-config.ts';
import { readLogSettings } from '../logging/read-log-settings.ts';
import { createRedactor, type Redactor } from '../logging/redactor.ts';
import { resultCategory, startLogging } from '../logging/start-logging.ts';
import { startServiceLogging } from '../logging/start-service-logging.ts';
import { jsonOption, logLevelOption } from '../shared-options.ts';
import { version } from '../version.ts';
import { type ProgramResult, ResultPrinter } from './result-printer.ts';

/** Adds the options of an action that keeps a log. */
export function withLogOptions<O extends OptionValues>(command: Command<[], O>) {
  return command
    .addOption(jsonOption('print one JSON document on standard output, everything else on standard error'))
    .addOption(logLevelOption('log file and of standard error'));
}

/** The log of an action. */
export type ActionLog = FileLog | ServiceLog;

/** A log in files next to the configuration directory, and on standard error. */
export interface FileLog {
  readonly kind: 'files';
  /** The words of the command line that name the action. */
  readonly name: string;
  readonly configDirectory: string;
  /** The files that the directory has to hold, for the message about a wrong one. */
  readonly configFiles: string;
  /** The file or directory that the action is about; the configuration directory by default. */
  readonly subject?: string;
  readonly level: LogThreshold | undefined;
}

/** The log of a service, only on standard error: whatever runs the service keeps it. */
export interface ServiceLog {
  readonly kind: 'service';
  readonly level: LogThreshold | undefined;
}

/** What the work of an action is given. */
export interface ProgramContext {
  readonly io: CliIo;
  readonly redactor: Redactor;
  readonly printer: ResultPrinter;
  /** Waits for the interruption, which is how an action ends that serves. */
  readonly untilInterrupted: () => Promise<void>;
  /** What is wrong with nlog.config: to be reported together with what is wrong with the rest of the configuration. */
  readonly problems: readonly ConfigurationFault[];
}

/** The work of an action, and what differs around it from action to action. */
export interface ActionRun {
  readonly work: (context: ProgramContext) => Promise<ProgramResult>;
  /** Print the document of the result on standard output, and everything else on standard error. */
  readonly json?: boolean | undefined;
  /** None where all that there is to say is printed. */
  readonly log?: ActionLog;
  /** Turns an error that the operator can do something about into a `ProgramError`; returns others as they are. */
  readonly explain?: (error: unknown) => unknown;
  /** Makes the document of a failure; without it only standard error tells of it. */
  readonly describeFailure?: (error: ProgramError) => object;
}

const logger = getLogger(['certbridge', 'cli']);
const INTERRUPTED = 'Interrupted: finishing what is under way. Press Ctrl-C again to stop at once.';

/**
 * Runs an action: prints and logs its result, and returns the exit code. A `ProgramError` of the work is a result, too.
 *
 * A lock is not taken here but by the work that needs one, once its settings are known to be good: see `withRunLock`.
 */
export async function runAction(
  io: CliIo,
  { work, json = false, log, explain = (error) => error, describeFailure }: ActionRun,
): Promise<ExitCode> {
  const redactor = createRedactor();
  const printer = new ResultPrinter({ ...io, json, redactor });
  const fail = (thrown: unknown): ProgramResult => {
    const error = toProgramError(explain(thrown));
    const { exitCode, problems } = error;
    return { exitCode, problems, document: describeFailure?.(error) };
  };
  const untilInterrupted = async () => {
    if (!io.signal.aborted) await once(io.signal, 'abort');
  };
  const execute = async (problems: readonly ConfigurationFault[]) => {
    const done = await work({ io, redactor, printer, problems, untilInterrupted }).catch(fail);
    const results = getLogger(resultCategory);
    done.log?.(results);
    for (const problem of done.problems ?? []) results.error('{problem}', { problem: renderFault(problem) });
    return done;
  };
  const announce = () => {
    // A service has nothing but records on standard error while it runs.
    if (log?.kind === 'service') logger.info(INTERRUPTED);
    else io.stderr.write(`${INTERRUPTED}\n`);
  };
  io.signal.addEventListener('abort', announce, { once: true });
  const result = await withLog(log, { io, redactor }, execute)
    .catch(fail)
    .finally(() => io.signal.removeEventListener('abort', announce));
  await printer.print(result);
  return result.exitCode ?? (io.signal.aborted ? 130 : 0);
}

interface LogSurroundings {
  readonly io: CliIo;
  readonly redactor: Redactor;
}

/** The work is given what is wrong with the settings of the log. */
type LoggedWork = (problems: readonly ConfigurationFault[]) => Promise<ProgramResult>;

async function withLog(
  log: ActionLog | undefined,
  { io, redactor }: LogSurroundings,
  work: LoggedWork,
): Promise<ProgramResult> {
  if (log === undefined) return work([]);
  if (log.kind === 'files') return withLogFiles(log, { io, redactor }, work);
  const logging = await startServiceLogging({ ...io, level: log.level, redactor });
  return work([]).finally(logging.stop);
}

async function withLogFiles(
  { name, configDirectory, configFiles, subject = configDirectory, level }: FileLog,
  { io, redactor }: LogSurroundings,
  work: LoggedWork,
): Promise<ProgramResult> {
  // Without the directory it is unknown where its logs would go.
  await requireDirectory(configDirectory, configFiles);
  const { problems, ...settings } = await readLogging(configDirectory);
  const writeError = (line: string) => io.stderr.write(line);
  const logging = await startLogging({ settings, level, writeError, redactor });
  try {
    const node = process.version;
    logger.info('certbridge {version} on Node {node}: {name} with {subject}', {
      version,
      node,
      name,
      subject,
    });
    if (settings.notUnderstood.length > 0) {
      const parts = settings.notUnderstood.join('; ');
      logger.warn('nlog.config: these parts have no effect here: {parts}', { parts });
    }
    return await work(problems);
  } finally {
    await logging.stop();
  }
}

function toProgramError(error: unknown): ProgramError {
  if (error instanceof ProgramError) return error;
  getLogger(resultCategory).fatal('Unexpected error', { error });
  return new ProgramError(1, [describeBug(error)]);
}

/** Throws {@link ConfigurationError} if there is no such configuration directory. */
export async function requireDirectory(directory: string, files: string): Promise<void> {
  const isDirectory = await stat(directory).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
  if (isDirectory) return;
  throw new ConfigurationError([
    {
      file: directory,
      message: 'there is no such configuration directory',
      remedy: `Name the folder that holds ${files} with --config-dir, or run in the folder above it.`,
    },
  ]);
}

/** A damaged nlog.config is reported with all other problems, in a log that follows the defaults. */
async function readLogging(
  configDirectory: string,
): Promise<NlogResult & { problems: readonly ConfigurationFault[] }> {
  try {
    return { ...(await readLogSettings(configDirectory)), problems: [] };
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    const { problems } = error;
    return { ...defaultLogSettings(path.dirname(configDirectory)), notUnderstood: [], problems };
  }
}
