import type { RecordedOrder } from '@certbridge/ca-plugin';
import type { HostCallOptions } from '../contract/hosted-ca.ts';
import { lookUpOpenOrders } from '../orders/look-up-open-orders.ts';
import { pickUpPending } from '../requests/pick-up-pending.ts';
import { giveUpOrder } from './give-up-order.ts';
import type { HostContext } from './host-context.ts';
import type { Poll } from './managed-ca.ts';

/**
 * Reads what waits at the authority, and looks for orders whose response was lost. Those that never got there are given up, whether
 * or not their requester comes again: else they would be looked for for ever.
 */
export async function pollPending(
  context: HostContext,
  { signal, concurrency }: HostCallOptions & { readonly concurrency: number },
): Promise<Poll> {
  const { store, watch } = context;
  const startedAt = new Date();
  const pickup = await pickUpPending(context, { signal, concurrency });
  watch.update(await store.orders.open());
  const traceless: RecordedOrder[] = [];
  const openOrders = await lookUpOpenOrders(context, {
    signal,
    onOpen: (order, { isTraceless }) => {
      // Only people give up orders of the command line.
      if (isTraceless && order.identifiedBy !== undefined) traceless.push(order);
    },
  });
  const givenUp = new Set<number>();
  for (const order of traceless) if (await giveUpOrder(context, order)) givenUp.add(order.number);
  if (signal?.aborted !== true) await store.polls.finish({ startedAt });
  const open = openOrders.open.filter(({ number }) => !givenUp.has(number));
  return { pickup, openOrders: { ...openOrders, open } };
}
