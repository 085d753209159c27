import { existsSync } from 'node:fs';
import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import { setTimeout } from 'node:timers/promises';
import { LocalFileError, requireFileOrNoneSync } from '@certbridge/local-file';
import { DatabaseFiles } from './database-files.ts';
import type { DatabaseKind } from './database-kind.ts';
import {
  describeIoFailure,
  describeMissingIndex,
  describeMoved,
  describeNoFile,
  describeOtherLog,
  describeProblem,
  resultCodeOf,
} from './describe-problem.ts';
import type { Durability } from './durability.ts';
import { isLogWhole } from './is-log-whole.ts';
import { LogSync } from './log-sync.ts';
import { migrate } from './migrate.ts';
import type { OpenedFile } from './opened-file.ts';
import { pathBeside } from './path-beside.ts';
import { hasRunningProcess, ProcessMarks } from './process-marks.ts';
import { ReaderThread } from './reader-thread.ts';
import { SharedWrites } from './shared-writes.ts';

const SQLITE_BUSY = 5;

/** How long to wait for another process's lock; transactions take milliseconds. */
const LOCK_TIMEOUT_MS = 5000;

/** How long a read waits inside its call; readers are locked out only while recovering from a killed process. */
const READ_TIMEOUT_MS = 1000;

/** After this long another process does not just write: it keeps the lock. */
const KEPT_MS = 500;

/** Pages of the log after which it is copied into the database: 16 MB. */
const CHECKPOINT_PAGES = 4000;

/** A prepared statement with the type of its rows. */
export interface Statement<Row> {
  all(...values: readonly SQLInputValue[]): Row[];
  get(...values: readonly SQLInputValue[]): Row | undefined;
  run(...values: readonly SQLInputValue[]): unknown;
  iterate(...values: readonly SQLInputValue[]): Iterable<Row>;
}

