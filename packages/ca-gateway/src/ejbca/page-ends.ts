import { createHash } from 'node:crypto';
import type { CertificateQuery, CertificateSort, PageStart, SortKey } from '@certbridge/ca-host';

/** A list that a caller pages through. */
export interface PagedList {
  readonly caller: string;
  readonly query: CertificateQuery;
  readonly sort: CertificateSort;
  readonly pageSize: number;
}

/** Remembers where each page of a list ended that a caller was given. */
export interface PageEnds {
  /** Tells where a page begins: behind the one before it, so that nothing shifts meanwhile; at its row where that one is not remembered. */
  startOf(list: PagedList, page: number): PageStart;
  /** Remembers the end of a page; an empty one ends where the one before it did. */
  remember(list: PagedList, page: number, end: SortKey | undefined): void;
}

/** Nobody takes so long from one page to the next. */
const LIFETIME_MS = 60 * 60_000;

/** Options of {@link createPageEnds}. */
export interface PageEndsOptions {
  /** Pages that are remembered, the least recently used ones forgotten first. Default: 10,000. */
  readonly limit?: number | undefined;
  readonly now?: (() => number) | undefined;
}

/** Creates a memory of pages, each for an hour after it was used: who begins in the middle later wants the list of then. */
export function createPageEnds({ limit = 10_000, now = Date.now }: PageEndsOptions = {}): PageEnds {
  const ends = new Map<string, { readonly end: SortKey; readonly usedAt: number }>();
  const set = (key: string, end: SortKey) => {
    ends.delete(key);
    ends.set(key, { end, usedAt: now() });
    const [oldest] = ends.keys();
    if (ends.size > limit && oldest !== undefined) ends.delete(oldest);
  };
  const find = (list: PagedList, page: number) => {
    const key = keyOf(list, page);
    const found = ends.get(key);
    if (found === undefined || found.usedAt < now() - LIFETIME_MS) return undefined;
    set(key, found.end);
    return found.end;
  };
  return {
    startOf(list, page) {
      const behind = page === 1 ? undefined : find(list, page - 1);
      return behind === undefined ? { offset: list.pageSize * (page - 1) } : { behind };
    },
    remember(list, page, end) {
      const kept = end ?? find(list, page - 1);
      if (kept !== undefined) set(keyOf(list, page), kept);
    },
  };
}

function keyOf({ caller, query, sort, pageSize }: PagedList, page: number): string {
  const list = JSON.stringify([caller, query, sort.by, sort.descending, pageSize]);
  return `${createHash('sha256').update(list).digest('base64')} ${page}`;
}
