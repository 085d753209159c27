import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mapUnordered } from './map-unordered.ts';

/** Work that ends when it is told to. */
function work() {
  const begun: number[] = [];
  const ends = new Map<number, (error?: Error) => void>();
  const map = (item: number) => {
    begun.push(item);
    return new Promise<number>((resolve, reject) => {
      ends.set(item, (error) => (error === undefined ? resolve(item) : reject(error)));
    });
  };
  return { begun, map, end: (item: number, error?: Error) => ends.get(item)?.(error) };
}

const { signal } = new AbortController();
const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);

test('gives what is ready first', async () => {
  const { map, end } = work();
  const results = mapUnordered(numbers(3), { map, concurrency: 2, ahead: 0, signal });
  const first = results.next();
  end(1);
  expect(await first).toEqual({ done: false, value: 1 });
});

test('begins no more items than may be under way and wait', async () => {
  const { begun, map, end } = work();
  const results = mapUnordered(numbers(100), { map, concurrency: 3, ahead: 2, signal });
  const first = results.next();
  for (const item of numbers(5)) {
    end(item);
    await setImmediate();
  }
  await first;
  await setImmediate();
  // The first was taken; of the others no more than five are begun.
  expect(begun).toEqual(numbers(6));
});

test('begins nothing before it is asked', async () => {
  const { begun, map } = work();
  mapUnordered(numbers(3), { map, concurrency: 3, ahead: 0, signal });
  await setImmediate();
  expect(begun).toEqual([]);
});

test('a failure ends it at once, though others are under way', async () => {
  const { map, end } = work();
  const results = mapUnordered(numbers(3), { map, concurrency: 2, ahead: 0, signal });
  const first = results.next();
  end(1, new Error('broken'));
  await expect(first).rejects.toThrow('broken');
  expect(await results.next()).toEqual({ done: true, value: undefined });
});

test('the signal ends it at once, though what is under way goes on', async () => {
  const { map } = work();
  const ending = new AbortController();
  const results = mapUnordered(numbers(3), { map, concurrency: 2, ahead: 0, signal: ending.signal });
  const first = results.next();
  ending.abort(new Error('enough'));
  await expect(first).rejects.toThrow('enough');
});

test('nothing is begun after the signal', async () => {
  const { begun, map } = work();
  const signal = AbortSignal.abort(new Error('enough'));
  await expect(mapUnordered(numbers(3), { map, concurrency: 2, ahead: 0, signal }).next()).rejects.toThrow(
    'enough',
  );
  expect(begun).toEqual([]);
});

test('begins nothing more once the consumer has gone', async () => {
  const { begun, map, end } = work();
  const results = mapUnordered(numbers(10), { map, concurrency: 2, ahead: 0, signal });
  const first = results.next();
  end(0);
  await first;
  await results.return();
  end(1);
  await setImmediate();
  expect(begun.length).toBeLessThanOrEqual(3);
});

test('gives the result of every item once, whatever the bounds', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.nat(3), { maxLength: 30 }),
      fc.integer({ min: 1, max: 5 }),
      fc.nat(5),
      async (waits, concurrency, ahead) => {
        let running = 0;
        const map = async (index: number) => {
          running += 1;
          expect(running).toBeLessThanOrEqual(concurrency);
          for (let wait = 0; wait < (waits[index] ?? 0); wait += 1) await setImmediate();
          running -= 1;
          return index;
        };
        const items = numbers(waits.length);
        const results = await Array.fromAsync(mapUnordered(items, { map, concurrency, ahead, signal }));
        expect(results.toSorted((a, b) => a - b)).toEqual(items);
      },
    ),
  );
});
