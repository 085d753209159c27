import { stat } from 'node:fs/promises';
import path from 'node:path';
import {
  CaPluginError,
  type ConfigurableCaPlugin,
  type ConnectionInfo,
  createSectigoPlugin,
  type SectigoPlugin,
} from '@certbridge/ca-plugin';
import { getLogger } from '@logtape/logtape';
import type { CliIo } from '../../cli-io.ts';
import { ConfigurationError } from '../../configuration-error.ts';
import type { LogThreshold } from '../../logging/log-level.ts';
import { readLogSettings } from '../../logging/nlog-config.ts';
import { createRedactor, type Redactor } from '../../logging/redactor.ts';
import { resultCategory, startLogging } from '../../logging/start-logging.ts';
import { listPermissionWarnings } from '../../settings/permissions.ts';
import { type LoginTarget, listPlainHttpWarnings } from '../../settings/plain-http.ts';
import { version } from '../../version.ts';
import { loadConnection } from '../connection/load-connection.ts';
import { type CaStore, createReader, openCaStore } from '../database/ca-store.ts';
import { optionWording } from '../option-wording.ts';
import { type CaFailure, isExpected, toCaFailure } from './ca-error.ts';
import { type CaResult, logResult, printResult } from './ca-result.ts';
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
  readonly plugin: SectigoPlugin;
  readonly connection: ConnectionInfo;
  readonly store: CaStore;
  readonly place: Place;
  readonly io: CliIo;
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

/** How long an order that is on its way is waited for after an interruption: all of it has to end within two seconds. */
const ORDER_GRACE_MS = 1000;

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
  await printResult(outcome, { json: options.json, io, redactor });
  return outcome.exitCode;
}

async function withLogging(
  {
    options,
    place: { configDirectory },
    redactor,
    io,
  }: { options: CaOptions; place: Place; redactor: Redactor; io: CliIo },
  work: () => Promise<CaResult>,
): Promise<CaResult | CaFailure> {
  try {
    await requireDirectory(configDirectory);
    const settings = await readLogSettings(configDirectory);
    const writeError = (line: string) => io.stderr.write(line);
    const logging = await startLogging({ settings, level: options.logLevel, writeError, redactor });
    try {
      return await work().catch((error: unknown) => {
        if (!isExpected(error)) getLogger(resultCategory).fatal('Unexpected error', { error });
        const failure = toCaFailure(error);
        logResult(failure);
        return failure;
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
  for (const warning of listPlainHttpWarnings(loginTargets(loaded.info))) {
    logger.warn('{warning}', { warning });
  }
  const secretFiles = [...loaded.secretFiles, ...(isTrial ? [] : [databaseFile])];
  for (const warning of await listPermissionWarnings(secretFiles)) logger.warn('{warning}', { warning });
  const store = await (isTrial ? openCaStore(':memory:') : openDatabase(databaseFile));
  const plugin = createSectigoPlugin({
    reader: createReader(store),
    orders: store.orders,
    orderGraceMs: ORDER_GRACE_MS,
    wording: optionWording,
    http: { concurrency: options.concurrency, ca: loaded.authorities, onSecret: redactor.addSecret },
  });
  try {
    if (!isTrial) await initialize(plugin, { info: loaded.info, file: connectionFile });
    const result = await work({ plugin, connection: loaded.info, store, place, io });
    logResult(result);
    return result;
  } finally {
    await plugin.close();
    store.close();
  }
}

/** Where the connection sends its login, whatever the letter case of its settings. */
function loginTargets(info: ConnectionInfo): LoginTarget[] {
  return Object.entries(info).flatMap(([key, value]) => {
    const setting = key.trim();
    if (typeof value !== 'string') return [];
    if (/^apiendpoint$/i.test(setting)) return [{ system: 'Sectigo SCM', url: value, setting }];
    return /^tokenurl$/i.test(setting) ? [{ system: "SCM's token endpoint", url: value, setting }] : [];
  });
}

/** Takes the connection into use; what is wrong with it is in its file. */
async function initialize(
  plugin: ConfigurableCaPlugin,
  { info, file }: { readonly info: ConnectionInfo; readonly file: string },
): Promise<void> {
  try {
    await plugin.initialize(info);
  } catch (error) {
    if (!(error instanceof CaPluginError)) throw error;
    throw new ConfigurationError(toCaFailure(error).problems.map((problem) => ({ ...problem, file })));
  }
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
