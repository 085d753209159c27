import { CaPluginError } from '@certbridge/ca-plugin';
import { required, type Shape } from '@certbridge/rest-client';
import { checkStep } from '../arguments/check-step.ts';
import { checkWhole } from '../arguments/check-values.ts';
import type { StoredRequest } from '../contract/ca-store.ts';
import type { HostCallOptions } from '../contract/hosted-ca.ts';
import type { HostedPlugin } from '../hosted-plugin.ts';
import { statusGroups } from './status-names.ts';

/** A request that could not be read. */
export interface PickupFailure {
  readonly id: string;
  readonly error: CaPluginError;
}

/** The outcomes of the requests that waited. */
export interface Pickup {
  /** How many waited. */
  readonly asked: number;
  /** Those that the store has, as they are now. */
  readonly requests: readonly StoredRequest[];
  /** Those of them whose status is another than before. */
  readonly changed: readonly StoredRequest[];
  readonly failures: readonly PickupFailure[];
}

/** How to read the requests that wait. */
export interface PickupOptions extends HostCallOptions {
  /** Requests that are read at one time. */
  readonly concurrency: number;
}

const takes = required('option', { signal: 'signal?', concurrency: 'number' } satisfies Shape<PickupOptions>);

/**
 * Reads every request again that waits at the authority, and keeps it. A request that can't be read leaves the others alone;
 * after a refused login no more are read, since SCM locks one that is refused repeatedly.
 */
export async function pickUpPending(host: HostedPlugin, options: PickupOptions): Promise<Pickup> {
  checkStep({ of: 'pickUpPending', host, options, takes });
  checkWhole(options.concurrency, 'The option concurrency of pickUpPending', 1);
  const { signal, concurrency } = options;
  const { requests, orders } = host.store;
  const pending = [...requests.list({ statuses: statusGroups.pending })];
  const before = new Map(pending.map(({ id, status }) => [id, status]));
  const waiting = [...pending.map(({ id }) => ({ id, csr: null })), ...orders.unkept()];
  const failures: PickupFailure[] = [];
  for (let index = 0; index < waiting.length; index += concurrency) {
    const batch = waiting.slice(index, index + concurrency);
    const read = await Promise.all(batch.map((request) => readOne(host, request, { signal })));
    failures.push(...read.filter((failure) => failure !== undefined));
    if (failures.some(({ error }) => error.code === 'refused' || error.code === 'aborted')) break;
  }
  const found = waiting.map(({ id }) => requests.find(id)).filter((request) => request !== undefined);
  return {
    asked: waiting.length,
    requests: found,
    changed: found.filter(({ status, id }) => before.get(id) !== status),
    failures,
  };
}

async function readOne(
  { plugin, store }: HostedPlugin,
  { id, csr }: { readonly id: string; readonly csr: string | null },
  { signal }: HostCallOptions,
): Promise<PickupFailure | undefined> {
  try {
    const record = await plugin.getSingleRecord(id, { signal });
    await store.requests.keep([{ ...record, csr: record.csr ?? csr }], { at: new Date() });
    return undefined;
  } catch (error) {
    if (error instanceof CaPluginError) return { id, error };
    throw error;
  }
}
