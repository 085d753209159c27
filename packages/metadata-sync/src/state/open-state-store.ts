import { SqliteFile } from '@certbridge/sqlite-file';
import { baselineQueries } from './baseline-queries.ts';
import { recordReads } from './record-reads.ts';
import { recordWrites } from './record-writes.ts';
import { reportQueries } from './report-queries.ts';
import { runQueries } from './run-queries.ts';
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

/** Keeps the state in an open database, which it closes. */
export function createStateStore(database: SqliteFile): StateStore {
  try {
    return {
      ...runQueries(database),
      ...recordWrites(database),
      ...recordReads(database),
      ...baselineQueries(database),
      ...reportQueries(database),
      close: async () => database.close(),
    };
  } catch (error) {
    database.close();
    throw error;
  }
}
