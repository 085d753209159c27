import { isRecord } from '@certbridge/plain-text';
import type { OrderLedger, RecordedOrder } from '../contract/order-ledger.ts';
import { checkReturned, isFlag } from './check-returned.ts';

const anOrder = 'an order as it was recorded, with its number, state and requestId';

/** Has a ledger throw a `CaPluginError` 'invalid-argument' where it returns something else than its contract has. */
export function checkedLedger(ledger: OrderLedger): OrderLedger {
  return {
    newest: async (identity) =>
      checkReturned(await ledger.newest(identity), {
        of: 'orders.newest',
        expected: `undefined, or ${anOrder}`,
        is: (value) => value === undefined || isOrder(value),
      }),
    begin: async (order, options) =>
      checkReturned(await ledger.begin(order, options), {
        of: 'orders.begin',
        expected: 'undefined, or a whole number',
        is: (value) => value === undefined || Number.isSafeInteger(value),
      }),
    sending: async (number) => ledger.sending?.(number),
    ended: async (number) => ledger.ended?.(number),
    settle: async (number, requestId) =>
      checkReturned(await ledger.settle(number, requestId), {
        of: 'orders.settle',
        expected: 'true or false',
        is: isFlag,
      }),
    close: (number, because) => ledger.close(number, because),
    open: async () =>
      checkReturned(await ledger.open(), {
        of: 'orders.open',
        expected: `a list, each of it ${anOrder}`,
        is: (value) => Array.isArray(value) && value.every(isOrder),
      }),
    isTaken: async (requestId) =>
      checkReturned(await ledger.isTaken(requestId), {
        of: 'orders.isTaken',
        expected: 'true or false',
        is: isFlag,
      }),
  };
}

/** Looks at what decides about an order. */
function isOrder(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const { number, state, requestId, reference, csr, names, idsBefore }: Partial<RecordedOrder> = value;
  const hasState =
    state === 'sent' ? requestId === null : state === 'ordered' && typeof requestId === 'string';
  return (
    hasState &&
    Number.isSafeInteger(number) &&
    typeof reference === 'string' &&
    typeof csr === 'string' &&
    Array.isArray(names) &&
    Array.isArray(idsBefore)
  );
}
