import { existsSync } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import type { CliIo } from '../../cli-io.ts';
import { ConfigurationError } from '../../configuration-error.ts';
import { findFile } from '../../files/find-file.ts';
import { type CaStore, openCaStore } from '../database/ca-store.ts';
import { DatabaseError } from '../database/database-error.ts';

/** Where a command finds its files, as the command line says. */
export interface PlaceOptions {
  /** That of the connection by default, and `config` where neither is named. */
  readonly configDir?: string | undefined;
  /** `ca.json` in the configuration directory by default. */
  readonly connection?: string | undefined;
  /** `ca.db` beside the connection by default. */
  readonly database?: string | undefined;
}

/** Where a command finds its files. */
export interface Place {
  readonly configDirectory: string;
  readonly connectionFile: string;
  readonly databaseFile: string;
}

/** Finds the files of a command; they need not be there. */
export async function findPlace(options: PlaceOptions, { cwd }: Pick<CliIo, 'cwd'>): Promise<Place> {
  const { configDir, connection } = options;
  const directory = configDir ?? (connection === undefined ? 'config' : path.dirname(connection));
  const configDirectory = path.resolve(cwd, directory);
  const connectionFile =
    connection === undefined ? await findFile(configDirectory, 'ca.json') : path.resolve(cwd, connection);
  const databaseFile =
    options.database === undefined
      ? path.join(path.dirname(connectionFile), 'ca.db')
      : path.resolve(cwd, options.database);
  return { configDirectory, connectionFile, databaseFile };
}

/**
 * Opens the database, and makes it where it is missing, readable by its owner alone.
 *
 * Throws {@link ConfigurationError} where it can't be used.
 */
export async function openDatabase(file: string): Promise<CaStore> {
  if (!existsSync(file)) {
    // What keeps it from being made is told when it is opened.
    await open(file, 'wx', 0o600).then(
      (handle) => handle.close(),
      () => undefined,
    );
  }
  return openExisting(file);
}

/** Opens a database that has to be there. Throws {@link ConfigurationError} where it is not, or can't be used. */
export async function openExistingDatabase(file: string): Promise<CaStore> {
  if (existsSync(file)) return openExisting(file);
  throw new ConfigurationError([
    {
      file,
      message: 'there is no such database',
      remedy: 'certbridge ca sync makes it; --database names another.',
    },
  ]);
}

async function openExisting(file: string): Promise<CaStore> {
  try {
    return await openCaStore(file);
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error;
    const { message, remedy } = error;
    throw new ConfigurationError([{ file: '', message: message.replace(/\.$/, ''), remedy }]);
  }
}
