import { existsSync } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import {
  createSensitiveHash,
  openStateStore,
  StateError,
  type StateStore,
  type SyncSettings,
} from '@certbridge/metadata-sync';
import { ConfigurationError } from '../configuration-error.ts';
import { loadSensitiveKey } from '../settings/sensitive-key.ts';
import type { CommandRun } from './command-run.ts';

/** The state as the engine takes it. */
export interface OpenState {
  readonly store?: StateStore;
  /** Present where a field is marked sensitive. */
  readonly hashSensitive?: (text: string) => string;
}

type StatePlace = Pick<CommandRun, 'configDirectory' | 'state' | 'io'>;

/** Where the state is. */
export function stateFile({ configDirectory, state, io }: StatePlace): string {
  return state === undefined ? path.join(configDirectory, 'certbridge.db') : path.resolve(io.cwd, state);
}

/** The files of the state that nobody else should read. */
export function stateFiles(place: StatePlace): readonly string[] {
  const file = stateFile(place);
  return [file, `${file}.key`];
}

/**
 * Opens the state of a run, and makes it where it is missing; a dry run works without, and a revert can do nothing then.
 *
 * Throws {@link ConfigurationError} where it can't be used.
 */
export async function openState(
  run: CommandRun,
  settings: Pick<SyncSettings, 'manualFields' | 'customFields' | 'customFieldPolicies'>,
): Promise<OpenState> {
  const file = stateFile(run);
  const { manualFields, customFields, customFieldPolicies } = settings;
  const marks = [...manualFields, ...customFields, ...customFieldPolicies];
  const isSensitive = marks.some(({ sensitive }) => sensitive === true);
  const create = !run.dryRun || run.keepsPlan === true;
  const hash = isSensitive
    ? { hashSensitive: createSensitiveHash(await loadSensitiveKey(file, { create })) }
    : {};
  if (!existsSync(file)) {
    if (run.dryRun || run.command === 'revert') return hash;
    await createPrivate(file);
  }
  return { ...hash, store: await openStore(file) };
}

/** Opens a state file. Throws {@link ConfigurationError} where it can't be used. */
export async function openStore(file: string): Promise<StateStore> {
  try {
    return await openStateStore({ file });
  } catch (error) {
    throw toConfigurationError(error);
  }
}

/** What the operator can do about the state, as any other problem; other errors stay as they are. */
export function toConfigurationError(error: unknown): unknown {
  if (!(error instanceof StateError)) return error;
  const { message, remedy } = error;
  return new ConfigurationError([{ file: '', message: message.replace(/\.$/, ''), remedy }]);
}

/** The database would make the file readable for everyone. What keeps it from being made is told when it is opened. */
async function createPrivate(file: string): Promise<void> {
  await open(file, 'wx', 0o600).then(
    (handle) => handle.close(),
    () => undefined,
  );
}
