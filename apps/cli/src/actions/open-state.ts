import { existsSync } from 'node:fs';
import path from 'node:path';
import { openStateStore, StateError, type StateStore } from '@certbridge/metadata-sync';
import { Command } from '@commander-js/extra-typings';
import type { CliIo } from '../cli-io.ts';
import { badInput, ConfigurationError } from '../configuration-error.ts';
import type { OptionsOf } from '../frame/action.ts';
import type { ProgramResult } from '../frame/result-printer.ts';
import { type ActionRun, type ProgramContext, requireDirectory } from '../frame/run-action.ts';
import { configDirOption } from '../shared-options.ts';

/** The files that a configuration directory of the two systems has to hold. */
export const configFiles = 'config.json and fields.json';

/** Makes an action with the options that say where the configuration and the state are. */
export function stateAction(name: string, summary: string) {
  return new Command(name)
    .description(summary)
    .addOption(configDirOption(`folder with ${configFiles}`).default('config'))
    .option(
      '--state <file>',
      'file with history and last agreed values (default: certbridge.db in that folder)',
    );
}

/** Where the configuration and the state are, as the command line says. */
export type StateOptions = OptionsOf<typeof stateAction>;

/** Where the configuration and the state are. */
export interface StatePlace {
  readonly configDirectory: string;
  readonly stateFile: string;
}

/** Finds the configuration and the state; they need not be there. */
export function findState({ configDir, state }: StateOptions, { cwd }: Pick<CliIo, 'cwd'>): StatePlace {
  const configDirectory = path.resolve(cwd, configDir);
  const stateFile =
    state === undefined ? path.join(configDirectory, 'certbridge.db') : path.resolve(cwd, state);
  return { configDirectory, stateFile };
}

/** The files of the state that no other account should read. */
export function stateFiles({ stateFile }: Pick<StatePlace, 'stateFile'>): readonly string[] {
  return [stateFile, `${stateFile}.key`];
}

/** The state to look at. */
export interface StateView extends StatePlace {
  /** Undefined where no run has been recorded yet. */
  readonly store: StateStore | undefined;
}

/** An action that looks at the state, without configuration, login and network. */
export function viewOfState(
  { cwd }: Pick<CliIo, 'cwd'>,
  { json, ...options }: StateOptions & Pick<ActionRun, 'json'>,
  work: (view: StateView, context: ProgramContext) => Promise<ProgramResult>,
): ActionRun {
  return {
    json,
    work: async (context) => {
      const place = findState(options, { cwd });
      const { stateFile: file, configDirectory } = place;
      const exists = existsSync(file);
      // A new configuration has no state yet, but one that was named must be there.
      if (!exists && options.state !== undefined) {
        const message = 'there is no such state file';
        const remedy = 'Name the file that the runs were made with.';
        throw new ConfigurationError([{ file, message, remedy }]);
      }
      if (!exists) await requireDirectory(configDirectory, configFiles);
      const store = exists ? await openStore(file) : undefined;
      try {
        return await work({ ...place, store }, context);
      } finally {
        await store?.close();
      }
    },
    explain: toConfigurationError,
  };
}

/** Opens a state file. Throws {@link ConfigurationError} if it can't be used. */
export async function openStore(file: string): Promise<StateStore> {
  try {
    return await openStateStore({ file });
  } catch (error) {
    throw toConfigurationError(error);
  }
}

/** What the operator can do about the state, as any other problem; other errors stay as they are. */
function toConfigurationError(error: unknown): unknown {
  if (!(error instanceof StateError)) return error;
  return badInput(error.message, error.remedy);
}
