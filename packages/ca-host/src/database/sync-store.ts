import { required } from '@certbridge/rest-client';
import type { SqliteFile } from '@certbridge/sqlite-file';
import { checkDate, checkName, checkObject, checkWhole } from '../arguments/check-values.ts';
import type { CompletedSyncs, SyncCounts, SyncEnd, SyncStore } from '../contract/ca-store.ts';

const whichSync = required('property', { full: 'flag' });
const syncStart = required('property', { full: 'flag', at: 'any' });
const syncEnd = required('property', { result: 'text', counts: 'object', at: 'any' });
const ends = ['completed', 'failed', 'interrupted'] as const satisfies SyncEnd[];

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

  completed(): CompletedSyncs {
    const newest = (full: boolean) => {
      const row = this.#newest(full);
      return row === undefined ? null : new Date(row.finished_at);
    };
    return { last: newest(false), lastFull: newest(true) };
  }

  lastBegan(which: { readonly full: boolean }): Date | null {
    checkObject(which, whichSync, { of: 'syncs.lastBegan' });
    const { full } = which;
    const row = this.#newest(full);
    return row === undefined ? null : new Date(row.started_at);
  }

  async begin(start: { readonly full: boolean; readonly at: Date }): Promise<number> {
    checkObject(start, syncStart, { of: 'syncs.begin' });
    const { full, at } = start;
    checkDate(at, 'The property at of syncs.begin');
    return this.#database.write(
      'power-loss',
      () => this.#insert.get(this.#ca, Number(full), at.toISOString())?.number ?? 0,
    );
  }

  async finish(
    number: number,
    end: { readonly result: SyncEnd; readonly counts: SyncCounts; readonly at: Date },
  ): Promise<void> {
    checkWhole(number, 'Argument 1 of syncs.finish');
    checkObject(end, syncEnd, { of: 'syncs.finish', position: 2 });
    const { result, counts, at } = end;
    checkName(result, 'The property result of syncs.finish', ends);
    checkDate(at, 'The property at of syncs.finish');
    await this.#database.write('power-loss', () =>
      this.#finish.run(at.toISOString(), result, JSON.stringify(counts), number),
    );
  }

  #newest(full: boolean) {
    return this.#database.read(() => this.#completed.get(this.#ca, Number(full)));
  }
}
