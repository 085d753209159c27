import { hostname } from 'node:os';
import type { OrderLedger, RecordedOrder } from '@certbridge/ca-plugin';
import { expect, test } from 'vitest';
import { createMemoryOrder } from '../../test/support/memory-order.ts';
import { OpenOrderWatch } from './open-order-watch.ts';
import { withSender } from './order-sender.ts';

/** A process that has ended for certain. */
const gone = { host: hostname(), pid: 2 ** 22 + 1, run: 'x' };
const processes = { own: () => undefined, isRunning: (name: string) => name === 'running' };

function watchAt(settleMs: number) {
  const clock = { now: 0 };
  return { clock, watch: new OpenOrderWatch({ processes, settleMs, now: () => clock.now }) };
}

const order = (sender: unknown, number = 1) => Object.assign(createMemoryOrder(number), { sender });

test.each([
  ['a process that has ended', gone],
  ['this process', { ...gone, pid: process.pid }],
  ['a process of another host name that has ended', { ...gone, host: 'elsewhere', process: 'ended' }],
])('an order of %s may be given up once it was seen open for the time that it settles in', (_, sender) => {
  const { clock, watch } = watchAt(100);
  expect(watch.isDue(order(sender))).toBe(false);
  clock.now = 99;
  expect(watch.isDue(order(sender))).toBe(false);
  clock.now = 100;
  expect(watch.isDue(order(sender))).toBe(true);
  expect(watch.isDue(order(sender, 2))).toBe(false);
});

test('an order that a process which has ended never came to send may be given up at once', () => {
  const { watch } = watchAt(100);
  const unsent = (sender: unknown) => Object.assign(order(sender), { isUnsent: true });
  expect(watch.isDue(unsent(gone))).toBe(true);
  expect(watch.isDue(unsent({ ...gone, pid: process.ppid }))).toBe(false);
});

test('an order that a process which runs has done with may be given up once it was seen open for the time that it settles in', () => {
  const { clock, watch } = watchAt(100);
  const ended = () => Object.assign(order({ ...gone, pid: process.ppid }), { isEnded: true });
  expect(watch.isDue(ended())).toBe(false);
  clock.now = 100;
  expect(watch.isDue(ended())).toBe(true);
});

test('an order of this process is watched from when it has done with it', async () => {
  const ledger = withSender(createLedger(), processes);
  const number = await ledger.begin(createMemoryOrder(1), { after: undefined });
  const [recorded] = await ledger.open();
  if (number === undefined || recorded === undefined) throw new Error('nothing was recorded');
  const { clock, watch } = watchAt(100);
  const unsent = Object.assign(recorded, { isUnsent: true });
  expect(watch.isDue(unsent)).toBe(false);
  clock.now = 1000;
  expect(watch.isDue(unsent)).toBe(false);
  await ledger.ended?.(number);
  expect(watch.isDue(unsent)).toBe(true);
});

test.each([
  ['a process that runs', { ...gone, pid: process.ppid }],
  ['a process of another machine', { ...gone, host: 'elsewhere' }],
  [
    'a process of another container that has the same host name and number, and runs',
    { ...gone, pid: process.pid, process: 'running' },
  ],
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

test('an order is not given up whose process was not to be seen for a moment', () => {
  const clock = { now: 0 };
  let isRunning = false;
  const watch = new OpenOrderWatch({
    processes: { isRunning: () => isRunning },
    settleMs: 100,
    now: () => clock.now,
  });
  const sent = order({ ...gone, process: 'a' });
  expect(watch.isDue(sent)).toBe(false);
  clock.now = 90;
  isRunning = true;
  expect(watch.isDue(sent)).toBe(false);
  clock.now = 200;
  isRunning = false;
  expect(watch.isDue(sent)).toBe(false);
  clock.now = 300;
  expect(watch.isDue(sent)).toBe(true);
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

/** A ledger of one order. */
function createLedger(): OrderLedger {
  let kept: RecordedOrder | undefined;
  return {
    newest: async () => kept,
    begin: async (order) => {
      kept = { ...order, number: 1, state: 'sent', requestId: null };
      return 1;
    },
    settle: async () => true,
    close: async () => {},
    open: async () => (kept === undefined ? [] : [kept]),
    isTaken: async () => false,
  };
}
