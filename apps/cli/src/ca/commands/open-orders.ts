import { CaPluginError } from '@certbridge/ca-plugin';
import { formatLocalTime } from '../../commands/local-time.ts';
import type { OpenOrder } from '../database/order-store.ts';
import type { CaHost } from './run-connected.ts';

/** What is known of orders whose response was lost. */
export interface OpenOrderFindings {
  /** As JSON documents have them. */
  readonly open: readonly {
    readonly productId: string;
    readonly commonName: string | null;
    readonly reference: string | null;
    readonly sentAt: string;
  }[];
  /** For people: orders found, and those that are open. */
  readonly lines: readonly string[];
}

type Host = Pick<CaHost, 'store' | 'plugin' | 'io'>;

/** Looks for the open orders in SCM, keeps what is found, and tells of those that are still open. */
export async function lookUpOpenOrders(host: Host): Promise<OpenOrderFindings> {
  const { orders } = host.store;
  const before = await orders.open();
  const { found, problem } = before.length === 0 ? { found: new Map(), problem: null } : await lookUp(host);
  const after = await orders.open();
  const old = orders.unreferenced();
  return {
    open: [
      ...after.map(({ productId, commonName, reference, sentAt }) => ({
        ...{ productId, commonName, reference, sentAt },
      })),
      ...old.map((order) => ({ ...order, commonName: null, reference: null })),
    ],
    lines: [
      ...before.flatMap((order) => {
        const id = found.get(order.number);
        return id === undefined ? [] : [`${describeOrder(order)} came through as request ${id}.`];
      }),
      ...after.map(
        (order) =>
          `${describeOrder(order)} may be open: its response was lost, and SCM does not show it so far (${signOf(order)}). The same command again looks for it; --again orders all the same.`,
      ),
      ...old.map(
        ({ productId, sentAt }) =>
          `The order of product ${productId} of ${formatLocalTime(sentAt)}, sent by an earlier version, may be open: its response was lost, and it can't be told from others in SCM. Look there; --again with its CSR orders nevertheless.`,
      ),
      ...(problem === null ? [] : [`Open orders could not be looked for: ${problem}`]),
    ],
  };
}

async function lookUp({
  store,
  plugin,
  io: { signal },
}: Host): Promise<{ found: ReadonlyMap<number, string>; problem: string | null }> {
  let found: ReadonlyMap<number, string> = new Map();
  try {
    const open = await store.orders.open();
    found = await plugin.lookUpOrders({ signal });
    for (const [number, id] of found) {
      const record = await plugin.getSingleRecord(id, { signal });
      const csr = open.find((order) => order.number === number)?.csr ?? null;
      await store.requests.keep([{ ...record, csr }], { at: new Date() });
    }
    return { found, problem: null };
  } catch (error) {
    // What was found and not kept is kept by the next `ca pending`.
    if (error instanceof CaPluginError) return { found, problem: error.message };
    throw error;
  }
}

/** By what somebody finds it in SCM. */
function signOf({ kind, reference, priorRequestId }: OpenOrder): string {
  return kind === 'new'
    ? `its comments hold ${reference}`
    : `it ${kind === 'renew' ? 'renews' : 'reissues'} request ${priorRequestId}`;
}

function describeOrder({ productId, commonName, sentAt }: OpenOrder): string {
  return `The order of ${commonName}, product ${productId}, of ${formatLocalTime(sentAt)}`;
}
