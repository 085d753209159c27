import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { SqliteFile } from '@certbridge/sqlite-file';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { SortKey } from '../contract/certificate-search.ts';
import type { PageShow } from '../contract/shown-pages.ts';
import { caDatabaseKind } from './ca-database-kind.ts';
import { SqliteShownPageStore } from './shown-page-store.ts';

let directory: string;
let databases: SqliteFile[];

const open = async () => {
  const database = await SqliteFile.open(path.join(directory, 'ca.db'), caDatabaseKind());
  databases.push(database);
  return database;
};
const show = (end: SortKey, at: number): PageShow => ({ end, at, state: 'open' });
const adding = (added: PageShow) => (shows: readonly PageShow[]) => [...shows, added];
const page = (number: number, since = 0) => ({ list: 'a', page: number, since: new Date(since) });

beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'pages-'));
  databases = [];
});
afterEach(async () => {
  for (const database of databases) await database.close();
  await rm(directory, { recursive: true, force: true, maxRetries: 5 });
});

test('processes share where pages ended', async () => {
  const [one, other] = [new SqliteShownPageStore(await open()), new SqliteShownPageStore(await open())];
  await Promise.all([
    one.change(page(1), adding(show([5, 'aa/1'], 10))),
    other.change(page(1), adding(show(['text', 'bb/1'], 10))),
    other.change(page(2), adding(show([7, 'cc/1'], 10))),
  ]);
  for (const store of [one, other]) {
    const ends = store.showsOf(page(1)).map(({ end }) => end);
    expect(new Set(ends)).toEqual(
      new Set([
        [5, 'aa/1'],
        ['text', 'bb/1'],
      ]),
    );
    expect(store.showsOf({ ...page(1), list: 'b' })).toEqual([]);
  }
});

test('what was shown is forgotten with time', async () => {
  const store = new SqliteShownPageStore(await open());
  await store.change(page(1), adding(show([1, ''], 10)));
  await store.change(page(1), adding(show([2, ''], 20)));
  expect(store.showsOf(page(1, 20))).toEqual([show([2, ''], 20)]);
  await store.change(page(1, 20), adding(show([3, ''], 25)));
  expect(store.showsOf(page(1))).toEqual([show([2, ''], 20), show([3, ''], 25)]);
  await store.change(page(2, 26), adding(show([4, ''], 30)));
  expect(store.showsOf(page(1))).toEqual([]);
});

test('of very many pages those that were shown longest ago are forgotten', async () => {
  const store = new SqliteShownPageStore(await open(), 3);
  for (const number of [1, 2, 3, 4, 5]) await store.change(page(number), adding(show([1, ''], number)));
  expect([1, 2, 3, 4, 5].filter((number) => store.showsOf(page(number)).length > 0)).toEqual([3, 4, 5]);
});

test('of very many shows of a page those of longest ago are forgotten', async () => {
  const store = new SqliteShownPageStore(await open());
  for (let number = 1; number <= 150; number += 1) {
    await store.change(page(1), adding(show([number, ''], number)));
  }
  const shows = store.showsOf(page(1));
  expect([shows.length, shows[0]?.at, shows.at(-1)?.at]).toEqual([100, 51, 150]);
});
