import { hostname } from 'node:os';
import { formatLocalTime } from '../../commands/local-time.ts';
import { thisMachine } from '../../run-lock/run-lock-world.ts';
import type { CaStore } from '../database/ca-store.ts';
import type { OpenOrder } from '../database/order-store.ts';

/** How long an order is told of that never came through, in milliseconds. With its CSR it is looked for also after that. */
const TOLD = 7 * 24 * 60 * 60 * 1000;

/** What is known of orders whose answer was lost. */
export interface OpenOrderFindings {
  /** As JSON documents have them. */
  readonly open: readonly { readonly productId: string; readonly kind: string; readonly sentAt: string }[];
  /** For people: orders found, and those that may be open. */
  readonly lines: readonly string[];
}

/** Settles the orders whose certificates the database has by now, and tells of those that may still be open. */
export function findOpenOrders({ orders }: CaStore): OpenOrderFindings {
  const before = orders.open();
  const found = orders.match();
  const open = before.filter(
    (order) => !found.has(order.number) && !isUnderWay(order) && Date.now() - Date.parse(order.sentAt) < TOLD,
  );
  return {
    open: open.map(({ productId, kind, sentAt }) => ({ productId, kind, sentAt })),
    lines: [
      ...before.flatMap((order) => {
        const id = found.get(order.number);
        return id === undefined ? [] : [`${describeOrder(order)} came through as request ${id}.`];
      }),
      ...open.map(
        (order) =>
          `${describeOrder(order)} may be open: its answer was lost, and no certificate for it has come yet. Enrolling with the same CSR looks for it first.`,
      ),
    ],
  };
}

/** Tells whether the process that sent an order still runs, and so knows its answer. */
export function isUnderWay({ host, pid }: OpenOrder): boolean {
  // Another machine's processes can't be asked for.
  return host === hostname() && pid !== process.pid && thisMachine().isAlive(pid);
}

/** Names an order. */
export function describeOrder({ productId, sentAt }: OpenOrder): string {
  return `The order of product ${productId} of ${formatLocalTime(sentAt)}`;
}
