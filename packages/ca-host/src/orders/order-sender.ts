import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { OrderLedger, OrderStart, RecordedOrder } from '@certbridge/ca-plugin';
import { checkReturned } from '../arguments/check-values.ts';
import type { RunningProcesses } from '../contract/ca-database.ts';

/** The ledger that recorded an order, whose process is the one that sends it. */
export interface OrderSender {
  readonly host: string;
  readonly pid: number;
  /** Identifies the ledger, since process ids are reused, in a container at every start. */
  readonly run: string;
  /** Name of its process among those that share the database; missing where it has none, and in earlier versions. */
  readonly process?: string | undefined;
}

type Processes = Pick<RunningProcesses, 'own' | 'isRunning'>;

/** The orders that each ledger of this process is busy with. */
const busyOf = new Map<string, Set<number>>();

/** Makes a ledger record who sends an order, and until when. */
export function withSender(ledger: OrderLedger, processes: Processes): OrderLedger {
  const sender: OrderSender = {
    host: hostname(),
    pid: process.pid,
    run: randomUUID(),
    process: processes.own(),
  };
  const busy = new Set<number>();
  /** Those whose outcome is not recorded. */
  const open = new Set<number>();
  busyOf.set(sender.run, busy);
  return {
    async begin(order, options) {
      const number = await ledger.begin(Object.assign({ sender }, order) satisfies OrderStart, options);
      if (number !== undefined) {
        busy.add(number);
        open.add(number);
      }
      return number;
    },
    sending: async (number) => ledger.sending?.(number),
    async ended(number) {
      busy.delete(number);
      if (open.delete(number)) await ledger.ended?.(number);
    },
    newest: (identity) => ledger.newest(identity),
    async settle(number, requestId) {
      const isSettled = await ledger.settle(number, requestId);
      if (isSettled) open.delete(number);
      return isSettled;
    },
    async close(number, because) {
      await ledger.close(number, because);
      open.delete(number);
    },
    open: () => ledger.open(),
    isTaken: (requestId) => ledger.isTaken(requestId),
  };
}

/**
 * Returns whether an order is certainly not being sent any more: the process that recorded it has done with it, or has ended. Of one
 * of another machine that has no name among those of the database nothing is known.
 */
export function isSenderGone(order: RecordedOrder, processes: Pick<Processes, 'isRunning'>): boolean {
  if (order.isEnded === true) return true;
  const sender: unknown = 'sender' in order ? order.sender : undefined;
  if (!isSender(sender)) return false;
  const busy = busyOf.get(sender.run);
  if (busy !== undefined) return !busy.has(order.number);
  if (sender.process !== undefined) {
    return !checkReturned(processes.isRunning(sender.process), 'The function isRunning of processes');
  }
  if (sender.host !== hostname()) return false;
  return sender.pid === process.pid || !isRunning(sender.pid);
}

function isSender(value: unknown): value is OrderSender {
  return (
    typeof value === 'object' &&
    value !== null &&
    'host' in value &&
    'run' in value &&
    typeof value.run === 'string' &&
    'pid' in value &&
    typeof value.pid === 'number' &&
    (!('process' in value) || value.process === undefined || typeof value.process === 'string')
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
