import { describe, expect, test } from 'vitest';
import { type OrderProgress, OrdersInFlight } from './orders-in-flight.ts';

/** Work that a test takes in hand. */
function controlledWork() {
  let progress: OrderProgress<string> | undefined;
  let finish: (result: string) => void = () => undefined;
  let fail: (error: unknown) => void = () => undefined;
  let runs = 0;
  const work = (given: OrderProgress<string>) => {
    progress = given;
    runs += 1;
    return new Promise<string>((resolve, reject) => {
      finish = resolve;
      fail = reject;
    });
  };
  return {
    work,
    runs: () => runs,
    finish: (result: string) => finish(result),
    fail: (error: unknown) => fail(error),
    progress: () => {
      if (progress === undefined) throw new Error('The work did not begin.');
      return progress;
    },
  };
}

const tick = () => new Promise((resolve) => setImmediate(resolve));

describe('identical orders', () => {
  test('are one while one is under way, and another one afterwards', async () => {
    const orders = new OrdersInFlight<string>({ graceMs: 60_000 });
    const { work, runs, finish } = controlledWork();
    const both = [orders.join('a', work, {}), orders.join('a', work, {})];
    await tick();
    finish('done');
    expect(await Promise.all(both)).toEqual(['done', 'done']);
    expect(runs()).toBe(1);
    const again = orders.join('a', work, {});
    await tick();
    finish('again');
    expect(await again).toBe('again');
    expect(runs()).toBe(2);
  });

  test('fail together', async () => {
    const orders = new OrdersInFlight<string>({ graceMs: 60_000 });
    const { work, fail } = controlledWork();
    const both = Promise.allSettled([orders.join('a', work, {}), orders.join('a', work, {})]);
    await tick();
    fail(new Error('broken'));
    for (const outcome of await both) expect(outcome).toMatchObject({ reason: { message: 'broken' } });
  });
});

describe('a caller who leaves', () => {
  test('before the order is sent is told so, and once all have left it is given up', async () => {
    const orders = new OrdersInFlight<string>({ graceMs: 60_000 });
    const { work, progress } = controlledWork();
    const [first, second] = [new AbortController(), new AbortController()];
    const outcomes = Promise.allSettled([
      orders.join('a', work, { signal: first.signal }),
      orders.join('a', work, { signal: second.signal }),
    ]);
    await tick();
    first.abort();
    await tick();
    expect(progress().signal.aborted).toBe(false);
    second.abort();
    for (const outcome of await outcomes) expect(outcome).toMatchObject({ reason: { code: 'aborted' } });
    expect(progress().signal.aborted).toBe(true);
    expect(() => progress().sending('no response')).toThrow();
  });

  test('does not leave a given-up order to the next one', async () => {
    const orders = new OrdersInFlight<string>({ graceMs: 60_000 });
    const { work, runs, finish } = controlledWork();
    const controller = new AbortController();
    const left = orders.join('a', work, { signal: controller.signal });
    await tick();
    controller.abort();
    await expect(left).rejects.toMatchObject({ code: 'aborted' });
    const next = orders.join('a', work, {});
    await tick();
    finish('done');
    expect(await next).toBe('done');
    expect(runs()).toBe(2);
  });

  test('after it is sent waits for the response, and no longer', async () => {
    const orders = new OrdersInFlight<string>({ graceMs: 60_000 });
    const { work, progress, finish } = controlledWork();
    const controller = new AbortController();
    const left = orders.join('a', work, { signal: controller.signal });
    const stayed = orders.join('a', work, {});
    await tick();
    progress().sending('no response');
    controller.abort();
    await tick();
    progress().responded('placed');
    expect(await left).toBe('placed');
    expect(progress().signal.aborted).toBe(false);
    finish('done');
    expect(await stayed).toBe('done');
  });

  test('after it is sent is told that there was no response, where none comes in time', async () => {
    const orders = new OrdersInFlight<string>({ graceMs: 1 });
    const { work, progress } = controlledWork();
    const controller = new AbortController();
    const left = orders.join('a', work, { signal: controller.signal });
    await tick();
    progress().sending('no response');
    controller.abort();
    expect(await left).toBe('no response');
  });

  test('hears of a failure of what was sent', async () => {
    const orders = new OrdersInFlight<string>({ graceMs: 60_000 });
    const { work, progress, fail } = controlledWork();
    const controller = new AbortController();
    const left = orders.join('a', work, { signal: controller.signal });
    await tick();
    progress().sending('no response');
    controller.abort();
    fail(new Error('refused'));
    await expect(left).rejects.toThrow('refused');
  });
});

