import { ApiError } from '@certbridge/sectigo-client';
import type { RecordedOrder } from '../contract/order-ledger.ts';
import type { PluginContext } from '../plugin-context.ts';
import { findOrder } from './find-order.ts';

/** What became of an open order. */
export type AwaitedOrder =
  | { readonly state: 'taken'; readonly sslId: number }
  /** It was refused, or given up. */
  | { readonly state: 'closed' }
  /** It is not known; `why` is a sentence. */
  | { readonly state: 'open'; readonly why: string };

const notShown = 'SCM does not show it so far.';

/**
 * Waits for an open order, in the rhythm of the pickup: until who sent it has recorded the response, or SCM shows it. Looks
 * once at least.
 */
export async function awaitOrder(
  order: RecordedOrder,
  context: PluginContext,
  signal: AbortSignal,
): Promise<AwaitedOrder> {
  const { settings, clock, orders } = context;
  let why = notShown;
  for (let look = 1; !signal.aborted; look += 1) {
    const newest = await orders.newest(order.identity);
    if (newest?.number !== order.number) return { state: 'closed' };
    if (newest.state === 'ordered') return { state: 'taken', sslId: Number(newest.requestId) };
    try {
      const doubts: string[] = [];
      const onDoubt = (problem: string) => doubts.push(problem);
      const sslId = await findOrder(order, { ...context, signal, onDoubt });
      if (sslId !== undefined) return { state: 'taken', sslId };
      why = doubts.length === 0 ? notShown : doubts.join(' ');
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      why = `SCM could not be asked: ${error.message}`;
      // A login that is refused again and again gets locked.
      if (error.code === 'unauthorized') break;
    }
    if (look >= settings.pickupRetries) break;
    await clock.sleep(settings.pickupDelay * 1000, signal).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
  }
  return { state: 'open', why };
}
