import fc from 'fast-check';
import { expect, test } from 'vitest';
import { queryString } from './query-string.ts';

test('blanks are written as %20 and undefined values are left out', () => {
  expect(queryString({ QueryString: 'A -eq "b+c"', page: 1, all: false, none: undefined })).toBe(
    '?QueryString=A%20-eq%20%22b%2Bc%22&page=1&all=false',
  );
  expect(queryString({ none: undefined })).toBe('');
  expect(queryString()).toBe('');
});

test('every name and value comes back when the query is read', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.string()), (query) => {
      expect(Object.fromEntries(new URLSearchParams(queryString(query)))).toEqual({ ...query });
    }),
  );
});
