import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import type { OffsetPage } from './pages-ahead.ts';
import { type ReadByOffsetOptions, readByOffset } from './read-by-offset.ts';

interface Row {
  readonly id: number;
}

const rows = (from: number, to: number): Row[] =>
  Array.from({ length: to - from + 1 }, (_, n) => ({ id: from + n }));

/** Reads a list from pages of 10 and gives the ids in the order they came, and the positions that were read. */
async function read(
  pageAt: (position: number, call: number) => OffsetPage<Row>,
  options: Partial<ReadByOffsetOptions<Row>> = {},
) {
  const positions: number[] = [];
  const ids: number[] = [];
  const list = readByOffset<Row>({
    system: 'SCM',
    what: 'SCM: the list of things',
    idOf: ({ id }) => id,
    readPage: async (position) => {
      positions.push(position);
      return pageAt(position, positions.length);
    },
    ...options,
  });
  for await (const { id } of list) ids.push(id);
  return { ids, positions };
}

const pageOf = (
  list: readonly Row[],
  position: number,
  total: number | undefined = list.length,
): OffsetPage<Row> => ({
  rows: list.slice(position, position + 10),
  total,
});
const ids = (list: readonly Row[]) => list.map(({ id }) => id);

test('all pages are read, to the total and not further', async () => {
  const list = rows(1, 25);
  expect(await read((position) => pageOf(list, position))).toEqual({
    ids: ids(list),
    positions: [0, 10, 20],
  });
});

test('a list that ends with a full page needs no further page', async () => {
  const list = rows(1, 20);
  expect((await read((position) => pageOf(list, position))).positions).toEqual([0, 10]);
});

test('an empty list is one page', async () => {
  expect(await read((position) => pageOf([], position))).toEqual({ ids: [], positions: [0] });
});

test('a short page is not the end, and the position moves by the rows received', async () => {
  const list = rows(1, 12);
  const result = await read((position) => ({ rows: list.slice(position, position + 5), total: 12 }));
  expect(result).toEqual({ ids: ids(list), positions: [0, 5, 10] });
});

test('without a total an empty page is the end', async () => {
  const list = rows(1, 12);
  const result = await read((position) => ({ ...pageOf(list, position), total: undefined }));
  expect(result).toEqual({ ids: ids(list), positions: [0, 10, 12] });
});

test('a page that lacks the total keeps that of the page before', async () => {
  const list = rows(1, 25);
  const readPage = (position: number, call: number) => ({
    ...pageOf(list, position),
    total: call === 2 ? undefined : 25,
  });
  const result = await read(readPage, { ahead: 0 });
  expect(result).toEqual({ ids: ids(list), positions: [0, 10, 20] });
});

test('an empty page before the end is asked for again', async () => {
  const list = rows(1, 25);
  const readPage = (position: number, call: number) =>
    call === 2 ? { rows: [], total: 25 } : pageOf(list, position);
  const result = await read(readPage, { ahead: 0 });
  expect(result).toEqual({ ids: ids(list), positions: [0, 10, 10, 20] });
});

test('a list whose pages stay empty fails rather than end early', async () => {
  const list = rows(1, 25);
  await expect(
    read((position) => (position >= 20 ? { rows: [], total: 25 } : pageOf(list, position))),
  ).rejects.toThrow(
    expect.objectContaining({
      code: 'invalid-response',
      message: 'SCM: the list of things brings nothing new after 20 of 25 rows.',
    }),
  );
});

test('a page that comes again once is made good by reading the list again', async () => {
  const list = rows(1, 25);
  const result = await read((position, call) => (call === 2 ? pageOf(list, 0) : pageOf(list, position)));
  expect(result.ids.toSorted((a, b) => a - b)).toEqual(ids(list));
});

test('a server that always gives the first page fails after a few attempts', async () => {
  const list = rows(1, 10);
  await expect(read(() => ({ rows: list, total: 1000 }))).rejects.toThrow(
    expect.objectContaining({ code: 'invalid-response' }),
  );
});

test('a server that never gives one of the rows fails after the third reading', async () => {
  const list = rows(1, 24);
  const readPage = vi.fn((position: number) => pageOf([...list, { id: 24 }], position, 25));
  await expect(read(readPage)).rejects.toThrow('SCM: the list of things gave 24 of 25 rows');
  expect(readPage).toHaveBeenCalledTimes(9);
});

