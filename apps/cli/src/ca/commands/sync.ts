import path from 'node:path';
import { type BadRecord, CaPluginError, type CaPluginErrorCode } from '@certbridge/ca-plugin';
import { CommandError } from '../../configuration-error.ts';
import { defineCommand } from '../../frame/command.ts';
import { describeLoss, withRunLock } from '../../with-run-lock.ts';
import { DatabaseError } from '../database/database-error.ts';
import type { SyncCounts, SyncEnd } from '../database/sync-store.ts';
import { toCommandError, toProblem } from './ca-error.ts';
import { lookUpOpenOrders, type OpenOrderFindings } from './open-orders.ts';
import { keepProductNames } from './product-names.ts';
import { RecordKeeper } from './record-keeper.ts';
import { type CaHost, type CaResult, connectedCommand, runConnected } from './run-connected.ts';

const BAD_SHOWN = 20;
/** Of its own, since the metadata sync may work in the same folder at the same time. */
const lockName = 'certbridge-ca.lock';

/** Brings the database to what the certificate authority has. */
export const caSyncCommand = defineCommand(
  () =>
    connectedCommand('sync', 'bring the database to what Sectigo has').option(
      '--full',
      'read everything, whatever was read before',
    ),
  (io, { full = false, ...options }) =>
    runConnected(io, options, {
      name: 'sync',
      work: (host) => {
        // Two synchronizations at one time would do everything twice. Orders may be placed meanwhile.
        const directory = path.dirname(host.place.databaseFile);
        const lock = { directory, command: 'ca sync', name: lockName };
        const work = (signal: AbortSignal) => synchronize(host, { full, signal });
        return withRunLock(lock, { signal: io.signal, work });
      },
    }),
);

/** Ends before any certificate is asked for: there is nothing to count, and nothing to go on from. */
const notBegun: ReadonlySet<CaPluginErrorCode> = new Set([
  'disabled',
  'invalid-settings',
  'nothing-in-scope',
]);

async function synchronize(
  host: CaHost,
  { full, signal }: { readonly full: boolean; readonly signal: AbortSignal },
): Promise<CaResult> {
  const { store, plugin } = host;
  const lastSync = store.syncs.lastSync();
  const startedAt = new Date();
  const number = await store.syncs.begin({ full, at: startedAt });
  const keeper = new RecordKeeper(store);
  const findings: string[] = [];
  const finish = (result: SyncEnd) =>
    store.syncs.finish(number, { result, counts: keeper.counts(), at: new Date() });
  try {
    const onFinding = (finding: string) => findings.push(finding);
    for await (const record of plugin.synchronize({ lastSync, fullSync: full }, { signal, onFinding })) {
      await keeper.take(record);
    }
    await keeper.flush();
    await readMisplaced(host, { keeper, signal });
    await finish('completed');
    await keepProductNames(host);
  } catch (error) {
    // What came until then stays, and comes again at the next time.
    if (!(error instanceof DatabaseError)) {
      await keeper.flush();
      await finish(signal.aborted ? 'interrupted' : 'failed');
    }
    const failure = toCommandError(error);
    if (!(failure instanceof CommandError)) throw error;
    const loss = describeLoss(signal, host.io.signal);
    const result = unfinished(loss === undefined ? failure : new CommandError(1, [toProblem(loss)]), {
      keeper,
      findings,
    });
    return error instanceof CaPluginError && notBegun.has(error.code)
      ? { ...result, lines: findings }
      : result;
  }
  const scope = full ? 'Full synchronization' : 'Synchronization';
  return report(`${scope} done`, {
    ...{ keeper, findings, startedAt, lastSync },
    orders: await lookUpOpenOrders(host),
  });
}

/** Reads requests again whose certificate was kept for another one, whether or not SCM tells of a change. */
async function readMisplaced(
  { store, plugin }: CaHost,
  { keeper, signal }: { readonly keeper: RecordKeeper; readonly signal: AbortSignal },
): Promise<void> {
  for (const caRequestId of store.requests.misplaced()) {
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

function report(
  what: string,
  {
    keeper,
    findings,
    orders,
    startedAt,
    lastSync,
  }: {
    keeper: RecordKeeper;
    findings: readonly string[];
    orders: OpenOrderFindings;
    startedAt: Date;
    lastSync: Date | null;
  },
): CaResult {
  const counts = keeper.counts();
  return {
    exitCode: counts.bad > 0 || findings.length > 0 || orders.open.length > 0 ? 3 : 0,
    document: {
      result: 'completed',
      startedAt: startedAt.toISOString(),
      lastSync: lastSync?.toISOString() ?? null,
      counts,
      findings,
      bad: keeper.bad,
      openOrders: orders.open,
    },
    findings,
    lines: [
      `${what}: ${renderCounts(counts)}.`,
      ...findings,
      ...renderBad(keeper.bad),
      ...(counts.bad > 0 ? ['What could not be read is read again at the next time.'] : []),
      ...orders.lines,
    ],
  };
}

function unfinished(
  { exitCode, problems }: CommandError,
  { keeper, findings }: { readonly keeper: RecordKeeper; readonly findings: readonly string[] },
): CaResult {
  const counts = keeper.counts();
  return {
    exitCode,
    document: { result: exitCode === 130 ? 'interrupted' : 'failed', counts, findings, bad: keeper.bad },
    findings,
    lines: [
      `Synchronization not finished: ${renderCounts(counts)} until then. The next one goes on from where the last complete one began.`,
      ...findings,
      ...renderBad(keeper.bad),
    ],
    problems: exitCode === 130 ? [] : problems,
  };
}

function renderCounts({ added, changed, unchanged, bad }: SyncCounts): string {
  const failed = bad === 0 ? '' : `, ${bad} could not be read`;
  return `${added} new, ${changed} changed, ${unchanged} read again without a change${failed}`;
}

function renderBad(bad: readonly BadRecord[]): string[] {
  const shown = bad.slice(0, BAD_SHOWN).map(({ caRequestId, problem }) => `  ${caRequestId}: ${problem}`);
  return bad.length > BAD_SHOWN ? [...shown, `  and ${bad.length - BAD_SHOWN} more, in the log file`] : shown;
}
