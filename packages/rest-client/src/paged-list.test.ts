import { expect, expectTypeOf, test } from 'vitest';
import { type PagedList, pagedList } from './paged-list.ts';

/** A list of numbers that notes how many of them were read. */
function numbers(count: number) {
  const read: number[] = [];
  const list = pagedList(async function* () {
    for (let item = 1; item <= count; item += 1) {
      read.push(item);
      yield item;
    }
  });
  return { list, read };
}

test('a list is iterated, each time anew', async () => {
  const { list, read } = numbers(3);
  expect(await Array.fromAsync(list)).toEqual([1, 2, 3]);
  expect(await Array.fromAsync(list)).toEqual([1, 2, 3]);
  expect(read).toHaveLength(6);
  expectTypeOf(list).toEqualTypeOf<PagedList<number>>();
});

test.each([
  [undefined, [1, 2, 3]],
  [{}, [1, 2, 3]],
  [{ limit: undefined }, [1, 2, 3]],
  [{ limit: 2 }, [1, 2]],
  [{ limit: 3 }, [1, 2, 3]],
  [{ limit: 4 }, [1, 2, 3]],
])('an array is made with %j, and nothing is read beyond the limit', async (options, expected) => {
  const { list, read } = numbers(3);
  expect(await list.toArray(options)).toEqual(expected);
  expect(read).toEqual(expected);
});

test.each([
  [{ limit: 0 }],
  [{ limit: 1.5 }],
  [{ limit: '2' }],
  [{ limit: Number.NaN }],
  [{ limits: 2 }],
  [5],
])('an array is not made with %j', async (options) => {
  const { list, read } = numbers(3);
  await expect(list.toArray(options as object)).rejects.toThrow(
    expect.objectContaining({ name: 'ApiError', code: 'invalid-argument' }),
  );
  expect(read).toEqual([]);
});
