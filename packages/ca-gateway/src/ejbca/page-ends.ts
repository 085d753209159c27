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

/** Creates a memory of at most `limit` pages, the least recently used ones forgotten first. */
export function createPageEnds(limit = 10_000): PageEnds {
  const ends = new Map<string, SortKey>();
  const set = (key: string, end: SortKey) => {
    ends.delete(key);
    ends.set(key, end);
    const [oldest] = ends.keys();
    if (ends.size > limit && oldest !== undefined) ends.delete(oldest);
  };
  const find = (list: PagedList, page: number) => {
    const key = keyOf(list, page);
    const end = ends.get(key);
    if (end !== undefined) set(key, end);
    return end;
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