describe('a caller whose time is up', () => {
  test('takes what is known by then', async () => {
    const orders = new OrdersInFlight<string>({ graceMs: 60_000 });
    const { work, progress } = controlledWork();
    const result = orders.join('a', work, { waitMs: 1 });
    await tick();
    progress().sending('no response');
    progress().responded('placed');
    progress().responded('placed, and looked at');
    expect(await result).toBe('placed, and looked at');
    expect(progress().signal.aborted).toBe(true);
  });

  test('waits for the response to an order that is sent, and for the state of an earlier one', async () => {
    for (const begin of ['sending', 'found'] as const) {
      const orders = new OrdersInFlight<string>({ graceMs: 1 });
      const { work, progress } = controlledWork();
      const result = orders.join('a', work, { waitMs: 1 });
      await new Promise((resolve) => setTimeout(resolve, 30));
      progress()[begin]('nothing is known');
      await new Promise((resolve) => setTimeout(resolve, 30));
      progress().responded('placed');
      expect(await result).toBe('placed');
    }
  });

  test('waits for a new order that takes the place of an earlier one', async () => {
    const orders = new OrdersInFlight<string>({ graceMs: 1 });
    const { work, progress } = controlledWork();
    const result = orders.join('a', work, { waitMs: 30 });
    await tick();
    progress().found('earlier');
    progress().responded('earlier, still open');
    progress().sending('no response');
    await new Promise((resolve) => setTimeout(resolve, 60));
    progress().responded('placed');
    expect(await result).toBe('placed');
  });

  test('and who leaves takes what is known of an earlier order', async () => {
    const orders = new OrdersInFlight<string>({ graceMs: 60_000 });
    const { work, progress } = controlledWork();
    const controller = new AbortController();
    const result = orders.join('a', work, { signal: controller.signal });
    await tick();
    progress().found('earlier');
    controller.abort();
    expect(await result).toBe('earlier');
  });
});

describe('a caller who comes when all others have left', () => {
  test('begins anew once the response is there', async () => {
    const orders = new OrdersInFlight<string>({ graceMs: 60_000 });
    const { work, progress, runs, finish } = controlledWork();
    const first = orders.join('a', work, { waitMs: 1 });
    await tick();
    progress().sending('no response');
    progress().responded('placed');
    expect(await first).toBe('placed');
    const second = orders.join('a', work, { waitMs: 60_000 });
    await tick();
    expect(runs()).toBe(2);
    finish('issued');
    expect(await second).toBe('issued');
  });

  test('waits for the order that is on its way, and begins anew after it', async () => {
    const orders = new OrdersInFlight<string>({ graceMs: 1 });
    const { work, progress, runs, finish } = controlledWork();
    const controller = new AbortController();
    const first = orders.join('a', work, { signal: controller.signal });
    await tick();
    progress().sending('no response');
    controller.abort();
    expect(await first).toBe('no response');
    const second = orders.join('a', work, { waitMs: 60_000 });
    await tick();
    expect(runs()).toBe(1);
    progress().responded('placed');
    finish('nobody waited');
    while (runs() === 1) await tick();
    finish('issued');
    expect(await second).toBe('issued');
  });
});
