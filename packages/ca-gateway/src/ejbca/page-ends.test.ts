import type { SortKey } from '@certbridge/ca-host';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { createPageEnds, type PagedList, type PageEnds } from './page-ends.ts';

const list: PagedList = {
  caller: 'command',
  query: {},
  sort: { by: 'issued', descending: false },
  pageSize: 3,
};

/** Reads a page of numbers, which are in the order of their size. */
function readPage(ends: PageEnds, { numbers, page }: { numbers: readonly number[]; page: number }): number[] {
  const start = ends.startOf(list, page);
  const sorted = numbers.toSorted((a, b) => a - b);
  const rest =
    'offset' in start ? sorted.slice(start.offset) : sorted.filter((each) => each > Number(start.behind[0]));
  const found = rest.slice(0, list.pageSize);
  const last = found.at(-1);
  ends.remember(list, page, last === undefined ? undefined : ([last, ''] as SortKey));
  return found;
}

test('what stays is on one page exactly, whatever comes and goes between pages', () => {
  const changes = fc.array(fc.record({ come: fc.array(fc.nat(99)), go: fc.array(fc.nat(99)) }), {
    minLength: 12,
    maxLength: 12,
  });
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(99), { maxLength: 30 }), changes, (first, all) => {
      const ends = createPageEnds();
      let numbers = first;
      const read: number[] = [];
      const gone = new Set(all.flatMap(({ go }) => go));
      for (const [index, { come, go }] of all.entries()) {
        read.push(...readPage(ends, { numbers, page: index + 1 }));
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

test('a short page before the end is never shown', () => {
  const ends = createPageEnds();
  const numbers = [1, 2, 3, 4, 5, 6, 7];
  expect(readPage(ends, { numbers, page: 1 })).toEqual([1, 2, 3]);
  expect(readPage(ends, { numbers: numbers.slice(2), page: 2 })).toEqual([4, 5, 6]);
  expect(readPage(ends, { numbers: numbers.slice(2), page: 3 })).toEqual([7]);
  expect(readPage(ends, { numbers: numbers.slice(2), page: 4 })).toEqual([]);
  expect(readPage(ends, { numbers: [...numbers, 8], page: 5 })).toEqual([8]);
});

test('the memory is bounded: what is forgotten begins at its row', () => {
  const ends = createPageEnds({ limit: 2 });
  for (const page of [1, 2, 3]) ends.remember(list, page, [page, '']);
  expect(ends.startOf(list, 2)).toEqual({ offset: 3 });
  expect(ends.startOf(list, 3)).toEqual({ behind: [2, ''] });
  ends.remember(list, 4, [4, '']);
  // The second was asked for last.
  expect(ends.startOf(list, 3)).toEqual({ behind: [2, ''] });
  expect(ends.startOf(list, 4)).toEqual({ offset: 9 });
});

test('each caller, query, sort and page size has pages of its own', () => {
  const ends = createPageEnds();
  ends.remember(list, 1, [1, '']);
  const others: PagedList[] = [
    { ...list, caller: 'other' },
    { ...list, query: { cas: ['a'] } },
    { ...list, sort: { by: 'issued', descending: true } },
    { ...list, pageSize: 4 },
  ];
  for (const other of others) expect(ends.startOf(other, 2)).toEqual({ offset: other.pageSize });
  expect(ends.startOf(list, 2)).toEqual({ behind: [1, ''] });
});

test('a page is remembered for an hour after it was used', () => {
  let time = 0;
  const ends = createPageEnds({ now: () => time });
  ends.remember(list, 1, [1, '']);
  for (let minutes = 0; minutes < 180; minutes += 50) {
    time = minutes * 60_000;
    expect(ends.startOf(list, 2)).toEqual({ behind: [1, ''] });
  }
  time += 61 * 60_000;
  expect(ends.startOf(list, 2)).toEqual({ offset: 3 });
});
