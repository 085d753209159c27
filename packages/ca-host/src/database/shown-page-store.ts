import { required, type Shape } from '@certbridge/rest-client';
import type { SqliteFile } from '@certbridge/sqlite-file';
import { checkDate, checkObject, checkWhole } from '../arguments/check-values.ts';
import { invalidArgument } from '../arguments/invalid-argument.ts';
import type { ListPage, PageShow, ShownPages } from '../contract/shown-pages.ts';

/** Many times what readers are shown while a page counts. */
const MOST_PAGES = 10_000;

/** Many times the readers that are at one page at once. */
const MOST_SHOWS = 100;

const listPage = required('property', {
  list: 'text',
  page: 'number',
  since: 'any',
} satisfies Shape<ListPage>);

/** Keeps ends of pages. They need not outlive a power loss: their readers' connections don't. */
export class SqliteShownPageStore implements ShownPages {
  readonly #database: SqliteFile;
  readonly #most: number;
  readonly #statements: ReturnType<typeof prepare>;

  constructor(database: SqliteFile, most = MOST_PAGES) {
    this.#database = database;
    this.#most = most;
    this.#statements = prepare(database);
  }

  async change(page: ListPage, change: Parameters<ShownPages['change']>[1]): Promise<void> {
    checkPage(page, 'shownPages.change');
    if (typeof change !== 'function')
      throw invalidArgument('Argument 2 of shownPages.change must be a function.');
    const { keep, forget, forgetOldest } = this.#statements;
    return this.#database.writeTogether('kill', () => {
      const shows = change(this.#read(page)).slice(-MOST_SHOWS);
      if (shows.length > 0) {
        keep.run(page.list, page.page, JSON.stringify(shows), Math.max(...shows.map(({ at }) => at)));
      }
      forget.run(page.since.getTime());
      forgetOldest.run(this.#most);
    });
  }

  showsOf(page: ListPage): readonly PageShow[] {
    checkPage(page, 'shownPages.showsOf');
    return this.#database.read(() => this.#read(page));
  }

  /** Parses what this store has written. */
  #read({ list, page, since }: ListPage): readonly PageShow[] {
    const row = this.#statements.shows.get(list, page);
    if (row === undefined) return [];
    return (JSON.parse(row.shows) as readonly PageShow[]).filter(({ at }) => at >= since.getTime());
  }
}

function checkPage(page: ListPage, of: string): void {
  checkObject(page, listPage, { of });
  checkWhole(page.page, `The property page of ${of}`);
  checkDate(page.since, `The property since of ${of}`);
}

function prepare(database: SqliteFile) {
  return {
    keep: database.prepare(
      `INSERT INTO shown_page (list, page, shows, shown_at) VALUES (?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET shows = excluded.shows, shown_at = excluded.shown_at`,
    ),
    forget: database.prepare('DELETE FROM shown_page WHERE shown_at < ?'),
    forgetOldest: database.prepare(
      `DELETE FROM shown_page
       WHERE shown_at <= (SELECT shown_at FROM shown_page ORDER BY shown_at DESC LIMIT 1 OFFSET ?)`,
    ),
    shows: database.prepare<{ readonly shows: string }>(
      'SELECT shows FROM shown_page WHERE list = ? AND page = ?',
    ),
  };
}
