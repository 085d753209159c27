import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { SqliteFile } from '@certbridge/sqlite-file';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { SortKey } from '../contract/certificate-search.ts';
import { caDatabaseKind } from './ca-database-kind.ts';
import { SqliteShownPageStore } from './shown-page-store.ts';

let directory: string;
let databases: SqliteFile[];

const open = async () => {
  const database = await SqliteFile.open(path.join(directory, 'ca.db'), caDatabaseKind());
  databases.push(database);
  return database;
};
const shown = (page: number, { end, at, since = 0 }: { end: SortKey; at: number; since?: number }) => ({
  ...{ list: 'a', page, end, at: new Date(at), since: new Date(since) },
});
const page = (number: number, since = 0) => ({ list: 'a', page: number, since: new Date(since) });

beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'pages-'));
  databases = [];
});
afterEach(async () => {
  for (const database of databases) database.close();
  await rm(directory, { recursive: true, force: true, maxRetries: 5 });
});

test('processes share where pages ended', async () => {
  const [one, other] = [new SqliteShownPageStore(await open()), new SqliteShownPageStore(await open())];
  await Promise.all([
    one.keep(shown(1, { end: [5, 'aa/1'], at: 10 })),
    other.keep(shown(1, { end: ['text', 'bb/1'], at: 10 })),
    other.keep(shown(2, { end: [7, 'cc/1'], at: 10 })),
  ]);
  for (const store of [one, other]) {
    expect(new Set(store.endsOf(page(1)))).toEqual(
      new Set([
        [5, 'aa/1'],
        ['text', 'bb/1'],
      ]),
    );
    expect(store.endsOf({ ...page(1), list: 'b' })).toEqual([]);
  }
});

test('a page counts from when it was shown last, and is forgotten with time', async () => {
  const store = new SqliteShownPageStore(await open());
  await store.keep(shown(1, { end: [1, ''], at: 10 }));
  await store.keep(shown(1, { end: [1, ''], at: 20 }));
  await store.keep(shown(1, { end: [1, ''], at: 15 }));
  await store.keep(shown(1, { end: [2, ''], at: 15 }));
  expect(store.endsOf(page(1, 20))).toEqual([[1, '']]);
  await store.keep(shown(2, { end: [3, ''], at: 30, since: 16 }));
  expect(store.endsOf(page(1))).toEqual([[1, '']]);
});

test('of very many pages those that were shown longest ago are forgotten', async () => {
  const store = new SqliteShownPageStore(await open(), 3);
  for (const number of [1, 2, 3, 4, 5]) await store.keep(shown(number, { end: [1, ''], at: number }));
  expect([1, 2, 3, 4, 5].filter((number) => store.endsOf(page(number)).length > 0)).toEqual([3, 4, 5]);
});
