import { SqliteFile } from '@certbridge/sqlite-file';
import { createStateStore } from './create-state-store.ts';
import { stateKind } from './state-kind.ts';
import type { StateStore } from './state-store.ts';

/**
 * Opens the state in an SQLite file, made where it is missing; `:memory:` keeps it in memory.
 *
 * Several processes may use a file at the same time. Losing it costs history and conflict detection, nothing else.
 * Loads `node:sqlite` when called and not before, so that a program can hide Node 22's ExperimentalWarning first.
 *
 * @throws StateError where the file is locked, damaged, newer than this program, or can't be written.
 */
export async function openStateStore({ file }: { readonly file: string }): Promise<StateStore> {
  return createStateStore(await SqliteFile.open(file, stateKind));
}
