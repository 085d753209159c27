import type { ShownPages, SortKey } from '@certbridge/ca-host';

interface Shown {
  readonly list: string;
  readonly page: number;
  readonly end: SortKey;
  readonly at: number;
}

/** Keeps ends of pages in memory, of at most `limit` pages: it knows nothing of other processes. */
export function createMemoryShownPages(limit = 10_000): ShownPages {
  /** Those shown longest ago first. */
  const all = new Map<string, Shown>();
  return {
    async keep({ list, page, since, end, at }) {
      const key = JSON.stringify([list, page, end]);
      all.delete(key);
      all.set(key, { list, page, end, at: at.getTime() });
      for (const [oldest, shown] of all) {
        if (all.size <= limit && shown.at >= since.getTime()) break;
        all.delete(oldest);
      }
    },
    endsOf: ({ list, page, since }) =>
      [...all.values()]
        .filter((shown) => shown.list === list && shown.page === page && shown.at >= since.getTime())
        .map(({ end }) => end),
  };
}
