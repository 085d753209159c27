import type { SqliteFile } from '@certbridge/sqlite-file';

/** Keeps the products that the authority was seen to have. */
export class ProductStore {
  readonly #database: SqliteFile;
  readonly #insert;

  constructor(database: SqliteFile) {
    this.#database = database;
    this.#insert = database.prepare(
      `INSERT INTO product (id, first_seen_at, last_seen_at) VALUES (?1, ?2, ?2)
       ON CONFLICT (id) DO UPDATE SET last_seen_at = excluded.last_seen_at`,
    );
  }

  keep(ids: readonly string[], now: Date): void {
    this.#database.write('power-loss', () => {
      for (const id of ids) this.#insert.run(id, now.toISOString());
    });
  }
}
