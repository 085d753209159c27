import { existsSync } from 'node:fs';
import path from 'node:path';
import { DatabaseError, type OpenCaStore, openCaStore } from '@certbridge/ca-host';
import { Command } from '@commander-js/extra-typings';
import type { CliIo } from '../../cli-io.ts';
import { badInput, ConfigurationError } from '../../configuration-error.ts';
import { createPrivateFile } from '../../files/create-private-file.ts';
import { findFile } from '../../files/find-file.ts';
import type { OwnFiles } from '../../files/list-own-files.ts';
import type { OptionsOf } from '../../frame/action.ts';
import type { ProgramResult } from '../../frame/result-printer.ts';
import type { ActionRun, ProgramContext } from '../../frame/run-action.ts';
import { configDirOption, connectionOption } from '../../shared-options.ts';
import { toProgramError } from './ca-error.ts';

/** Makes an action with the options that say where its files are. */
export function databaseAction(name: string, summary: string) {
  return new Command(name)
    .description(summary)
    .addOption(configDirOption('folder with ca.json (default: that of --connection, else config)'))
    .addOption(connectionOption('file with the connection (default: ca.json in that folder)'))
    .option('--database <file>', 'the certificate database (default: ca.db next to the connection)')
    .option('--ca <name>', 'CA of a database that has several, as that of a gateway may');
}

/** Where an action finds its files, as the command line says. */
export type PlaceOptions = OptionsOf<typeof databaseAction>;

/** Where an action finds its files. */
export interface Place {
  readonly configDirectory: string;
  readonly connectionFile: string;
  readonly databaseFile: string;
  /** Name of the CA in the database; undefined for the only one. */
  readonly ca: string | undefined;
}

/** Finds the files of an action; they need not be there. */
export async function findPlace(options: PlaceOptions, { cwd }: Pick<CliIo, 'cwd'>): Promise<Place> {
  const { configDir, connection, ca } = options;
  const directory = configDir ?? (connection === undefined ? 'config' : path.dirname(connection));
  const configDirectory = path.resolve(cwd, directory);
  const connectionFile =
    connection === undefined ? await findFile(configDirectory, 'ca.json') : path.resolve(cwd, connection);
  const databaseFile =
    options.database === undefined
      ? path.join(path.dirname(connectionFile), 'ca.db')
      : path.resolve(cwd, options.database);
  return { configDirectory, connectionFile, databaseFile, ca };
}

/** The files that no output overwrites. */
export function ownFiles(
  { configDirectory, connectionFile, databaseFile }: Place,
  {
    io: { env, cwd },
    inputs,
  }: { readonly io: Pick<CliIo, 'env' | 'cwd'>; readonly inputs: readonly string[] },
): OwnFiles {
  return { configDirectory, settingsFile: connectionFile, databaseFile, inputs, env, cwd };
}

/**
 * Opens the database, and creates it if it is missing, readable only by its owner.
 *
 * Throws {@link ConfigurationError} if it can't be used.
 */
export async function openDatabase(place: Pick<Place, 'databaseFile' | 'ca'>): Promise<OpenCaStore> {
  await createPrivateFile(place.databaseFile);
  return openExisting(place);
}

/** The database to look at. */
export interface DatabaseView {
  readonly store: OpenCaStore;
  readonly place: Place;
}

/** An action that looks at the database, without connection and network. */
export function viewOfDatabase(
  { cwd }: Pick<CliIo, 'cwd'>,
  options: PlaceOptions,
  work: (view: DatabaseView, context: ProgramContext) => Promise<ProgramResult>,
): ActionRun {
  return {
    work: async (context) => {
      const place = await findPlace(options, { cwd });
      const { databaseFile: file } = place;
      if (!existsSync(file)) {
        const remedy = 'certbridge ca sync makes it; --database names another.';
        throw new ConfigurationError([{ file, message: 'there is no such database', remedy }]);
      }
      const store = await openExisting(place);
      try {
        return await work({ store, place }, context);
      } finally {
        await store.close();
      }
    },
    explain: toProgramError,
  };
}

async function openExisting({ databaseFile, ca }: Pick<Place, 'databaseFile' | 'ca'>): Promise<OpenCaStore> {
  const wording = { option: '--database', caOption: '--ca', filling: 'certbridge ca sync --full' };
  try {
    return await openCaStore(databaseFile, { ...wording, ca });
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error;
    throw badInput(error.message, error.remedy);
  }
}
