import { expect, test } from 'vitest';
import { batchesOf } from './batches-of.ts';

test.each([
  [0, []],
  [2, [2]],
  [3, [3]],
  [4, [3, 1]],
])('%i items come in batches of three at most', async (count, sizes) => {
  async function* items() {
    for (let item = 0; item < count; item += 1) yield item;
  }
  const batches = await Array.fromAsync(batchesOf(items(), 3));
  expect(batches.map(({ length }) => length)).toEqual(sizes);
  expect(batches.flat()).toEqual([...Array(count).keys()]);
});
