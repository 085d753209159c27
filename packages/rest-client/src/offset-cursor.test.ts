import { expect, test } from 'vitest';
import { OffsetCursor } from './offset-cursor.ts';

/** A cursor that has passed pages of a list of 100 rows. */
function after(...pages: { length?: number; news?: number; total?: number | undefined }[]) {
  const cursor = new OffsetCursor(0);
  for (const { length = 10, news = length, ...page } of pages) {
    cursor.pass({ length, news, total: 'total' in page ? page.total : 100 });
  }
  return cursor;
}

test('it moves by the rows received and ends at the total', () => {
  const cursor = after({ total: 25 }, { total: 25 });
  expect([cursor.position, cursor.ended]).toEqual([20, false]);
  cursor.pass({ length: 5, news: 5, total: 25 });
  expect([cursor.position, cursor.ended]).toEqual([25, true]);
});

test('without a total it ends at an empty page', () => {
  const cursor = after({ total: undefined });
  expect(cursor.ended).toBe(false);
  cursor.pass({ length: 0, news: 0, total: undefined });
  expect(cursor.ended).toBe(true);
});

test('it steps back by as many rows as the total drops, and not before the first row', () => {
  expect(after({}, { total: 97 }).position).toBe(7);
  expect(after({}, { total: 50 }).position).toBe(0);
});

test('pages after the next one begin a page apart, up to the total', () => {
  expect(after({}).following(3)).toEqual([20, 30, 40]);
  expect(after({ total: 40 }).following(3)).toEqual([20, 30]);
  expect(after({ total: 41 }).following(3)).toEqual([20, 30, 40]);
  expect(after({ total: undefined }).following(3)).toEqual([]);
  expect(new OffsetCursor(0).following(3)).toEqual([]);
});

test('positions follow the rule that was given', () => {
  const cursor = new OffsetCursor(25, (position) => (Math.floor(position / 10) + 1) * 10);
  cursor.pass({ length: 10, news: 10, total: 100 });
  expect([cursor.position, cursor.following(2)]).toEqual([30, [40, 50]]);
});

test.each([
  ['as long as the one before', { length: 10 }, true],
  ['shorter', { length: 9 }, false],
  ['longer', { length: 11 }, false],
  ['empty', { length: 0 }, false],
  ['not all new', { news: 9 }, false],
  ['with a larger total', { total: 101 }, false],
  ['with a smaller total', { total: 99 }, false],
  ['without a total', { total: undefined }, false],
])('a page that is %s leaves the list regular: %s', (_, page, regular) => {
  const cursor = after({}, page);
  expect(cursor.regular).toBe(regular);
  expect(cursor.following(1).length).toBe(regular ? 1 : 0);
});

test('one page like the one before makes the list regular again', () => {
  const cursor = after({}, { length: 9 }, { length: 9 });
  expect(cursor.following(2)).toEqual([37, 46]);
});

test.each([
  [3, false],
  [4, true],
])('%d pages in a row without anything new leave it stuck: %s', (pages, stuck) => {
  expect(after({}, ...Array.from({ length: pages }, () => ({ news: 0 }))).stuck).toBe(stuck);
});

test('pages that come again after a step back do not leave it stuck', () => {
  const cursor = after({}, {}, {}, {}, {}, {}, { total: 40 });
  for (let page = 0; page < 4; page += 1) cursor.pass({ length: 4, news: 0, total: 40 });
  expect(cursor.stuck).toBe(false);
});
