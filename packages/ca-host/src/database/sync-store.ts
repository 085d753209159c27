import type { SqliteFile } from '@certbridge/sqlite-file';
import type { SyncCounts, SyncEnd, SyncStore } from '../contract/ca-store.ts';

/** The synchronizations of a CA. */
export class SqliteSyncStore implements SyncStore {
  readonly #database: SqliteFile;
  readonly #ca: number;
  readonly #insert;
  readonly #finish;
  readonly #last;
  readonly #completed;

  constructor(database: SqliteFile, ca: number) {
    this.#database = database;
    this.#ca = ca;
    this.#insert = database.prepare<{ readonly number: number }>(
      'INSERT INTO sync_run (ca, full, started_at) VALUES (?, ?, ?) RETURNING number',
    );
    this.#finish = database.prepare(
      'UPDATE sync_run SET finished_at = ?, result = ?, counts = ? WHERE number = ?',
    );
    this.#last = database.prepare<{ readonly started_at: string }>(
      `SELECT started_at FROM sync_run WHERE ca = ? AND result = 'completed' AND counts ->> 'bad' = 0
       ORDER BY number DESC LIMIT 1`,
    );
    this.#completed = database.prepare<{ readonly started_at: string; readonly finished_at: string }>(
      `SELECT started_at, finished_at FROM sync_run WHERE ca = ? AND result = 'completed' AND full >= ?
       ORDER BY number DESC LIMIT 1`,
    );
  }

  lastSync(): Date | null {
    const row = this.#database.read(() => this.#last.get(this.#ca));
    return row === undefined ? null : new Date(row.started_at);
  }

  completed(): { readonly last: Date | null; readonly lastFull: Date | null } {
    const newest = (full: boolean) => {
      const row = this.#newest(full);
      return row === undefined ? null : new Date(row.finished_at);
    };
    return { last: newest(false), lastFull: newest(true) };
  }

  lastBegan({ full }: { readonly full: boolean }): Date | null {
    const row = this.#newest(full);
    return row === undefined ? null : new Date(row.started_at);
  }

  async begin({ full, at }: { readonly full: boolean; readonly at: Date }): Promise<number> {
    return this.#database.write(
      'power-loss',
      () => this.#insert.get(this.#ca, Number(full), at.toISOString())?.number ?? 0,
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

  #newest(full: boolean) {
    return this.#database.read(() => this.#completed.get(this.#ca, Number(full)));
  }
}
