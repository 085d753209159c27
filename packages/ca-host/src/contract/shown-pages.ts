import type { SortKey } from './certificate-search.ts';

/** A page of a list; any text may name the list. */
export interface ListPage {
  readonly list: string;
  readonly page: number;
  /** What was shown before is forgotten. */
  readonly since: Date;
}

/** Where a reader who was shown a page is now: still there, moved on to the next one, or at the end of the list. */
export type ShowState = 'open' | 'left' | 'last';

/** One time that a page was shown. */
export interface PageShow {
  /** Where the page ended. */
  readonly end: SortKey;
  /** In milliseconds since 1970. */
  readonly at: number;
  readonly state: ShowState;
}

/** Keeps where pages of lists ended that were shown, for all processes that have the database. */
export interface ShownPages {
  /** Each time that a page was shown. */
  showsOf(page: ListPage): readonly PageShow[];
  /**
   * Changes what is kept of a page; no other process does so at the same time. Of very many pages, those that were shown longest ago are forgotten, and
   * of a page's very many shows, too.
   */
  change(page: ListPage, change: (shows: readonly PageShow[]) => readonly PageShow[]): Promise<void>;
}
