import type { SqliteFile, Statement } from '@certbridge/sqlite-file';

/** Queries differ in little but their values; those with long lists of names in more. */
const MOST = 200;

/** Keeps statements whose text depends on a query: preparing one takes longer than many a search. */
export class StatementCache {
  readonly #database: SqliteFile;
  readonly #statements = new Map<string, Statement<unknown>>();

  constructor(database: SqliteFile) {
    this.#database = database;
  }

  /** `Row` is assumed to match the statement. */
  prepare<Row>(sql: string): Statement<Row> {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known as Statement<Row>;
    const statement = this.#database.prepare<Row>(sql);
    if (this.#statements.size >= MOST) this.#statements.clear();
    this.#statements.set(sql, statement);
    return statement;
  }
}