/** An open database that throws the errors of its kind. */
export class SqliteFile {
  /** Which of the processes that share the file run. */
  readonly processes: ProcessMarks;
  readonly #database: DatabaseSync;
  readonly #file: string;
  readonly #kind: DatabaseKind;
  readonly #lockTimeoutMs: number;
  readonly #files: DatabaseFiles;
  /** Whether it was already reported that a file is not in place. */
  #isMoved = false;
  readonly #log: LogSync;
  readonly #beside: ReaderThread;
  readonly #shared = new SharedWrites({
    commit: (durability, work) => this.#commit(durability, work),
    sync: () => this.#sync(),
  });
  /** Whether SQLite itself has synced the log, and with it the folder that names it. */
  #hasSynced = false;
  /** Whether all that was committed is on disk: SQLite has synced the log with the last transaction. */
  #isSynced = false;
  #synchronous: 'FULL' | 'NORMAL' | undefined;
  /** Since when each transaction that has to wait does, in milliseconds of `performance`. */
  readonly #waiting = new Set<{ readonly since: number }>();

  private constructor(
    database: DatabaseSync,
    { file, kind, lockTimeoutMs }: { file: string; kind: DatabaseKind; lockTimeoutMs: number },
  ) {
    this.#database = database;
    this.#file = file;
    this.#kind = kind;
    this.#lockTimeoutMs = lockTimeoutMs;
    this.#files = new DatabaseFiles(file);
    this.#log = new LogSync(this.#files.logPath);
    this.#beside = new ReaderThread({ file, timeoutMs: READ_TIMEOUT_MS });
    this.processes = new ProcessMarks(file, { onRemoved: kind.onMarkRemoved });
  }

  /**
   * Opens or creates a file and migrates its schema; `:memory:` is an in-memory database.
   *
   * Several processes can use a file at the same time. `node:sqlite` isn't loaded before the first call, so that a program can
   * hide Node 22's ExperimentalWarning.
   *
   * Throws the kind's error if the file is locked, damaged, written by a newer version, or not writable. So does everything later,
   * and also once the path leads to another file or none.
   */
  static async open(
    file: string,
    kind: DatabaseKind,
    { lockTimeoutMs = LOCK_TIMEOUT_MS }: { readonly lockTimeoutMs?: number } = {},
  ): Promise<SqliteFile> {
    try {
      const database = await whileLocked(() => openDatabase(file, kind), lockTimeoutMs);
      return new SqliteFile(database, { file, kind, lockTimeoutMs });
    } catch (error) {
      throw toKindError(error, { file, kind });
    }
  }

  /** Prepares a statement. `Row` is assumed to match the schema. */
  prepare<Row>(sql: string): Statement<Row> {
    return this.read(() => this.#database.prepare(sql)) as unknown as Statement<Row>;
  }

  /** Runs a read. Decode rows inside `work`, so that damaged ones are reported as such. */
  read<Result>(work: () => Result): Result {
    this.#requireInPlace((each) => each.wasInPlace());
    try {
      return work();
    } catch (error) {
      throw this.#toKindError(error);
    }
  }

  /**
   * Reads rows in a thread of its own, one such read at a time: for what takes long. It sees what is committed. In-memory databases
   * have the one thread only. `Row` is assumed to match the statement.
   */
  async readBeside<Row>(sql: string, values: readonly SQLInputValue[]): Promise<Row[]> {
    if (this.#file === ':memory:') return this.read(() => this.prepare<Row>(sql).all(...values));
    this.#requireInPlace((each) => each.wasInPlace());
    try {
      return (await this.#beside.read(sql, values)) as Row[];
    } catch (error) {
      throw this.#toKindError(error);
    }
  }

  /** Reads rows one by one, as of the start of the iteration. */
  *rows<Row, Result>(rows: () => Iterable<Row>, read: (row: Row) => Result): Generator<Result> {
    this.#requireInPlace((each) => each.wasInPlace());
    try {
      for (const row of rows()) yield read(row);
    } catch (error) {
      throw this.#toKindError(error);
    }
  }

  /**
   * Runs a transaction, which is rolled back if `work` throws. Waits for the lock while another process writes; otherwise runs
   * `work` synchronously, before returning the promise. Others see what it wrote before it is synced to disk.
   */
  async write<Result>(durability: Durability, work: () => Result): Promise<Result> {
    const result = await this.#commit(durability, work);
    if (durability === 'power-loss') await this.#sync();
    return result;
  }

  /**
   * Runs a transaction together with all that are asked for until the event loop turns: pages that all of them change are written
   * once. If `work` throws, only what it did is rolled back. `work` may be run twice: the first time is rolled back if another throws.
   */
  writeTogether<Result>(durability: Durability, work: () => Result): Promise<Result> {
    return this.#shared.add(durability, work);
  }

  /** Whether another process has kept the lock for longer than transactions take, and still does. */
  get isKeptLocked(): boolean {
    const now = performance.now();
    return [...this.#waiting].some(({ since }) => now - since >= KEPT_MS);
  }

  /** Closes the database. Can be called repeatedly. */
  async close(): Promise<void> {
    this.#log.close();
    this.processes.close();
    // SQLite copies the log into the database and removes it with the last connection, but not if that one only reads.
    await this.#beside.close();
    if (!this.#database.isOpen) return;
    // SQLite copies what this process knows of the log into the database and removes it, unless another connection is open.
    const reader = this.#files.hasLogOfOthers() ? openReader(this.#file) : undefined;
    this.#database.close();
    reader?.close();
  }

  /** Runs a transaction, and passes it to the operating system. */
  async #commit<Result>(durability: Durability, work: () => Result): Promise<Result> {
    const wait = { since: performance.now() };
    this.#waiting.add(wait);
    try {
      const isFirst = durability === 'power-loss' && !this.#hasSynced;
      const synchronous = isFirst ? 'FULL' : 'NORMAL';
      const result = await whileLocked(() => this.#transact(synchronous, work), this.#lockTimeoutMs);
      if (isFirst) this.#hasSynced = true;
      return result;
    } catch (error) {
      throw this.#toKindError(error);
    } finally {
      this.#waiting.delete(wait);
    }
  }

  #transact<Result>(synchronous: 'FULL' | 'NORMAL', work: () => Result): Result {
    this.#requireInPlace((each) => each.isInPlace());
    try {
      this.#require(synchronous);
      this.#database.exec('PRAGMA busy_timeout = 0; BEGIN IMMEDIATE');
      const result = work();
      this.#database.exec('COMMIT');
      this.#isSynced = synchronous === 'FULL';
      return result;
    } catch (error) {
      this.#rollBack();
      throw error;
    } finally {
      if (this.#database.isOpen) this.#database.exec(`PRAGMA busy_timeout = ${READ_TIMEOUT_MS}`);
    }
  }

  /** Throws unless all files are in place; says so once each time that they are not any more. */
  #requireInPlace(isInPlace: (each: OpenedFile) => boolean): void {
    const wasMoved = this.#isMoved;
    const moved = this.#files.findMoved(isInPlace);
    this.#isMoved = moved !== undefined;
    if (moved === undefined) return;
    const problem = describeMoved(moved, { file: this.#file, kind: this.#kind });
    if (!wasMoved) this.#kind.onMoved?.(problem);
    throw this.#kind.toError(problem);
  }

  /** Syncs to disk what was committed before. */
  async #sync(): Promise<void> {
    if (this.#file === ':memory:' || this.#isSynced) return;
    try {
      await this.#log.sync();
    } catch {
      throw this.#kind.toError(describeIoFailure(this.#file, this.#kind));
    }
  }

  /** FULL lets SQLite sync the log within a transaction. */
  #require(synchronous: 'FULL' | 'NORMAL'): void {
    if (this.#synchronous === synchronous) return;
    this.#database.exec(`PRAGMA synchronous = ${synchronous}`);
    this.#synchronous = synchronous;
  }

  #rollBack(): void {
    // SQLite itself rolls back if the disk is full.
    if (!(this.#database.isOpen && this.#database.isTransaction)) return;
    try {
      this.#database.exec('ROLLBACK');
    } catch {
      // The caller needs the original error.
    }
  }

  #toKindError(error: unknown): unknown {
    return toKindError(error, { file: this.#file, kind: this.#kind });
  }
}

function openDatabase(file: string, kind: DatabaseKind): DatabaseSync {
  const sqlite = process.getBuiltinModule('node:sqlite');
  requireFileOrNoneSync(file);
  if (lacksIndex(file)) throw kind.toError(describeMissingIndex(file, kind));
  const database = new sqlite.DatabaseSync(file, { timeout: 0 });
  try {
    // Without it macOS doesn't flush the disk's own cache.
    database.exec('PRAGMA fullfsync = ON');
    migrate(database, { file, kind });
    // Readers and the writer don't block each other, and a transaction takes one sync at most. A checkpoint syncs twice within a
    // call, so there are fewer of them than SQLite makes by itself.
    database.exec(`PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
    // Opens the log and its index, so that they are the ones that are watched.
    database.exec('SELECT count(*) FROM sqlite_schema');
    if (!isLogWhole(database, file)) throw kind.toError(describeOtherLog(file, kind));
    database.exec(`PRAGMA busy_timeout = ${READ_TIMEOUT_MS}`);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Whether the index of the log is gone while a process has the database open, so that this one would make an index of its own. */
function lacksIndex(file: string): boolean {
  if (file === ':memory:' || !existsSync(file) || existsSync(pathBeside(file, '-shm'))) return false;
  return hasRunningProcess(file);
}

/** Opens another connection and makes it take part. */
function openReader(file: string): DatabaseSync {
  const sqlite = process.getBuiltinModule('node:sqlite');
  const reader = new sqlite.DatabaseSync(file, { readOnly: true });
  try {
    reader.exec('SELECT count(*) FROM sqlite_schema');
  } catch {
    // It has taken its lock, whether or not the log is one that it can read.
  }
  return reader;
}

/** Converts an error from SQLite to one of the kind; returns any other unchanged. */
function toKindError(error: unknown, place: { readonly file: string; readonly kind: DatabaseKind }): unknown {
  if (error instanceof LocalFileError) return place.kind.toError(describeNoFile(error.message, place));
  const problem = describeProblem(error, place);
  return problem === undefined ? error : place.kind.toError(problem);
}

/**
 * Retries while another process holds the lock, for up to `timeoutMs`; then throws the error of the last attempt. SQLite itself
 * would wait inside a call, during which the process handles no signals.
 */
async function whileLocked<Result>(attempt: () => Result, timeoutMs: number): Promise<Result> {
  const end = performance.now() + timeoutMs;
  for (let pause = 1; ; pause = Math.min(2 * pause, 50)) {
    try {
      return attempt();
    } catch (error) {
      if (resultCodeOf(error) !== SQLITE_BUSY || performance.now() >= end) throw error;
    }
    await setTimeout(pause);
  }
}
