import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { RequestQueue, type RequestQueueOptions } from './request-queue.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A queue that notes which requests have started. */
function setUp(options: RequestQueueOptions) {
  const queue = new RequestQueue(options);
  const started: number[] = [];
  const enter = (order: number, signal?: AbortSignal) =>
    queue.enter(order, signal).then(() => void started.push(order));
  return { queue, started, enter };
}

const settle = () => vi.advanceTimersByTimeAsync(0);

test('no more than the concurrency run, and each that leaves lets one start', async () => {
  const { queue, started, enter } = setUp({ concurrency: 2 });
  for (const order of [1, 2, 3, 4]) void enter(order);
  await settle();
  expect(started).toEqual([1, 2]);
  queue.leave();
  await settle();
  expect(started).toEqual([1, 2, 3]);
});

test('older requests go first', async () => {
  const { queue, started, enter } = setUp({ concurrency: 1 });
  for (const order of [5, 7, 6, 1]) void enter(order);
  for (let n = 0; n < 3; n += 1) {
    await settle();
    queue.leave();
  }
  await settle();
  expect(started).toEqual([5, 1, 6, 7]);
});

test('a queue that is closed at first runs one request at a time until it is opened', async () => {
  const { queue, started, enter } = setUp({ concurrency: 3, closedAtFirst: true });
  for (const order of [1, 2, 3, 4]) void enter(order);
  await settle();
  expect(started).toEqual([1]);
  queue.open();
  await settle();
  expect(started).toEqual([1, 2, 3]);
});

test('a rate spreads the starts', async () => {
  const { started, enter } = setUp({ concurrency: 10, requestsPerSecond: 10 });
  for (const order of [1, 2, 3]) void enter(order);
  await settle();
  expect(started).toEqual([1]);
  await vi.advanceTimersByTimeAsync(99);
  expect(started).toEqual([1]);
  await vi.advanceTimersByTimeAsync(1);
  expect(started).toEqual([1, 2]);
  await vi.advanceTimersByTimeAsync(100);
  expect(started).toEqual([1, 2, 3]);
});

test('a pause holds everybody back, and afterwards half as many run', async () => {
  const { queue, started, enter } = setUp({ concurrency: 4 });
  for (const order of [1, 2, 3, 4, 5, 6, 7, 8]) void enter(order);
  await settle();
  queue.slowDown(1000);
  queue.slowDown(500);
  for (let n = 0; n < 4; n += 1) queue.leave();
  await vi.advanceTimersByTimeAsync(999);
  expect(started).toEqual([1, 2, 3, 4]);
  await vi.advanceTimersByTimeAsync(1);
  expect(started).toEqual([1, 2, 3, 4, 5, 6]);
});

test('successes bring the concurrency back, and never above its bound', async () => {
  const { queue, started, enter } = setUp({ concurrency: 3 });
  queue.slowDown(0);
  for (let n = 0; n < 50; n += 1) queue.speedUp();
  for (const order of [1, 2, 3, 4]) void enter(order);
  await vi.advanceTimersByTimeAsync(1);
  expect(started).toEqual([1, 2, 3]);
});

/** Lets requests start until no more may, and gives how many there are. */
async function countAllowed({ started, enter }: ReturnType<typeof setUp>) {
  for (let order = 0; order < 100; order += 1) void enter(order);
  await settle();
  return started.length;
}

test('halving without a pause lets half as many run from now on', async () => {
  const queue = setUp({ concurrency: 16 });
  queue.queue.slowDown(0);
  expect(await countAllowed(queue)).toBe(8);
});

test.each([
  [9, 8],
  [10, 4],
])(
  'a failure of a request that started at %d, after a halving at 10, leaves %d',
  async (startedAt, allowed) => {
    await vi.advanceTimersByTimeAsync(10 - performance.now());
    const queue = setUp({ concurrency: 16 });
    queue.queue.slowDown(0, 5);
    expect(performance.now()).toBe(10);
    queue.queue.slowDown(0, startedAt);
    expect(await countAllowed(queue)).toBe(allowed);
  },
);

test('a failure of a request that started before the last halving still prolongs the pause', async () => {
  const { queue, started, enter } = setUp({ concurrency: 16 });
  await vi.advanceTimersByTimeAsync(10);
  queue.slowDown(0);
  queue.slowDown(100, 0);
  void enter(1);
  await vi.advanceTimersByTimeAsync(99);
  expect(started).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect(started).toEqual([1]);
});

test('however often it is halved, one runs', async () => {
  const queue = setUp({ concurrency: 16 });
  for (let n = 0; n < 10; n += 1) queue.queue.slowDown(0);
  expect(await countAllowed(queue)).toBe(1);
});

test('a request that is aborted while it waits leaves the queue at once', async () => {
  const { queue, started, enter } = setUp({ concurrency: 1 });
  const controller = new AbortController();
  void enter(1);
  const waiting = enter(2, controller.signal);
  void enter(3);
  controller.abort(new Error('enough'));
  await expect(waiting).rejects.toThrow('enough');
  queue.leave();
  await settle();
  expect(started).toEqual([1, 3]);
});

test('a request that is aborted already does not wait', async () => {
  const { enter } = setUp({ concurrency: 1 });
  await expect(enter(1, AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough');
});

test('stopping turns away who waits and who comes later, also during a pause', async () => {
  const { queue, enter } = setUp({ concurrency: 1 });
  queue.slowDown(60_000);
  const waiting = expect(enter(1)).rejects.toThrow('over');
  queue.stop(new Error('over'));
  await waiting;
  await expect(enter(2)).rejects.toThrow('over');
  expect(vi.getTimerCount()).toBe(0);
});
