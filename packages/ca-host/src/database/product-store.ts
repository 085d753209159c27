import type { Product } from '@certbridge/ca-plugin';
import { isRecord } from '@certbridge/plain-text';
import type { SqliteFile } from '@certbridge/sqlite-file';
import { checkDate, checkList } from '../arguments/check-values.ts';
import type { ProductStore, StoredProduct } from '../contract/ca-store.ts';

interface ProductRow {
  readonly number: number;
  readonly id: string;
  readonly name: string | null;
  readonly is_offered: number;
  /** JSON. */
  readonly keys: string | null;
}

/** The products of a CA. */
export class SqliteProductStore implements ProductStore {
  readonly #database: SqliteFile;
  readonly #ca: number;
  readonly #statements: ReturnType<typeof prepare>;

  constructor(database: SqliteFile, ca: number) {
    this.#database = database;
    this.#ca = ca;
    this.#statements = prepare(database);
  }

  async keep(products: readonly Product[], now: Date): Promise<void> {
    checkList(products, { name: 'Argument 1 of products.keep', kind: 'products', is: isProduct });
    checkDate(now, 'Argument 2 of products.keep');
    await this.#database.write('power-loss', () => {
      this.#statements.withdraw.run(this.#ca);
      for (const { id, name, keys } of products) {
        this.note(id, now);
        this.#statements.offer.run(name, JSON.stringify(keys), now.toISOString(), this.#ca, id);
      }
    });
  }

  /**
   * Gives a product that a certificate has a number, if it has none yet: that which it has at another CA of the database, since a client
   * knows profiles by their numbers, whatever their CA. Must be called inside a transaction. */
  note(id: string, now: Date): void {
    this.#statements.note.run(this.#ca, id, now.toISOString());
  }

  list(): readonly StoredProduct[] {
    const rows = this.#database.read(() => this.#statements.list.all(this.#ca));
    return rows.map(({ number, id, name, is_offered, keys }) => ({
      number,
      id,
      name,
      isOffered: is_offered === 1,
      keys: keys === null ? null : JSON.parse(keys),
    }));
  }
}

function isProduct(value: unknown): boolean {
  const { id, name, keys } = (value ?? {}) as Partial<Product>;
  return typeof id === 'string' && typeof name === 'string' && (keys === null || isRecord(keys));
}

function prepare(database: SqliteFile) {
  return {
    withdraw: database.prepare('UPDATE product SET is_offered = 0 WHERE ca = ?'),
    offer: database.prepare(
      'UPDATE product SET name = ?, keys = ?, last_seen_at = ?, is_offered = 1 WHERE ca = ? AND id = ?',
    ),
    note: database.prepare(
      `INSERT INTO product (ca, number, id, is_offered, first_seen_at, last_seen_at)
         SELECT ?1, coalesce(max(number) FILTER (WHERE id = ?2), 1 + coalesce(max(number), 0)), ?2, 0, ?3, ?3
           FROM product WHERE true
       ON CONFLICT (ca, id) DO NOTHING`,
    ),
    list: database.prepare<ProductRow>(
      'SELECT number, id, name, is_offered, keys FROM product WHERE ca = ? ORDER BY number',
    ),
  };
}
