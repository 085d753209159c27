import { expect, test } from 'vitest';
import { nextPage, pageAt, withOldNames } from './page.ts';

test('pages count from 1', () => {
  expect([0, 99, 100, 199, 200].map((position) => pageAt(position, 100))).toEqual([1, 1, 2, 2, 3]);
});

test('the next page begins after the whole of this one', () => {
  expect([0, 99, 100, 150].map((position) => nextPage(position, 100))).toEqual([100, 100, 200, 200]);
});

test('every list parameter gets its old name with the same value', () => {
  expect(
    withOldNames({ QueryString: 'a', PageReturned: 1, IncludeRevoked: false, SortField: undefined }),
  ).toEqual({
    QueryString: 'a',
    PageReturned: 1,
    IncludeRevoked: false,
    SortField: undefined,
    'pq.queryString': 'a',
    'pq.pageReturned': 1,
    'pq.includeRevoked': false,
    'pq.sortField': undefined,
  });
});