test('rows that move up because others vanished are not missed', async () => {
  let list = rows(1, 25);
  const result = await read((position, call) => {
    if (call === 2) list = list.filter(({ id }) => id !== 3 && id !== 4);
    return pageOf(list, position);
  });
  expect(result.ids.toSorted((a, b) => a - b)).toEqual(ids(rows(1, 25)));
});

test('a list that gets shorter before each of its last pages ends where it ends', async () => {
  let list = rows(1, 31);
  const result = await read((position, call) => {
    if (call > 3) list = list.slice(1);
    return pageOf(list, position);
  });
  expect(result.ids).toEqual(ids(rows(1, 30)));
});

test('rows that move down because others appeared are yielded once', async () => {
  let list = rows(1, 25);
  const result = await read((position, call) => {
    if (call === 2) list = [{ id: 100 }, ...list];
    return pageOf(list, position);
  });
  expect(result.ids).toEqual(ids(rows(1, 25)));
});

test('reading goes on from a position, past rows that are known', async () => {
  const list = rows(1, 25);
  const seen = new Set(ids(rows(1, 12)));
  const result = await read((position) => pageOf(list, position), { position: 10, seen });
  expect(result).toEqual({ ids: ids(rows(13, 25)), positions: [10, 20] });
});

test('aborting ends the wait for a page that came empty', async () => {
  const controller = new AbortController();
  const reading = read(
    () => {
      controller.abort();
      return { rows: [], total: 5 };
    },
    { signal: controller.signal },
  );
  await expect(reading).rejects.toThrow(expect.objectContaining({ code: 'aborted' }));
});

test('no row that is there throughout is missed, and none comes twice, while others come or go', async () => {
  const change = fc.record({
    beforeCall: fc.integer({ min: 1, max: 6 }),
    remove: fc.boolean(),
    place: fc.nat(60),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 0, max: 60 }),
      fc.boolean(),
      fc.array(change, { maxLength: 5 }),
      async (count, remove, changes) => {
        let list = rows(1, count);
        let nextId = 1000;
        const removed = new Set<number>();
        const result = await read((position, call) => {
          // Either rows vanish or rows appear: both between the same two pages can't be told from no change.
          for (const { beforeCall, place } of changes) {
            if (beforeCall !== call) continue;
            const gone = remove ? list[place] : undefined;
            if (gone !== undefined) removed.add(gone.id);
            list = remove ? list.filter((row) => row !== gone) : list.toSpliced(place, 0, { id: nextId++ });
          }
          return pageOf(list, position);
        });
        expect(new Set(result.ids).size).toBe(result.ids.length);
        const stayed = ids(rows(1, count)).filter((id) => !removed.has(id));
        expect(stayed.filter((id) => !result.ids.includes(id))).toEqual([]);
      },
    ),
  );
});

test.each([1, 5, 15, 24])('a list that is aborted at row %i gives none after it', async (last) => {
  const controller = new AbortController();
  const list = rows(1, 25);
  const given: number[] = [];
  const reading = async () => {
    for await (const { id } of readByOffset<Row>({
      system: 'SCM',
      what: 'SCM: the list of things',
      idOf: ({ id }) => id,
      readPage: async (position) => pageOf(list, position),
      signal: controller.signal,
    })) {
      given.push(id);
      if (id === last) controller.abort();
    }
  };
  await expect(reading()).rejects.toThrow(expect.objectContaining({ name: 'ApiError', code: 'aborted' }));
  expect(given).toEqual(ids(rows(1, last)));
});

test('a list that is aborted at its last row is whole, and ends as such', async () => {
  const controller = new AbortController();
  const list = rows(1, 25);
  const result: number[] = [];
  for await (const { id } of readByOffset<Row>({
    system: 'SCM',
    what: 'SCM: the list of things',
    idOf: ({ id }) => id,
    readPage: async (position) => pageOf(list, position),
    signal: controller.signal,
  })) {
    result.push(id);
    if (id === 25) controller.abort();
  }
  expect(result).toEqual(ids(list));
});
