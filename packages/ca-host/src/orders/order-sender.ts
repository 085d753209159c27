import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { OrderLedger, OrderStart, RecordedOrder } from '@certbridge/ca-plugin';

/** The ledger that recorded an order, whose process is the one that sends it. */
export interface OrderSender {
  readonly host: string;
  readonly pid: number;
  /** Of this ledger alone: a number of a process comes again, in a container at every start. */
  readonly run: string;
}

/** The orders that each ledger of this process is busy with. */
const busyOf = new Map<string, Set<number>>();

/** Makes a ledger record who sends an order, and until when. */
export function withSender(ledger: OrderLedger): OrderLedger {
  const sender: OrderSender = { host: hostname(), pid: process.pid, run: randomUUID() };
  const busy = new Set<number>();
  busyOf.set(sender.run, busy);
  return {
    async begin(order, options) {
      const number = await ledger.begin(Object.assign({ sender }, order) satisfies OrderStart, options);
      if (number !== undefined) busy.add(number);
      return number;
    },
    sending: async (number) => ledger.sending?.(number),
    ended: (number) => {
      busy.delete(number);
    },
    newest: (identity) => ledger.newest(identity),
    settle: (number, requestId) => ledger.settle(number, requestId),
    close: (number, because) => ledger.close(number, because),
    open: () => ledger.open(),
    isTaken: (requestId) => ledger.isTaken(requestId),
  };
}

/**
 * Returns whether an order is certainly not being sent any more: the process that recorded it has ended, or is this one and has done
 * with it. Of a process of another machine nothing is known.
 */
export function isSenderGone(order: RecordedOrder): boolean {
  const sender: unknown = 'sender' in order ? order.sender : undefined;
  if (!isSender(sender) || sender.host !== hostname()) return false;
  if (sender.pid === process.pid) return busyOf.get(sender.run)?.has(order.number) !== true;
  return !isRunning(sender.pid);
}

function isSender(value: unknown): value is OrderSender {
  return (
    typeof value === 'object' &&
    value !== null &&
    'host' in value &&
    'run' in value &&
    typeof value.run === 'string' &&
    'pid' in value &&
    typeof value.pid === 'number'
  );
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: the process exists and belongs to another user.
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}
