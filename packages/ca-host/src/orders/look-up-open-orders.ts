import { CaPluginError, type LookUpOptions } from '@certbridge/ca-plugin';
import { required, type Shape } from '@certbridge/rest-client';
import { checkStep } from '../arguments/check-step.ts';
import type { OpenOrder, UnreferencedOrder } from '../contract/ca-store.ts';
import type { HostedPlugin } from '../hosted-plugin.ts';

/** An order that came through although its response was lost. */
export interface FoundOrder {
  readonly order: OpenOrder;
  readonly requestId: string;
}

/** What is known of orders whose response was lost. */
export interface OpenOrders {
  /** Those that came through, with the ids of their requests. */
  readonly found: readonly FoundOrder[];
  /** Those that the authority does not show so far. */
  readonly open: readonly OpenOrder[];
  /** Those that an earlier version sent, and that can't be distinguished from others at the authority. */
  readonly unreferenced: readonly UnreferencedOrder[];
  /** Why they could not be looked for; a sentence. */
  readonly problem: string | null;
}

const takes = required('option', { signal: 'signal?', onOpen: 'function?' } satisfies Shape<LookUpOptions>);

/** Looks for the open orders at the authority, keeps what is found, and returns those that are still open. */
export async function lookUpOpenOrders(host: HostedPlugin, options: LookUpOptions): Promise<OpenOrders> {
  checkStep({ of: 'lookUpOpenOrders', host, options, takes });
  const { orders } = host.store;
  const before = await orders.open();
  const { ids, problem } =
    before.length === 0 ? { ids: new Map<number, string>(), problem: null } : await lookUp(host, options);
  return {
    found: before.flatMap((order) => {
      const requestId = ids.get(order.number);
      return requestId === undefined ? [] : [{ order, requestId }];
    }),
    open: await orders.open(),
    unreferenced: orders.unreferenced(),
    problem,
  };
}

async function lookUp(
  { store, plugin }: HostedPlugin,
  { signal, onOpen }: LookUpOptions,
): Promise<{ readonly ids: ReadonlyMap<number, string>; readonly problem: string | null }> {
  let ids: ReadonlyMap<number, string> = new Map();
  try {
    const open = await store.orders.open();
    ids = await plugin.lookUpOrders({ signal, onOpen });
    for (const [number, id] of ids) {
      const record = await plugin.getSingleRecord(id, { signal });
      const csr = open.find((order) => order.number === number)?.csr ?? null;
      await store.requests.keep([{ ...record, csr }], { at: new Date() });
    }
    return { ids, problem: null };
  } catch (error) {
    // What was found and not kept is kept by the next pickup.
    if (error instanceof CaPluginError) return { ids, problem: error.message };
    throw error;
  }
}
