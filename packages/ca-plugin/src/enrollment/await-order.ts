import { ApiError } from '@certbridge/sectigo-client';
import type { RecordedOrder } from '../contract/order-ledger.ts';
import type { PluginContext } from '../plugin-context.ts';
import { findOrder, listIds } from './find-order.ts';
import type { Looks } from './looks.ts';

/** What became of an open order. */
export type AwaitedOrder =
  | { readonly state: 'taken'; readonly sslId: number }
  /** It was refused, or given up. */
  | { readonly state: 'closed' }
  | ({ readonly state: 'open' } & OpenLook);

/** What a look for an open order has told. */
export interface OpenLook {
  /** Why it is still open; a sentence. */
  readonly why: string;
  /** Whether SCM could be looked through and has nothing that may be the order. */
  readonly isTraceless: boolean;
}

const notShown = 'SCM does not show it so far.';

/** How an open order is waited for. */
export interface Awaiting {
  readonly looks: Looks;
  readonly signal: AbortSignal;
  /** Is told after each look that the order is still open. */
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
  let seen: OpenLook = { why: notShown, isTraceless: false };
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
      seen =
        doubts.length === 0
          ? { why: notShown, isTraceless: !(await hasTrace(order, context, signal)) }
          : { why: doubts.join(' '), isTraceless: false };
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

/** Whether SCM has something that an order which carries no reference may have led to: for a renewal a record that was not there before. */
async function hasTrace(
  order: RecordedOrder,
  { client, orders }: PluginContext,
  signal: AbortSignal,
): Promise<boolean> {
  if (order.kind !== 'renew') return order.kind === 'replace';
  for (const id of await listIds(order, { client, signal })) {
    const isKnown = order.idsBefore.includes(String(id)) || String(id) === order.priorRequestId;
    if (!isKnown && !(await orders.isTaken(String(id)))) return true;
  }
  return false;
}
