import type { DatabaseSync } from 'node:sqlite';
import { baselineQueries } from './baseline-queries.ts';
import { describeSqliteError } from './describe-sqlite-error.ts';
import { migrate } from './migrations.ts';
import { recordReads } from './record-reads.ts';
import { recordWrites } from './record-writes.ts';
import { runQueries } from './run-queries.ts';
import { StateDatabase } from './state-database.ts';
import type { StateStore } from './state-store.ts';

/** How long another process may hold the lock; its transactions take milliseconds. */
const LOCK_TIMEOUT_MS = 5000;

/**
 * Opens the state in an SQLite file, made where it is missing; `:memory:` keeps it in memory.
 *
 * Several processes may use a file at the same time. Losing it costs history and conflict detection, nothing else.
 * Loads `node:sqlite` when called and not before, so that a program can hide Node 22's ExperimentalWarning first.
 *
 * @throws StateError where the file is locked, damaged, newer than this program, or can't be written.
 */
export function openStateStore({ file }: { readonly file: string }): StateStore {
  return createStateStore(openDatabase({ file }), file);
}

/** Opens the database and brings its schema up to date. */
export function openDatabase({
  file,
  lockTimeoutMs = LOCK_TIMEOUT_MS,
}: {
  readonly file: string;
  readonly lockTimeoutMs?: number;
}): DatabaseSync {
  const { DatabaseSync } = process.getBuiltinModule('node:sqlite');
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file);
    database.exec(`PRAGMA busy_timeout = ${lockTimeoutMs}`);
    // Without it macOS keeps what is synced in the disk's own memory.
    database.exec('PRAGMA fullfsync = ON');
    migrate(database, { file });
    // Readers and a writer don't wait for each other, and a transaction costs one sync at most.
    database.exec('PRAGMA journal_mode = WAL');
    return database;
  } catch (error) {
    database?.close();
    throw describeSqliteError(error, file) ?? error;
  }
}

/** Keeps the state in an open database, which it closes. */
export function createStateStore(connection: DatabaseSync, file: string): StateStore {
  const database = new StateDatabase(connection, file);
  try {
    return {
      ...runQueries(database),
      ...recordWrites(database),
      ...recordReads(database),
      ...baselineQueries(database),
      close: async () => database.close(),
    };
  } catch (error) {
    database.close();
    throw describeSqliteError(error, file) ?? error;
  }
}
