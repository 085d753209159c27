import type { SqliteFile } from '@certbridge/sqlite-file';
import type { SyncCounts, SyncEnd, SyncStore } from '../contract/ca-store.ts';

/** The synchronizations of the database. */
export class SqliteSyncStore implements SyncStore {
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

  lastSync(): Date | null {
    const row = this.#database.read(() => this.#last.get());
    return row === undefined ? null : new Date(row.started_at);
  }

  async begin({ full, at }: { readonly full: boolean; readonly at: Date }): Promise<number> {
    return this.#database.write(
      'power-loss',
      () => this.#insert.get(Number(full), at.toISOString())?.number ?? 0,
    );
  }

  async finish(
    number: number,
    { result, counts, at }: { readonly result: SyncEnd; readonly counts: SyncCounts; readonly at: Date },
  ): Promise<void> {
    await this.#database.write('power-loss', () =>
      this.#finish.run(at.toISOString(), result, JSON.stringify(counts), number),
    );
  }
}
