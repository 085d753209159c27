import { ApiError } from '@certbridge/sectigo-client';
import type { RecordedOrder } from '../contract/order-ledger.ts';
import type { PluginContext } from '../plugin-context.ts';
import { findOrder } from './find-order.ts';
import type { Looks } from './looks.ts';

/** What became of an open order. */
export type AwaitedOrder =
  | { readonly state: 'taken'; readonly sslId: number }
  /** It was refused, or given up. */
  | { readonly state: 'closed' }
  /** It is not known; `why` is a sentence. */
  | { readonly state: 'open'; readonly why: string };

const notShown = 'SCM does not show it so far.';

/** How an open order is waited for. */
export interface Awaiting {
  readonly looks: Looks;
  readonly signal: AbortSignal;
  /** Is told after each look that the order is still open, and why. */
  readonly onOpen?: ((why: string) => void) | undefined;
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
  let why = notShown;
  const pauses = looks[Symbol.iterator]();
  for (pauses.next(); !signal.aborted; ) {
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
    onOpen?.(why);
    const pause = pauses.next();
    if (pause.done === true) break;
    await clock.sleep(pause.value, signal).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
  }
  return { state: 'open', why };
}
