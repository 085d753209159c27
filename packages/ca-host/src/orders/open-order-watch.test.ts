import { hostname } from 'node:os';
import { expect, test } from 'vitest';
import { createMemoryOrder } from '../../test/support/memory-order.ts';
import { OpenOrderWatch } from './open-order-watch.ts';

/** A process that has ended for certain. */
const gone = { host: hostname(), pid: 2 ** 22 + 1, run: 'x' };

function watchAt(settleMs: number) {
  const clock = { now: 0 };
  return { clock, watch: new OpenOrderWatch({ settleMs, now: () => clock.now }) };
}

const order = (sender: unknown, number = 1) => Object.assign(createMemoryOrder(number), { sender });

test.each([
  ['a process that has ended', gone],
  ['this process', { ...gone, pid: process.pid }],
])('an order of %s may be given up once it was seen open for the time that it settles in', (_, sender) => {
  const { clock, watch } = watchAt(100);
  expect(watch.isDue(order(sender))).toBe(false);
  clock.now = 99;
  expect(watch.isDue(order(sender))).toBe(false);
  clock.now = 100;
  expect(watch.isDue(order(sender))).toBe(true);
  expect(watch.isDue(order(sender, 2))).toBe(false);
});

test.each([
  ['a process that runs', { ...gone, pid: process.ppid }],
  ['a process of another machine', { ...gone, host: 'elsewhere' }],
  ['nobody knows whom', undefined],
  ['something odd', 'x'],
])('an order of %s may be on its way for as long as a call may take', (_, sender) => {
  const { clock, watch } = watchAt(100);
  watch.note(order(sender));
  clock.now = 300_000;
  expect(watch.isDue(order(sender))).toBe(false);
  clock.now = 300_100;
  expect(watch.isDue(order(sender))).toBe(true);
});

test('an order that was not open for a while is watched anew', () => {
  const { clock, watch } = watchAt(100);
  watch.update([order(gone)]);
  clock.now = 50;
  watch.update([]);
  watch.update([order(gone)]);
  clock.now = 100;
  expect(watch.isDue(order(gone))).toBe(false);
  clock.now = 150;
  expect(watch.isDue(order(gone))).toBe(true);
});
