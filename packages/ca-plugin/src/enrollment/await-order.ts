import { ApiError } from '@certbridge/sectigo-client';
import type { OpenLook, RecordedOrder } from '../contract/order-ledger.ts';
import type { PluginContext } from '../plugin-context.ts';
import { lookForOrder, nothingFound } from './find-order.ts';
import type { Looks } from './looks.ts';

/** The outcome of an open order. */
export type AwaitedOrder =
  | { readonly state: 'taken'; readonly sslId: number }
  /** It was refused, or given up. */
  | { readonly state: 'closed' }
  | ({ readonly state: 'open' } & OpenLook);

/** How an open order is waited for. */
export interface Awaiting {
  readonly looks: Looks;
  readonly signal: AbortSignal;
  /** Called after each look that finds the order still open. */
  readonly onOpen?: ((look: OpenLook) => void) | undefined;
}

/**
 * Waits for an open order: until who sent it has recorded the response, or SCM shows it. Looks once at least.
 */
export async function awaitOrder(
  order: RecordedOrder,
  context: PluginContext,
  { looks, signal, onOpen }: Awaiting,
): Promise<AwaitedOrder> {
  const { clock, orders } = context;
  let seen = nothingFound;
  const pauses = looks[Symbol.iterator]();
  for (pauses.next(); !signal.aborted; ) {
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
    const pause = pauses.next();
    if (pause.done === true) break;
    await clock.sleep(pause.value, signal).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
  }
  return { state: 'open', ...seen };
}
