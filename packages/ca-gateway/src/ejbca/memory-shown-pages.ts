import type { ListPage, PageShow, ShownPages } from '@certbridge/ca-host';

/** Keeps ends of pages in memory, of at most `limit` pages; not shared between processes. */
export function createMemoryShownPages(limit = 10_000): ShownPages {
  /** Those shown longest ago first. */
  const all = new Map<string, readonly PageShow[]>();
  const keyOf = ({ list, page }: ListPage) => JSON.stringify([list, page]);
  const showsOf = (page: ListPage) =>
    (all.get(keyOf(page)) ?? []).filter(({ at }) => at >= page.since.getTime());
  return {
    showsOf,
    async change(page, change) {
      const shows = change(showsOf(page)).slice(-100);
      const key = keyOf(page);
      all.delete(key);
      if (shows.length > 0) all.set(key, shows);
      for (const [oldest, kept] of all) {
        if (all.size <= limit && kept.some(({ at }) => at >= page.since.getTime())) break;
        all.delete(oldest);
      }
    },
  };
}
