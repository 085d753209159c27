import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { Clock } from '../plugin-context.ts';
import { cached } from './create-catalog.ts';

/** A read to count and to end by hand, on a clock that stands still. */
function setUp() {
  let now = 0;
  const reads: PromiseWithResolvers<number>[] = [];
  const clock: Clock = { now: () => new Date(now), sleep: async () => {} };
  const read = cached(
    () => {
      const pending = withResolvers<number>();
      reads.push(pending);
      return pending.promise;
    },
    { lifetimeMs: 1000, clock },
  );
  return { read, reads, advance: (ms: number) => (now += ms) };
}

interface PromiseWithResolvers<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (reason: unknown) => void;
}

function withResolvers<T>(): PromiseWithResolvers<T> {
  let settle: Omit<PromiseWithResolvers<T>, 'promise'> | undefined;
  const promise = new Promise<T>((resolve, reject) => {
    settle = { resolve, reject };
  });
  if (settle === undefined) throw new Error('unreachable');
  return { promise, ...settle };
}

test('callers at the same time share one read', async () => {
  const { read, reads } = setUp();
  const both = Promise.all([read(), read()]);
  await setImmediate();
  reads[0]?.resolve(7);
  expect(await both).toEqual([7, 7]);
  expect(reads).toHaveLength(1);
});

test('a value is kept until its time is over', async () => {
  const { read, reads, advance } = setUp();
  const first = read();
  reads[0]?.resolve(1);
  expect(await first).toBe(1);
  advance(999);
  expect(await read()).toBe(1);
  advance(1);
  const second = read();
  reads[1]?.resolve(2);
  expect(await second).toBe(2);
});

test('a read that failed is not kept', async () => {
  const { read, reads } = setUp();
  const first = read();
  reads[0]?.reject(new Error('down'));
  await expect(first).rejects.toThrow('down');
  const second = read();
  reads[1]?.resolve(2);
  expect(await second).toBe(2);
});

test("a caller's signal ends his own wait, and nobody else's", async () => {
  const { read, reads } = setUp();
  const impatient = new AbortController();
  const ended = read(impatient.signal);
  const patient = read(new AbortController().signal);
  impatient.abort(new Error('enough'));
  await expect(ended).rejects.toThrow('enough');
  reads[0]?.resolve(7);
  expect(await patient).toBe(7);
  expect(reads).toHaveLength(1);
});

test('a read that fails when nobody waits any more does no harm', async () => {
  const { read, reads } = setUp();
  const controller = new AbortController();
  const ended = read(controller.signal);
  controller.abort(new Error('enough'));
  await expect(ended).rejects.toThrow('enough');
  reads[0]?.reject(new Error('down'));
  await setImmediate();
});

test('a signal that is aborted already starts no read', async () => {
  const { read, reads } = setUp();
  await expect(read(AbortSignal.abort(new Error('before')))).rejects.toThrow('before');
  expect(reads).toHaveLength(0);
});
