import { required, type Shape } from '@certbridge/rest-client';
import type { SqliteFile } from '@certbridge/sqlite-file';
import { checkObject, checkText } from '../arguments/check-values.ts';
import type { NamedRecord, RecordStore } from '../contract/record-store.ts';

const namedRecord = required('property', { name: 'text', content: 'text' } satisfies Shape<NamedRecord>);

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

  async add(record: NamedRecord): Promise<boolean> {
    checkObject(record, namedRecord, { of: 'records.add' });
    const { name, content } = record;
    return this.#database.write(
      'power-loss',
      () => this.#statements.add.get(this.#kind, name, content) !== undefined,
    );
  }

  find(name: string): string | undefined {
    checkText(name, 'Argument 1 of records.find');
    return this.#database.read(() => this.#statements.find.get(this.#kind, name)?.content);
  }

  async replace(record: NamedRecord, expected?: string): Promise<boolean> {
    checkObject(record, namedRecord, { of: 'records.replace' });
    if (expected !== undefined) checkText(expected, 'Argument 2 of records.replace');
    const { name, content } = record;
    return this.#database.write(
      'power-loss',
      () => this.#statements.replace.get(content, this.#kind, name, expected ?? null) !== undefined,
    );
  }

  async remove(name: string): Promise<void> {
    checkText(name, 'Argument 1 of records.remove');
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
