import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { createMemoryShownPages } from './memory-shown-pages.ts';
import { type CallerList, createPageEnds, type PageEnds } from './page-ends.ts';

const list: CallerList = {
  caller: 'command',
  query: {},
  sort: { by: 'issued', descending: false },
  pageSize: 3,
};
const minute = 60_000;

/** Reads a page of numbers, which are in the order of their size. */
async function readPage(
  ends: PageEnds,
  { numbers, page }: { readonly numbers: Iterable<number>; readonly page: number },
): Promise<number[]> {
  const start = ends.startOf(list, page);
  const sorted = [...numbers].toSorted((a, b) => a - b);
  const rest =
    'offset' in start ? sorted.slice(start.offset) : sorted.filter((each) => each > Number(start.behind[0]));
  const found = rest.slice(0, list.pageSize);
  const last = found.at(-1);
  const isShort = found.length < list.pageSize;
  await ends.keep(list, { page, start, isShort, end: last === undefined ? undefined : [last, ''] });
  return found;
}

test('what stays is on one page exactly, whatever comes and goes between pages', async () => {
  const changes = fc.array(fc.record({ come: fc.array(fc.nat(99)), go: fc.array(fc.nat(99)) }), {
    minLength: 12,
    maxLength: 12,
  });
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(fc.nat(99), { maxLength: 30 }), changes, async (first, all) => {
      const ends = createPageEnds(createMemoryShownPages());
      let numbers = first;
      const read: number[] = [];
      const gone = new Set(all.flatMap(({ go }) => go));
      for (const [index, { come, go }] of all.entries()) {
        read.push(...(await readPage(ends, { numbers, page: index + 1 })));
        numbers = [...new Set([...numbers, ...come])].filter((each) => !go.includes(each));
      }
      const kept = first.filter((each) => !gone.has(each));
      // Twelve pages of three: what came meanwhile may fill them before the end.
      const end = read.length < 36 ? Number.POSITIVE_INFINITY : (read.at(-1) ?? 0);
      expect(read.filter((each) => kept.includes(each))).toEqual(
        kept.filter((each) => each <= end).toSorted((a, b) => a - b),
      );
      expect(new Set(read).size).toBe(read.length);
    }),
  );
});

type Event =
  | { readonly kind: 'page' | 'again' | 'begin'; readonly reader: number; readonly process: number }
  | { readonly kind: 'come' | 'go'; readonly number: number }
  | { readonly kind: 'time' };

const number = fc.nat(60);
const reads = fc.record<Extract<Event, { reader: number }>>({
  kind: fc.constantFrom('page', 'page', 'page', 'again', 'begin'),
  reader: fc.nat(2),
  process: fc.nat(1),
});
const events: fc.Arbitrary<Event[]> = fc.array(
  fc.oneof(
    { arbitrary: reads, weight: 6 },
    { arbitrary: fc.record({ kind: fc.constantFrom('come', 'go'), number }), weight: 3 },
    { arbitrary: fc.constant<Event>({ kind: 'time' }), weight: 1 },
  ),
  { maxLength: 120 },
);

interface Reader {
  page: number;
  readAt: number;
  /** Whether another was shown the page before its own since it was shown its own. */
  isFollowed: boolean;
  /** What has been there since the reader began. */
  stays: Set<number>;
  seen: Set<number>;
}

test('of several readers that any process serves, none misses what stays', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(number), events, async (first, all) => {
      let time = 0;
      const pages = createMemoryShownPages();
      const processes = [0, 1].map(() => createPageEnds(pages, () => time));
      const numbers = new Set(first);
      const begin = (): Reader => ({
        page: 0,
        readAt: time,
        isFollowed: false,
        stays: new Set(numbers),
        seen: new Set(),
      });
      const readers = [begin(), begin(), begin()];
      for (const event of all) {
        if (event.kind === 'time') time += 4 * minute;
        else if ('number' in event) {
          numbers[event.kind === 'come' ? 'add' : 'delete'](event.number);
          if (event.kind === 'go') for (const { stays } of readers) stays.delete(event.number);
        } else {
          const { reader: index, kind } = event;
          const reader = kind === 'begin' ? begin() : readers[index];
          const ends = processes[event.process];
          if (reader === undefined || ends === undefined) continue;
          readers[index] = reader;
          // Whoever begins meanwhile looks like the same reader that reads again.
          if (kind === 'again' && reader.isFollowed) continue;
          // Too long after its last page.
          if (reader.page > 0 && time - reader.readAt > 10 * minute) {
            readers[index] = begin();
            continue;
          }
          if (kind !== 'again' || reader.page === 0) reader.page += 1;
          const found = await readPage(ends, { numbers, page: reader.page });
          reader.readAt = time;
          if (kind !== 'again') reader.isFollowed = false;
          for (const other of readers) {
            if (other !== reader && other.page === reader.page + 1) other.isFollowed = true;
          }
          for (const each of found) reader.seen.add(each);
          const last = found.length < list.pageSize ? Number.POSITIVE_INFINITY : Math.max(...found);
          const missed = [...reader.stays].filter((each) => each <= last && !reader.seen.has(each));
          expect(missed).toEqual([]);
        }
      }
    }),
    { numRuns: 2000 },
  );
});

/** What one reader does, reading by reading: how many come and go before, and on which page a response is lost. */
const readings = fc.array(
  fc.record({
    come: fc.array(number, { maxLength: 10 }),
    go: fc.array(number, { maxLength: 10 }),
    untilEmpty: fc.boolean(),
    lost: fc.option(fc.integer({ min: 2, max: 6 }), { nil: undefined }),
  }),
  { minLength: 2, maxLength: 8 },
);

