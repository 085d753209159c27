import type { SqliteFile } from '@certbridge/sqlite-file';

/** The CAs of a database. */
export class CaTable {
  readonly #database: SqliteFile;
  readonly #names;
  readonly #number;
  readonly #add;
  readonly #rename;

  constructor(database: SqliteFile) {
    this.#database = database;
    this.#names = database.prepare<{ readonly name: string }>('SELECT name FROM ca ORDER BY number');
    this.#number = database.prepare<{ readonly number: number }>('SELECT number FROM ca WHERE name = ?');
    this.#add = database.prepare('INSERT INTO ca (name) VALUES (?)');
    this.#rename = database.prepare("UPDATE ca SET name = ? WHERE name = ''");
  }

  names(): string[] {
    return this.#database.read(() => this.#names.all().map(({ name }) => name));
  }

  /** The number of a CA, which is added if it is new, or given to the only one, which has no name. */
  async numberOf(name: string, { isOnly }: { readonly isOnly: boolean }): Promise<number> {
    const find = () => this.#number.get(name)?.number;
    const known = this.#database.read(find);
    if (known !== undefined) return known;
    return this.#database.write('power-loss', () => {
      const names = this.names();
      if (names.includes(name)) return find() ?? 0;
      if (isOnly && names.length === 1 && names[0] === '') this.#rename.run(name);
      else this.#add.run(name);
      return find() ?? 0;
    });
  }
}
