import { ApiError } from '@certbridge/sectigo-client';
import type { OpenOrderStatus, RecordedOrder } from '../contract/order-ledger.ts';
import type { PluginContext } from '../plugin-context.ts';
import { lookForOrder, nothingFound } from './find-order.ts';
import type { Pauses } from './pauses.ts';

/** The outcome of an open order. */
export type AwaitedOrder =
  | { readonly state: 'taken'; readonly sslId: number }
  /** It was refused, or given up. */
  | { readonly state: 'closed' }
  | ({ readonly state: 'open' } & OpenOrderStatus);

/** How an open order is waited for. */
export interface Awaiting {
  readonly pauses: Pauses;
  readonly signal: AbortSignal;
  /** Called after each attempt that finds the order still open. */
  readonly onOpen?: ((status: OpenOrderStatus) => void) | undefined;
}

/**
 * Waits for an open order until its sender has recorded the response, or SCM shows it. Makes at least one attempt.
 */
export async function awaitOrder(
  order: RecordedOrder,
  context: PluginContext,
  { pauses, signal, onOpen }: Awaiting,
): Promise<AwaitedOrder> {
  const { clock, orders } = context;
  let seen = nothingFound;
  const remaining = pauses[Symbol.iterator]();
  for (remaining.next(); !signal.aborted; ) {
    const newest = await orders.newest(order.identity);
    if (newest?.number !== order.number) return { state: 'closed' };
    if (newest.state === 'ordered') return { state: 'taken', sslId: Number(newest.requestId) };
    try {
      const found = await lookForOrder(order, { ...context, signal });
      if (typeof found === 'number') return { state: 'taken', sslId: found };
      seen = found;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      seen = { why: `SCM could not be asked: ${error.message}`, isTraceless: false };
      // A login that is refused again and again gets locked.
      if (error.code === 'unauthorized') break;
    }
    onOpen?.(seen);
    const pause = remaining.next();
    if (pause.done === true) break;
    await clock.sleep(pause.value, signal).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
  }
  return { state: 'open', ...seen };
}
