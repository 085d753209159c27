import { stat } from 'node:fs/promises';
import path from 'node:path';
import {
  type CaPlugin,
  type ConfigurableCaPlugin,
  type ConnectionInfo,
  createSectigoPlugin,
  type ProductCatalog,
} from '@certbridge/ca-plugin';
import { getLogger } from '@logtape/logtape';
import type { CliIo } from '../../cli-io.ts';
import { ConfigurationError, type ConfigurationProblem, renderProblem } from '../../configuration-error.ts';
import type { LogThreshold } from '../../logging/log-level.ts';
import { sanitize } from '../../logging/log-line.ts';
import { readLogSettings } from '../../logging/nlog-config.ts';
import { createRedactor, type Redactor } from '../../logging/redactor.ts';
import { resultCategory, startLogging } from '../../logging/start-logging.ts';
import { printPieces } from '../../print-pieces.ts';
import { listPermissionWarnings } from '../../settings/permissions.ts';
import { version } from '../../version.ts';
import { loadConnection } from '../connection/load-connection.ts';
import { type CaStore, createReader, openCaStore } from '../database/ca-store.ts';
import { type CaExitCode, type CaFailure, isExpected, toCaFailure } from './ca-error.ts';
import { findPlace, openDatabase, type Place, type PlaceOptions } from './place.ts';

/** What every command takes that works with the certificate authority. */
export interface CaOptions extends PlaceOptions {
  readonly json: boolean;
  readonly logLevel?: LogThreshold | undefined;
  /** Calls under way at one time. */
  readonly concurrency: number;
}

/** What a command has to work with. */
export interface CaHost {
  readonly plugin: CaPlugin & ProductCatalog & ConfigurableCaPlugin;
  readonly connection: ConnectionInfo;
  readonly store: CaStore;
  readonly place: Place;
  readonly io: CliIo;
}

/** What a command came to. */
export interface CaResult {
  readonly exitCode: CaExitCode;
  /** What `--json` prints, beside exit code and problems. */
  readonly document: Readonly<Record<string, unknown>>;
  /** Lines for people, of what was done. */
  readonly lines: readonly string[];
  /** What went wrong on the way. */
  readonly problems?: readonly ConfigurationProblem[];
}

/** How a command is run. */
export interface CaCommandWork {
  readonly io: CliIo;
  /** Name of the command, for the log. */
  readonly command: string;
  /** The connection is only to be looked at: it is not taken into use, and nothing is kept. */
  readonly isTrial?: boolean;
  readonly work: (host: CaHost) => Promise<CaResult>;
}

const logger = getLogger(['certbridge', 'cli']);

/**
 * Runs a command of the certificate authority: reads its connection, opens the database, and prints what it came to, with
 * logging. Returns the exit code.
 */
export async function runCaCommand(options: CaOptions, command: CaCommandWork): Promise<number> {
  const { io } = command;
  const redactor = createRedactor();
  const announce = () => {
    io.stderr.write('Interrupted: calls under way come to their end. Ctrl-C once more ends at once.\n');
  };
  io.signal.addEventListener('abort', announce, { once: true });
  const place = await findPlace(options, io);
  const outcome = await withLogging({ options, place, redactor, io }, () =>
    execute({ options, place, redactor }, command),
  ).finally(() => io.signal.removeEventListener('abort', announce));
  await print(outcome, { json: options.json, io, redactor });
  return outcome.exitCode;
}

type Outcome = CaResult | CaFailure;

async function withLogging(
  {
    options,
    place: { configDirectory },
    redactor,
    io,
  }: { options: CaOptions; place: Place; redactor: Redactor; io: CliIo },
  work: () => Promise<CaResult>,
): Promise<Outcome> {
  try {
    await requireDirectory(configDirectory);
    const settings = await readLogSettings(configDirectory);
    const writeError = (line: string) => io.stderr.write(line);
    const logging = await startLogging({ settings, level: options.logLevel, writeError, redactor });
    try {
      return await work().catch((error: unknown) => {
        if (!isExpected(error)) getLogger(resultCategory).fatal('Unexpected error', { error });
        return logFailure(toCaFailure(error));
      });
    } finally {
      await logging.stop();
    }
  } catch (error) {
    return toCaFailure(error);
  }
}

async function execute(
  { options, place, redactor }: { options: CaOptions; place: Place; redactor: Redactor },
  { io, command, isTrial = false, work }: CaCommandWork,
): Promise<CaResult> {
  const { connectionFile, databaseFile } = place;
  logger.info('certbridge {version} on Node {node}: ca {command} with {connectionFile}', {
    ...{ version, node: process.version, command, connectionFile },
  });
  const loaded = await loadConnection(connectionFile, { env: io.env, redactor });
  for (const { setting, variable } of loaded.variables) {
    logger.info('The environment variable {variable} decides: {setting}', { variable, setting });
  }
  const secretFiles = [...loaded.secretFiles, ...(isTrial ? [] : [databaseFile])];
  for (const warning of await listPermissionWarnings(secretFiles)) logger.warn('{warning}', { warning });
  const store = isTrial ? openCaStore(':memory:') : await openDatabase(databaseFile);
  const plugin = createSectigoPlugin({
    reader: createReader(store),
    http: { concurrency: options.concurrency, ca: loaded.authorities },
  });
  try {
    if (!isTrial) await plugin.initialize(loaded.info);
    const result = await work({ plugin, connection: loaded.info, store, place, io });
    logProblems(result.problems ?? []);
    return result;
  } finally {
    await plugin.close();
    store.close();
  }
}

async function print(
  outcome: Outcome,
  { json, io, redactor }: { json: boolean; io: CliIo; redactor: Redactor },
): Promise<void> {
  const { exitCode, problems = [] } = outcome;
  const clean = (lines: readonly string[]) =>
    lines.map((line) => `${sanitize(redactor.redact(line))}\n`).join('');
  const lines = 'lines' in outcome ? outcome.lines : [];
  io.stderr.write(clean(problems.map(renderProblem)));
  if (!json) return printPieces(io.stdout, [clean(lines)]);
  io.stderr.write(clean(lines));
  const document = {
    exitCode,
    ...('document' in outcome ? outcome.document : {}),
    problems: problems.map(({ file, path: place, line, column, message, remedy }) => ({
      ...{ file: file || null, path: place || null },
      ...(line === undefined ? {} : { line, column: column ?? null }),
      ...{ message: redactor.redact(`${message}.`), remedy: redactor.redact(remedy) },
    })),
  };
  await printPieces(io.stdout, [`${JSON.stringify(document, null, 2)}\n`]);
}

function logFailure(failure: CaFailure): CaFailure {
  logProblems(failure.problems);
  return failure;
}

function logProblems(problems: readonly ConfigurationProblem[]): void {
  for (const problem of problems)
    getLogger(resultCategory).error('{problem}', { problem: renderProblem(problem) });
}

async function requireDirectory(directory: string): Promise<void> {
  const isDirectory = await stat(directory).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
  if (isDirectory) return;
  throw new ConfigurationError([
    {
      file: directory,
      message: 'there is no such configuration directory',
      remedy: `Name the folder that holds ca.json with --config-dir, or run in the folder above it (${path.dirname(directory)}).`,
    },
  ]);
}
