import { checkArgument, checkNode, required, type Shape } from '@certbridge/rest-client';
import { SqliteFile } from '@certbridge/sqlite-file';
import { invalidArgument } from '../arguments/invalid-argument.ts';
import { createStateStore } from './create-state-store.ts';
import { stateKind } from './state-kind.ts';
import type { StateStore } from './state-store.ts';

/** Options of {@link openStateStore}. */
export interface StateStoreOptions {
  /** Path of the SQLite file; `:memory:` for none. */
  readonly file: string;
}

const storeOptions = required('option', { file: 'text' } satisfies Shape<StateStoreOptions>);

/**
 * Opens the state in an SQLite file, made where it is missing; `:memory:` keeps it in memory.
 *
 * Several processes may use a file at the same time. Losing it costs history and conflict detection, nothing else.
 * Loads `node:sqlite` when called and not before, so that a program can hide Node 22's ExperimentalWarning first.
 *
 * @throws ApiError 'invalid-argument' for options that can't be used, and on a Node that is too old.
 * @throws StateError where the file is locked, damaged, newer than this program, or can't be written.
 */
export async function openStateStore(options: StateStoreOptions): Promise<StateStore> {
  checkNode(process.versions.node);
  const of = 'openStateStore';
  checkArgument(options, storeOptions, { of, name: `The argument of ${of}` });
  if (options.file === '') throw invalidArgument(`The option file of ${of} is empty.`);
  return createStateStore(await SqliteFile.open(options.file, stateKind));
}