test('a list that is read again comes as it is, each number once, whatever came and went between two readings', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(number), readings, async (first, all) => {
      const pages = createMemoryShownPages();
      const processes = [0, 1].map(() => createPageEnds(pages));
      const numbers = new Set(first);
      for (const { come, go, untilEmpty, lost } of all) {
        for (const each of go) numbers.delete(each);
        for (const each of come) numbers.add(each);
        const read: number[] = [];
        for (let page = 1; ; page += 1) {
          const ends = processes[page % 2] as PageEnds;
          const found = await readPage(ends, { numbers, page });
          if (page === lost) expect(await readPage(ends, { numbers, page })).toEqual(found);
          read.push(...found);
          if (untilEmpty ? found.length === 0 : found.length < list.pageSize) break;
        }
        expect(read).toEqual([...numbers].toSorted((a, b) => a - b));
      }
    }),
    { numRuns: 2000 },
  );
});

test('of a list that is read again while it changes, nothing that stays is missed or comes twice', async () => {
  const changes = fc.array(fc.record({ come: fc.array(number), go: fc.array(number) }), { maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(number), changes, async (first, all) => {
      const ends = createPageEnds(createMemoryShownPages());
      const numbers = new Set(first);
      let page = 0;
      let stays = new Set(numbers);
      let read: number[] = [];
      for (const { come, go } of all) {
        if (page === 0) [stays, read] = [new Set(numbers), []];
        page += 1;
        const found = await readPage(ends, { numbers, page });
        read.push(...found);
        if (found.length < list.pageSize) {
          expect(read.filter((each) => stays.has(each))).toEqual([...stays].toSorted((a, b) => a - b));
          page = 0;
        }
        for (const each of go) {
          numbers.delete(each);
          stays.delete(each);
        }
        for (const each of come) numbers.add(each);
      }
    }),
    { numRuns: 2000 },
  );
});

test('a reader who stopped midway and begins again misses nothing, and may see a page in part twice', async () => {
  const ends = createPageEnds(createMemoryShownPages());
  const numbers = Array.from({ length: 12 }, (_, index) => index + 1);
  for (const page of [1, 2]) await readPage(ends, { numbers, page });
  const later = numbers.slice(1);
  const read = [];
  for (const page of [1, 2, 3, 4]) read.push(await readPage(ends, { numbers: later, page }));
  expect(read).toEqual([
    [2, 3, 4],
    [5, 6, 7],
    [7, 8, 9],
    [10, 11, 12],
  ]);
});

test('a short page before the end is never shown', async () => {
  const ends = createPageEnds(createMemoryShownPages());
  const numbers = [1, 2, 3, 4, 5, 6, 7];
  expect(await readPage(ends, { numbers, page: 1 })).toEqual([1, 2, 3]);
  expect(await readPage(ends, { numbers: numbers.slice(2), page: 2 })).toEqual([4, 5, 6]);
  expect(await readPage(ends, { numbers: numbers.slice(2), page: 3 })).toEqual([7]);
  expect(await readPage(ends, { numbers: numbers.slice(2), page: 4 })).toEqual([]);
  expect(await readPage(ends, { numbers: [...numbers, 8], page: 5 })).toEqual([8]);
});

const shown = (page: number, end = page) => ({
  page,
  start: { offset: 0 },
  isShort: false,
  end: [end, ''] as const,
});

test('the memory is bounded: what is forgotten begins at its row', async () => {
  const ends = createPageEnds(createMemoryShownPages(2));
  for (const page of [1, 2, 1, 3]) await ends.keep(list, shown(page));
  expect(ends.startOf(list, 2)).toEqual({ behind: [1, ''] });
  // The second was shown first.
  expect(ends.startOf(list, 3)).toEqual({ offset: 6 });
  expect(ends.startOf(list, 4)).toEqual({ behind: [3, ''] });
});

test('of several ends of a page the next begins behind the first in the order of the list', async () => {
  const ends = createPageEnds(createMemoryShownPages());
  const turned: CallerList = { ...list, sort: { by: 'issued', descending: true } };
  for (const each of [list, turned]) {
    for (const end of [10, 9, 100]) await ends.keep(each, shown(1, end));
  }
  expect(ends.startOf(list, 2)).toEqual({ behind: [9, ''] });
  expect(ends.startOf(turned, 2)).toEqual({ behind: [100, ''] });
});

test('each caller, query, sort and page size has pages of its own', async () => {
  const ends = createPageEnds(createMemoryShownPages());
  await ends.keep(list, shown(1));
  const others: CallerList[] = [
    { ...list, caller: 'other' },
    { ...list, query: { cas: ['a'] } },
    { ...list, sort: { by: 'issued', descending: true } },
    { ...list, pageSize: 4 },
  ];
  for (const other of others) expect(ends.startOf(other, 2)).toEqual({ offset: other.pageSize });
  expect(ends.startOf(list, 2)).toEqual({ behind: [1, ''] });
});

test('a page counts for ten minutes after it was shown last', async () => {
  let time = 0;
  const ends = createPageEnds(createMemoryShownPages(), () => time);
  for (time = 0; time < 30 * minute; time += 9 * minute) await ends.keep(list, shown(1));
  time -= 9 * minute;
  time += 10 * minute;
  expect(ends.startOf(list, 2)).toEqual({ behind: [1, ''] });
  time += 1;
  expect(ends.startOf(list, 2)).toEqual({ offset: 3 });
});
