import { expect, test } from 'vitest';
import { nextPage, pageAt } from './page.ts';

test('pages count from 1', () => {
  expect([0, 99, 100, 199, 200].map((position) => pageAt(position, 100))).toEqual([1, 1, 2, 2, 3]);
});

test('the next page begins after the whole of this one', () => {
  expect([0, 99, 100, 150].map((position) => nextPage(position, 100))).toEqual([100, 100, 200, 200]);
});
