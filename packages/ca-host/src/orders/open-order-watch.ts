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

/**
 * Watches orders whose response was lost, and tells when one may be given up that the authority does not show. Only the time
 * that this process has seen one open counts: clocks of machines are set, and say nothing of when an order was sent.
 */
export class OpenOrderWatch {
  readonly #processes: WatchOptions['processes'];
  readonly #settleMs: number;
  readonly #now: () => number;
  readonly #seen = new Map<number, number>();

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

  /** Begins to watch an order, unless it is watched already; returns since when it is. */
  note({ number }: RecordedOrder): number {
    const since = this.#seen.get(number) ?? this.#now();
    this.#seen.set(number, since);
    return since;
  }

  /** Whether an order may be given up if the authority has no trace of it. */
  isDue(order: RecordedOrder): boolean {
    const since = this.note(order);
    const isGone = isSenderGone(order, this.#processes);
    // Nothing of it can be on its way.
    if (isGone && order.isUnsent === true) return true;
    const patience = isGone ? this.#settleMs : this.#settleMs + SEND_MS;
    return this.#now() - since >= patience;
  }
}
