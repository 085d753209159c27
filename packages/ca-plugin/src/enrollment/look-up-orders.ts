import type { CallOptions } from '../contract/ca-plugin.ts';
import type { PluginContext } from '../plugin-context.ts';
import { findOrder } from './find-order.ts';

/** Looks once for every open order; returns the request ids of those that SCM shows by now, by the number of the order. */
export async function lookUpOrders(
  context: PluginContext,
  { signal = new AbortController().signal }: CallOptions,
): Promise<ReadonlyMap<number, string>> {
  const onDoubt = (problem: string) =>
    context.logger.warn('A record that may be an open order is not taken for it: {problem}', { problem });
  const found = new Map<number, string>();
  for (const order of await context.orders.open()) {
    const sslId = await findOrder(order, { ...context, signal, onDoubt });
    if (sslId !== undefined) found.set(order.number, String(sslId));
  }
  return found;
}
