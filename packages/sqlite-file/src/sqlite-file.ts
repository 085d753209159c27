import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import { LocalFileError, requireFileOrNoneSync } from '@certbridge/local-file';
import type { DatabaseKind } from './database-kind.ts';
import { describeNoFile, describeProblem } from './describe-problem.ts';
import { migrate } from './migrate.ts';
import { whileLocked } from './while-locked.ts';

/** How long another process may hold the lock; its transactions take milliseconds. */
const LOCK_TIMEOUT_MS = 5000;

/** How long a read waits within its call: readers are kept out only where a process that was killed is cleaned up after. */
const READ_TIMEOUT_MS = 1000;

/** A prepared statement with the type of its rows. */
export interface Statement<Row> {
  all(...values: readonly SQLInputValue[]): Row[];
  get(...values: readonly SQLInputValue[]): Row | undefined;
  run(...values: readonly SQLInputValue[]): unknown;
  iterate(...values: readonly SQLInputValue[]): Iterable<Row>;
}

/**
 * What a transaction has to survive: `power-loss` is synced to the disk before it returns, `kill` is handed to the system,
 * so that the end of this process does not undo it; a power loss may undo the last of these, never one before a synced one.
 */
export type Durability = 'power-loss' | 'kill';

/** An open database whose errors are those of its kind. */
export class SqliteFile {
  readonly #database: DatabaseSync;
  readonly #file: string;
  readonly #kind: DatabaseKind;
  readonly #lockTimeoutMs: number;
  #durability: Durability | undefined;

  private constructor(
    database: DatabaseSync,
    { file, kind, lockTimeoutMs }: { file: string; kind: DatabaseKind; lockTimeoutMs: number },
  ) {
    this.#database = database;
    this.#file = file;
    this.#kind = kind;
    this.#lockTimeoutMs = lockTimeoutMs;
  }

  /**
   * Opens a file, made where it is missing, and brings its schema up to date; `:memory:` keeps all in memory.
   *
   * Several processes may use a file at the same time. Loads `node:sqlite` when called and not before, so that a program
   * can hide Node 22's ExperimentalWarning first.
   *
   * Throws the kind's error if the file is locked, damaged, newer than this program, or can't be written.
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
      throw told(error, { file, kind });
    }
  }

  /** The rows are taken to be what the schema says. */
  prepare<Row>(sql: string): Statement<Row> {
    return this.read(() => this.#database.prepare(sql)) as unknown as Statement<Row>;
  }

  /** Runs a read. What it decodes is decoded inside, so that damage there is told as such. */
  read<Result>(work: () => Result): Result {
    try {
      return work();
    } catch (error) {
      throw this.#told(error);
    }
  }

  /** Reads row after row, as they were when it began. */
  *rows<Row, Result>(rows: () => Iterable<Row>, read: (row: Row) => Result): Generator<Result> {
    try {
      for (const row of rows()) yield read(row);
    } catch (error) {
      throw this.#told(error);
    }
  }

  /**
   * Runs a transaction; whatever is thrown in it undoes it. Waits while another process writes, and runs the work once the
   * lock is there; without one at once, before it returns.
   */
  async write<Result>(durability: Durability, work: () => Result): Promise<Result> {
    try {
      return await whileLocked(() => this.#transact(durability, work), this.#lockTimeoutMs);
    } catch (error) {
      throw this.#told(error);
    }
  }

  /** May be called again. */
  close(): void {
    if (this.#database.isOpen) this.#database.close();
  }

  #transact<Result>(durability: Durability, work: () => Result): Result {
    try {
      this.#require(durability);
      this.#database.exec('PRAGMA busy_timeout = 0; BEGIN IMMEDIATE');
      const result = work();
      this.#database.exec('COMMIT');
      return result;
    } catch (error) {
      this.#rollBack();
      throw error;
    } finally {
      if (this.#database.isOpen) this.#database.exec(`PRAGMA busy_timeout = ${READ_TIMEOUT_MS}`);
    }
  }

  #require(durability: Durability): void {
    if (this.#durability === durability) return;
    this.#database.exec(`PRAGMA synchronous = ${durability === 'power-loss' ? 'FULL' : 'NORMAL'}`);
    this.#durability = durability;
  }

  #rollBack(): void {
    // A full disk makes SQLite roll back by itself.
    if (!(this.#database.isOpen && this.#database.isTransaction)) return;
    try {
      this.#database.exec('ROLLBACK');
    } catch {
      // What led here is what the caller must hear of.
    }
  }

  #told(error: unknown): unknown {
    return told(error, { file: this.#file, kind: this.#kind });
  }
}

function openDatabase(file: string, kind: DatabaseKind): DatabaseSync {
  const sqlite = process.getBuiltinModule('node:sqlite');
  requireFileOrNoneSync(file);
  const database = new sqlite.DatabaseSync(file, { timeout: 0 });
  try {
    // Without it macOS keeps what is synced in the disk's own memory.
    database.exec('PRAGMA fullfsync = ON');
    migrate(database, { file, kind });
    // Readers and a writer don't wait for each other, and a transaction costs one sync at most.
    database.exec(`PRAGMA journal_mode = WAL; PRAGMA busy_timeout = ${READ_TIMEOUT_MS}`);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** An error of SQLite becomes one of the kind; any other stays as it is. */
function told(error: unknown, place: { readonly file: string; readonly kind: DatabaseKind }): unknown {
  if (error instanceof LocalFileError) return place.kind.toError(describeNoFile(error.message, place));
  const problem = describeProblem(error, place);
  return problem === undefined ? error : place.kind.toError(problem);
}
