import { createHash } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import {
  type CertificateSort,
  compareSortKeys,
  DatabaseError,
  type PageStart,
  type ShownPages,
  type SortKey,
  type StoredCertificateQuery,
} from '@certbridge/ca-host';
import { getLogger } from '@logtape/logtape';
import { addShow, isPassed, leavePage } from './page-shows.ts';

/** A list that a caller pages through. */
export interface CallerList {
  readonly caller: string;
  readonly query: StoredCertificateQuery;
  readonly sort: CertificateSort;
  readonly pageSize: number;
}

/** Knows where pages of a list ended that callers were given, by any process. */
export interface PageEnds {
  /** Returns where a page begins. */
  startOf(list: CallerList, page: number): PageStart;
  /**
   * Keeps the end of a page before it is shown; an empty one ends where it began. If the database takes long or fails, the page is
   * shown all the same: the next one may begin at its row.
   */
  keep(list: CallerList, shown: ShownPage): Promise<void>;
}

/** A page with its bounds. */
export interface ShownPage {
  readonly page: number;
  readonly start: PageStart;
  readonly end: SortKey | undefined;
  /** Whether it has fewer rows than asked for, so that its reader has seen all. */
  readonly isShort: boolean;
}

/** No reader takes this long from one page to the next. One that begins in the middle later wants the list as it is then. */
const LIFETIME_MS = 10 * 60_000;

/** Keeping takes milliseconds, unless somebody locks the database. */
const PATIENCE_MS = 1000;

const logger = getLogger(['certbridge', 'ca-gateway']);

function tellFailure(error: unknown): void {
  if (!(error instanceof DatabaseError)) throw error;
  logger.warn("Where a page of a list ended can't be kept: {reason}", { reason: error.message });
}

async function atMost(ms: number, work: Promise<void>): Promise<void> {
  const end = new AbortController();
  const late = setTimeout(ms, undefined, { signal: end.signal }).catch(() => undefined);
  await Promise.race([work, late]).finally(() => end.abort());
}

/** Keeps ends of pages, each for ten minutes after it was shown. */
export function createPageEnds(pages: ShownPages, now: () => number = Date.now): PageEnds {
  return {
    startOf(list, page) {
      const before = { list: nameOf(list), page: page - 1, since: new Date(now() - LIFETIME_MS) };
      const shows = page === 1 ? [] : pages.showsOf(before);
      return choosePageStart(
        { ...list, page },
        shows.map(({ end }) => end),
      );
    },
    async keep(list, shown) {
      await atMost(PATIENCE_MS, keepShow(pages, { list, shown, now: now() }).catch(tellFailure));
    },
  };
}

async function keepShow(
  pages: ShownPages,
  { list, shown, now }: { readonly list: CallerList; readonly shown: ShownPage; readonly now: number },
): Promise<void> {
  const { page, start, isShort } = shown;
  const behind = 'behind' in start ? start.behind : undefined;
  const end = shown.end ?? behind;
  if (end === undefined) return;
  const known = { list: nameOf(list), since: new Date(now - LIFETIME_MS) };
  let isRepeated = false;
  if (behind !== undefined) {
    await pages.change({ ...known, page: page - 1 }, (shows) => {
      isRepeated = isPassed(shows);
      return leavePage(shows, behind);
    });
  }
  const show = { end, at: now, state: isShort ? 'last' : 'open' } as const;
  await pages.change({ ...known, page }, (shows) => addShow(shows, { show, isRepeated, sort: list.sort }));
}

/**
 * Chooses where a page begins. It goes on behind the page before it, so that nothing shifts meanwhile. Several readers can't be told
 * apart while they are at the same page: of all its ends that count the next page takes the first, so that each of them gets all that
 * stays, and some of it twice where the list changes between them. If that page was shown to no reader, it begins at its row.
 */
export function choosePageStart(
  { sort, pageSize, page }: Pick<CallerList, 'sort' | 'pageSize'> & { readonly page: number },
  endsBefore: readonly SortKey[],
): PageStart {
  const [behind] = endsBefore.toSorted((one, other) => compareSortKeys(one, other, sort));
  return behind === undefined ? { offset: pageSize * (page - 1) } : { behind };
}

function nameOf({ caller, query, sort, pageSize }: CallerList): string {
  const list = JSON.stringify([caller, query, sort.by, sort.descending, pageSize]);
  return createHash('sha256').update(list).digest('base64');
}
