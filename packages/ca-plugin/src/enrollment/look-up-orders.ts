import type { CallOptions } from '../contract/ca-plugin.ts';
import type { PluginContext } from '../plugin-context.ts';
import { findOrder } from './find-order.ts';

/** Looks once for every open order; gives the request ids of those that SCM shows by now, by the number of the order. */
export async function lookUpOrders(
  context: PluginContext,
  { signal = new AbortController().signal }: CallOptions,
): Promise<ReadonlyMap<number, string>> {
  const found = new Map<number, string>();
  for (const order of await context.orders.open()) {
    const sslId = await findOrder(order, { ...context, signal });
    if (sslId !== undefined) found.set(order.number, String(sslId));
  }
  return found;
}
