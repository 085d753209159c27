import type { RecordedOrder } from '@certbridge/ca-plugin';
import type { RunningProcesses } from '../contract/ca-database.ts';
import { isSenderGone } from './order-sender.ts';

/** How long the authority may take to show an order that it was sent. */
const SETTLE_MS = 20_000;
/** How long a process may be busy to send one: all that a call may take. */
const SEND_MS = 300_000;

/** What decides how long an order stays open. */
export interface WatchOptions {
  readonly processes: Pick<RunningProcesses, 'isRunning'>;
  /** How long an order stays open that the authority does not show and no process sends any more, in milliseconds. */
  readonly settleMs?: number | undefined;
  /** Milliseconds of a monotonic clock. */
  readonly now?: (() => number) | undefined;
}

/** Since when an order has been seen, in milliseconds of the clock. */
interface SeenOrder {
  readonly openSince: number;
  /** Since when its sender was gone whenever it was looked at; undefined while it may be sent. */
  readonly goneSince: number | undefined;
}

/**
 * Watches orders whose response was lost, and tells when one may be given up that the authority does not show. Only the time
 * that this process has seen one open counts: clocks of machines are set, and say nothing of when an order was sent.
 */
export class OpenOrderWatch {
  readonly #processes: WatchOptions['processes'];
  readonly #settleMs: number;
  readonly #now: () => number;
  readonly #seen = new Map<number, SeenOrder>();

  constructor({ processes, settleMs = SETTLE_MS, now = () => performance.now() }: WatchOptions) {
    this.#processes = processes;
    this.#settleMs = settleMs;
    this.#now = now;
  }

  /** Begins to watch orders, and forgets those that are not open any more. */
  update(open: readonly RecordedOrder[]): void {
    const numbers = new Set(open.map(({ number }) => number));
    for (const number of this.#seen.keys()) if (!numbers.has(number)) this.#seen.delete(number);
    for (const order of open) this.note(order);
  }

  /** Begins to watch an order, unless it is watched already. */
  note(order: RecordedOrder): SeenOrder {
    const { number } = order;
    const now = this.#now();
    const before = this.#seen.get(number);
    // The mark of a process that runs may be missing for a moment, until the process makes it anew.
    const goneSince = isSenderGone(order, this.#processes) ? (before?.goneSince ?? now) : undefined;
    const seen = { openSince: before?.openSince ?? now, goneSince };
    this.#seen.set(number, seen);
    return seen;
  }

  /** Whether an order may be given up if the authority has no trace of it. */
  isDue(order: RecordedOrder): boolean {
    const { openSince, goneSince } = this.note(order);
    if (goneSince === undefined) return this.#now() - openSince >= this.#settleMs + SEND_MS;
    // Nothing of an unsent one can be on its way.
    return order.isUnsent === true || this.#now() - goneSince >= this.#settleMs;
  }
}
