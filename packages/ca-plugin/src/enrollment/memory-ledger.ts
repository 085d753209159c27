import type { OrderLedger, OrderStart, RecordedOrder } from '../contract/order-ledger.ts';

/** Orders that are kept; of more, the oldest are forgotten whose response is known. */
const mostOrders = 10_000;

/** Creates a ledger that lasts as long as the process. */
export function createMemoryLedger(): OrderLedger {
  const orders = new Map<number, RecordedOrder>();
  let last = 0;
  const newest = (identity: string) => [...orders.values()].findLast((order) => order.identity === identity);

  const forgetOldest = (): void => {
    if (orders.size <= mostOrders) return;
    const oldest = orders.values().find(({ state }) => state === 'ordered');
    if (oldest !== undefined) orders.delete(oldest.number);
  };

  return {
    newest: async (identity) => newest(identity),

    async begin(order: OrderStart, { after }) {
      const before = newest(order.identity);
      if (before?.state === 'sent' || before?.number !== after) return undefined;
      last += 1;
      orders.set(last, { ...order, number: last, state: 'sent', requestId: null });
      forgetOldest();
      return last;
    },

    async settle(number, requestId) {
      const order = orders.get(number);
      if (order === undefined) return true;
      if (order.kind !== 'replace' && isTakenByAnother(requestId, number)) return false;
      orders.set(number, { ...order, state: 'ordered', requestId });
      return true;
    },

    async close(number) {
      if (orders.get(number)?.state === 'sent') orders.delete(number);
    },

    open: async () => [...orders.values()].filter(({ state }) => state === 'sent'),
    isTaken: async (requestId) => isTakenByAnother(requestId, undefined),
  };

  function isTakenByAnother(requestId: string, number: number | undefined): boolean {
    return orders
      .values()
      .some((order) => order.requestId === requestId && order.kind !== 'replace' && order.number !== number);
  }
}
