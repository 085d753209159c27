import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import { describeSqliteError } from './describe-sqlite-error.ts';

/** A prepared statement with the type of its rows. */
export interface Statement<Row> {
  all(...values: readonly SQLInputValue[]): Row[];
  get(...values: readonly SQLInputValue[]): Row | undefined;
  run(...values: readonly SQLInputValue[]): unknown;
}

/**
 * What a transaction has to survive: `power-loss` is synced to the disk before it returns, `kill` is handed to the system,
 * so that the end of this process does not undo it; a power loss may undo the last of these, never one before a synced one.
 */
export type Durability = 'power-loss' | 'kill';

/** An open database whose errors are StateErrors. */
export class StateDatabase {
  readonly #database: DatabaseSync;
  readonly #file: string;
  #durability: Durability | undefined;

  constructor(database: DatabaseSync, file: string) {
    this.#database = database;
    this.#file = file;
  }

  /** The rows are taken to be what the schema says. */
  prepare<Row>(sql: string): Statement<Row> {
    return this.#database.prepare(sql) as unknown as Statement<Row>;
  }

  /** Runs a read. What it decodes is decoded inside, so that damage there is told as such. */
  read<Result>(work: () => Result): Result {
    try {
      return work();
    } catch (error) {
      throw describeSqliteError(error, this.#file) ?? error;
    }
  }

  /** Runs a transaction; whatever is thrown in it undoes it. */
  write(durability: Durability, work: () => void): void {
    try {
      this.#require(durability);
      this.#database.exec('BEGIN IMMEDIATE');
      work();
      this.#database.exec('COMMIT');
    } catch (error) {
      this.#rollBack();
      throw describeSqliteError(error, this.#file) ?? error;
    }
  }

  /** May be called again. */
  close(): void {
    if (this.#database.isOpen) this.#database.close();
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
}
