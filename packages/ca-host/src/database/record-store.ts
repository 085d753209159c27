import type { SqliteFile } from '@certbridge/sqlite-file';
import type { NamedRecord, RecordStore } from '../contract/record-store.ts';

/** Records of one kind. */
export class SqliteRecordStore implements RecordStore {
  readonly #database: SqliteFile;
  readonly #kind: string;
  readonly #statements: ReturnType<typeof prepare>;

  constructor(database: SqliteFile, kind: string) {
    this.#database = database;
    this.#kind = kind;
    this.#statements = prepare(database);
  }

  add({ name, content }: NamedRecord): Promise<boolean> {
    return this.#database.write(
      'power-loss',
      () => this.#statements.add.get(this.#kind, name, content) !== undefined,
    );
  }

  find(name: string): string | undefined {
    return this.#database.read(() => this.#statements.find.get(this.#kind, name)?.content);
  }

  replace({ name, content }: NamedRecord, expected?: string): Promise<boolean> {
    return this.#database.write(
      'power-loss',
      () => this.#statements.replace.get(content, this.#kind, name, expected ?? null) !== undefined,
    );
  }

  async remove(name: string): Promise<void> {
    await this.#database.write('power-loss', () => this.#statements.remove.run(this.#kind, name));
  }

  list(): readonly NamedRecord[] {
    const rows = this.#database.read(() => this.#statements.list.all(this.#kind));
    return rows.map(({ name, content }) => ({ name, content }));
  }
}

function prepare(database: SqliteFile) {
  return {
    add: database.prepare(
      'INSERT INTO record (kind, name, content) VALUES (?, ?, ?) ON CONFLICT DO NOTHING RETURNING name',
    ),
    find: database.prepare<NamedRecord>('SELECT content FROM record WHERE kind = ? AND name = ?'),
    replace: database.prepare(
      'UPDATE record SET content = ?1 WHERE kind = ?2 AND name = ?3 AND content = coalesce(?4, content) RETURNING name',
    ),
    remove: database.prepare('DELETE FROM record WHERE kind = ? AND name = ?'),
    list: database.prepare<NamedRecord>('SELECT name, content FROM record WHERE kind = ? ORDER BY name'),
  };
}
