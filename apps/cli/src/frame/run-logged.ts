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
import { jsonOption, logLevelOption } from '../shared-options.ts';
import { version } from '../version.ts';
import { type ProgramResult, ResultPrinter } from './result-printer.ts';

/** Adds the options of a command that keeps a log. */
export function withLogOptions<O extends OptionValues>(command: Command<[], O>) {
  return command
    .addOption(jsonOption('print one JSON document on standard output, everything else on standard error'))
    .addOption(logLevelOption('log file and of standard error'));
}

/** A command that works with a configuration directory and keeps a log. */
export interface LoggedCommand {
  /** The words of the command line that name it. */
  readonly name: string;
  readonly configDirectory: string;
  /** The files that the directory has to hold, for the message about a wrong one. */
  readonly configFiles: string;
  /** The file or directory that the command is about, for the log; the configuration directory by default. */
  readonly subject?: string;
  readonly json: boolean | undefined;
  readonly logLevel: LogThreshold | undefined;
}

/** What the work of a command is given. */
export interface ProgramContext {
  readonly io: CliIo;
  readonly redactor: Redactor;
  readonly printer: ResultPrinter;
  /** What is wrong with nlog.config: to be reported together with what is wrong with the rest of the configuration. */
  readonly problems: readonly ConfigurationFault[];
}

const logger = getLogger(['certbridge', 'cli']);

/**
 * Does the work of a command with logging, prints its result and returns the exit code.
 *
 * A `ProgramError` of the work is a result, too: `describeFailure` makes the document of it that `--json` prints.
 */
export async function runLogged(
  io: CliIo,
  command: LoggedCommand,
  {
    work,
    describeFailure,
  }: {
    readonly work: (context: ProgramContext) => Promise<ProgramResult>;
    readonly describeFailure: (error: ProgramError) => object;
  },
): Promise<ExitCode> {
  const redactor = createRedactor();
  const printer = new ResultPrinter({ ...io, json: command.json ?? false, redactor });
  const fail = (error: ProgramError): ProgramResult => ({
    exitCode: error.exitCode,
    document: describeFailure(error),
    lines: [],
    problems: error.problems,
    log: (log) => {
      for (const problem of error.problems) log.error('{problem}', { problem: renderFault(problem) });
    },
  });
  const announce = () => {
    io.stderr.write('Interrupted: finishing the calls under way. Press Ctrl-C again to stop at once.\n');
  };
  io.signal.addEventListener('abort', announce, { once: true });
  const result = await withLogging(command, { io, redactor }, async (problems) => {
    const done = await work({ io, redactor, printer, problems }).catch((error: unknown) => {
      return fail(toProgramError(error));
    });
    done.log(getLogger(resultCategory));
    return done;
  })
    .catch((error: unknown) => fail(toProgramError(error)))
    .finally(() => io.signal.removeEventListener('abort', announce));
  await printer.print(result);
  return result.exitCode;
}

async function withLogging(
  command: LoggedCommand,
  { io, redactor }: { readonly io: CliIo; readonly redactor: Redactor },
  work: (problems: readonly ConfigurationFault[]) => Promise<ProgramResult>,
): Promise<ProgramResult> {
  const { name, configDirectory, configFiles, subject = configDirectory, logLevel: level } = command;
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
