import type { RecordedOrder } from '@certbridge/ca-plugin';
import type { HostContext } from './host-context.ts';

/**
 * Gives up an open order that the authority was just seen to have no trace of, once no process can still be sending it; returns
 * whether it did.
 */
export async function giveUpOrder(
  { store, watch, logger }: Pick<HostContext, 'store' | 'watch' | 'logger'>,
  order: RecordedOrder,
): Promise<boolean> {
  if (!watch.isDue(order)) return false;
  await store.orders.close(order.number, 'given up');
  logger.warn('Order {reference} was given up: its response was lost, and SCM has no trace of it.', {
    reference: order.reference,
  });
  return true;
}
