import type { Product } from '@certbridge/ca-plugin';
import type { SqliteFile } from '@certbridge/sqlite-file';
import type { ProductStore } from '../contract/ca-store.ts';

/** The products of the database. */
export class SqliteProductStore implements ProductStore {
  readonly #database: SqliteFile;
  readonly #insert;

  constructor(database: SqliteFile) {
    this.#database = database;
    this.#insert = database.prepare(
      `INSERT INTO product (id, name, first_seen_at, last_seen_at) VALUES (?1, ?2, ?3, ?3)
       ON CONFLICT (id) DO UPDATE SET name = excluded.name, last_seen_at = excluded.last_seen_at`,
    );
  }

  async keep(products: readonly Product[], now: Date): Promise<void> {
    await this.#database.write('power-loss', () => {
      for (const { id, name } of products) this.#insert.run(id, name, now.toISOString());
    });
  }
}
