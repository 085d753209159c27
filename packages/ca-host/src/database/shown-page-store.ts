import type { SqliteFile } from '@certbridge/sqlite-file';
import type { SortKey } from '../contract/certificate-search.ts';
import type { ListPage, ShownPages } from '../contract/shown-pages.ts';

/** Many times what readers are shown while a page counts. */
const MOST = 10_000;

/** Keeps ends of pages. They need not outlive a power loss: their readers' connections don't. */
export class SqliteShownPageStore implements ShownPages {
  readonly #database: SqliteFile;
  readonly #most: number;
  readonly #statements: ReturnType<typeof prepare>;

  constructor(database: SqliteFile, most = MOST) {
    this.#database = database;
    this.#most = most;
    this.#statements = prepare(database);
  }

  keep({ list, page, since, end, at }: Parameters<ShownPages['keep']>[0]): Promise<void> {
    const { keep, forget, forgetOldest } = this.#statements;
    return this.#database.writeTogether('kill', () => {
      keep.run(list, page, JSON.stringify(end), at.getTime());
      forget.run(since.getTime());
      forgetOldest.run(this.#most);
    });
  }

  endsOf({ list, page, since }: ListPage): readonly SortKey[] {
    return this.#database.read(() =>
      this.#statements.ends.all(list, page, since.getTime()).map(({ place }) => JSON.parse(place)),
    );
  }
}

function prepare(database: SqliteFile) {
  return {
    keep: database.prepare(
      `INSERT INTO shown_page (list, page, place, shown_at) VALUES (?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET shown_at = excluded.shown_at WHERE excluded.shown_at > shown_at`,
    ),
    forget: database.prepare('DELETE FROM shown_page WHERE shown_at < ?'),
    forgetOldest: database.prepare(
      `DELETE FROM shown_page
       WHERE shown_at <= (SELECT shown_at FROM shown_page ORDER BY shown_at DESC LIMIT 1 OFFSET ?)`,
    ),
    ends: database.prepare<{ readonly place: string }>(
      'SELECT place FROM shown_page WHERE list = ? AND page = ? AND shown_at >= ?',
    ),
  };
}
