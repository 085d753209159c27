import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { OrderLedger, OrderStart, RecordedOrder } from '@certbridge/ca-plugin';

/** The process that recorded an order, which is the one that sends it. */
export interface OrderSender {
  readonly host: string;
  readonly pid: number;
  /** Of this run of the process alone: a number of a process comes again, in a container at every start. */
  readonly run: string;
}

const own: OrderSender = { host: hostname(), pid: process.pid, run: randomUUID() };

/** Makes a ledger record who sends an order. */
export function withSender<Ledger extends OrderLedger>(ledger: Ledger): OrderLedger {
  return {
    newest: (identity) => ledger.newest(identity),
    begin: (order, options) => ledger.begin({ ...order, sender: own } as OrderStart, options),
    settle: (number, requestId) => ledger.settle(number, requestId),
    close: (number, because) => ledger.close(number, because),
    open: () => ledger.open(),
    isTaken: (requestId) => ledger.isTaken(requestId),
  };
}

/**
 * Tells whether an order is certainly not being sent any more by the process that recorded it: that has ended, or is this one,
 * which knows what it sends. Of a process of another machine nothing is known.
 */
export function isSenderGone(order: RecordedOrder): boolean {
  const sender: unknown = 'sender' in order ? order.sender : undefined;
  if (!isSender(sender) || sender.host !== own.host) return false;
  if (sender.pid === own.pid) return true;
  return !isRunning(sender.pid);
}

function isSender(value: unknown): value is OrderSender {
  return (
    typeof value === 'object' &&
    value !== null &&
    'host' in value &&
    'pid' in value &&
    typeof value.pid === 'number'
  );
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM tells of a process of somebody else.
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}
