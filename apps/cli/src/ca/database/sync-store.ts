import type { SqliteFile } from '@certbridge/sqlite-file';

/** How a synchronization ended. */
export type SyncEnd = 'completed' | 'failed' | 'interrupted';

/** What became of the records of a synchronization. */
export interface SyncCounts {
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
  /** Records that could not be read. */
  readonly bad: number;
}

/** Keeps when synchronizations began, how they ended and what they brought. */
export class SyncStore {
  readonly #database: SqliteFile;
  readonly #insert;
  readonly #finish;
  readonly #last;

  constructor(database: SqliteFile) {
    this.#database = database;
    this.#insert = database.prepare<{ readonly number: number }>(
      'INSERT INTO sync_run (full, started_at) VALUES (?, ?) RETURNING number',
    );
    this.#finish = database.prepare(
      'UPDATE sync_run SET finished_at = ?, result = ?, counts = ? WHERE number = ?',
    );
    this.#last = database.prepare<{ readonly started_at: string }>(
      `SELECT started_at FROM sync_run WHERE result = 'completed' AND counts ->> 'bad' = 0
       ORDER BY number DESC LIMIT 1`,
    );
  }

  /**
   * When the last synchronization began that completed and could read everything; null if there is none. A record that could
   * not be read is no change the next time, so reading only the changes since would miss it.
   */
  lastSync(): Date | null {
    const row = this.#database.read(() => this.#last.get());
    return row === undefined ? null : new Date(row.started_at);
  }

  /** Records that one begins, and returns its number. */
  async begin({ full, at }: { readonly full: boolean; readonly at: Date }): Promise<number> {
    return this.#database.write(
      'power-loss',
      () => this.#insert.get(Number(full), at.toISOString())?.number ?? 0,
    );
  }

  /** Records how one ended. One that was killed has no end. */
  async finish(
    number: number,
    { result, counts, at }: { readonly result: SyncEnd; readonly counts: SyncCounts; readonly at: Date },
  ): Promise<void> {
    await this.#database.write('power-loss', () =>
      this.#finish.run(at.toISOString(), result, JSON.stringify(counts), number),
    );
  }
}
