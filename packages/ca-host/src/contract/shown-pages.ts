import type { SortKey } from './certificate-search.ts';

/** A page of a list, by whatever names the list. */
export interface ListPage {
  readonly list: string;
  readonly page: number;
  /** What was shown before is forgotten. */
  readonly since: Date;
}

/** Keeps where pages of lists ended that were shown, for all processes that have the database. */
export interface ShownPages {
  /** Keeps the end of a page that is shown now. Of very many, those that were shown longest ago are forgotten. */
  keep(page: ListPage & { readonly end: SortKey; readonly at: Date }): Promise<void>;
  /** Where a page ended, each time that it was shown. */
  endsOf(page: ListPage): readonly SortKey[];
}
