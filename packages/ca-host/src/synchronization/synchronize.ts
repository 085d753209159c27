import { type BadRecord, CaPluginError } from '@certbridge/ca-plugin';
import { required, type Shape } from '@certbridge/rest-client';
import { checkStep } from '../arguments/check-step.ts';
import type { SyncCounts, SyncEnd } from '../contract/ca-store.ts';
import type { HostCallOptions } from '../contract/hosted-ca.ts';
import { DatabaseError } from '../database/database-error.ts';
import type { HostedPlugin } from '../hosted-plugin.ts';
import { keepProductNames } from '../products/keep-product-names.ts';
import { RecordKeeper } from './record-keeper.ts';

/** How to synchronize. */
export interface SynchronizeOptions extends HostCallOptions {
  /** Read everything again, not just changes. */
  readonly full: boolean;
}

/** What a synchronization brought. */
export interface Synchronization {
  readonly startedAt: Date;
  /** Since when changes were read, unless it was a full one; null for all of them. */
  readonly lastSync: Date | null;
  readonly counts: SyncCounts;
  /** What was found wrong and stopped nothing; sentences for the operator. */
  readonly findings: readonly string[];
  readonly bad: readonly BadRecord[];
  /** Why it did not complete. What came until then stays, and comes again at the next time. Null where it did. */
  readonly failure: CaPluginError | DatabaseError | null;
}

const takes = required('option', { signal: 'signal?', full: 'flag' } satisfies Shape<SynchronizeOptions>);

/**
 * Updates a store from the authority. An aborted `signal` is returned as a failure, like one of the authority or the store;
 * any other error is a bug, and thrown.
 */
export async function synchronize(host: HostedPlugin, options: SynchronizeOptions): Promise<Synchronization> {
  checkStep({ of: 'synchronize', host, options, takes });
  const { full, signal } = options;
  const { store, plugin } = host;
  const lastSync = store.syncs.lastSync();
  const startedAt = new Date();
  // Without an earlier one everything is read.
  const number = await store.syncs.begin({ full: full || lastSync === null, at: startedAt });
  const keeper = new RecordKeeper(store);
  const findings: string[] = [];
  const onFinding = (finding: string) => findings.push(finding);
  const finish = (result: SyncEnd) =>
    store.syncs.finish(number, { result, counts: keeper.counts(), at: new Date() });
  const told = (failure: Synchronization['failure']): Synchronization => ({
    startedAt,
    lastSync,
    counts: keeper.counts(),
    findings,
    bad: keeper.bad,
    failure,
  });
  try {
    for await (const record of plugin.synchronize({ lastSync, fullSync: full }, { signal, onFinding })) {
      await keeper.take(record);
    }
    await keeper.flush();
    await readMisplaced(host, { keeper, signal });
    await finish('completed');
    await keepProductNames(host, { signal });
    return told(null);
  } catch (error) {
    if (error instanceof DatabaseError) return told(error);
    await keeper.flush();
    await finish(signal?.aborted === true ? 'interrupted' : 'failed');
    if (error instanceof CaPluginError) return told(error);
    throw error;
  }
}

/** Reads requests again whose certificate was kept for another one, even if SCM reports no change. */
async function readMisplaced(
  { store, plugin }: HostedPlugin,
  { keeper, signal }: HostCallOptions & { readonly keeper: RecordKeeper },
): Promise<void> {
  for await (const caRequestId of store.requests.misplaced()) {
    const record = await plugin.getSingleRecord(caRequestId, { signal }).catch((error: unknown) => {
      const isItsOwn =
        error instanceof CaPluginError && (error.code === 'bad-record' || error.code === 'not-found');
      if (!isItsOwn) throw error;
      return { caRequestId, problem: error.message };
    });
    await keeper.take(record);
  }
  await keeper.flush();
}
