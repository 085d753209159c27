import path from 'node:path';
import { type BadRecord, CaPluginError } from '@certbridge/ca-plugin';
import { getLogger } from '@logtape/logtape';
import type { CliIo } from '../../cli-io.ts';
import { describeBusy } from '../../run-lock/describe-busy.ts';
import { acquireRunLock } from '../../run-lock.ts';
import { DatabaseError } from '../database/database-error.ts';
import type { SyncCounts, SyncResult } from '../database/sync-store.ts';
import { CaCommandError, type CaFailure, isExpected, toCaFailure } from './ca-error.ts';
import type { CaResult } from './ca-result.ts';
import { lookUpOpenOrders, type OpenOrderFindings } from './open-orders.ts';
import { keepProductNames } from './product-names.ts';
import { RecordKeeper } from './record-keeper.ts';
import { type CaHost, type CaOptions, runCaCommand } from './run-ca-command.ts';

/** A synchronization as the command line asks for it. */
export interface CaSyncCommand extends CaOptions {
  /** Everything, whatever was synchronized before. */
  readonly full: boolean;
}

const BAD_SHOWN = 20;
/** Of its own, since the metadata sync may work in the same folder at the same time. */
const lockName = 'certbridge-ca.lock';

/** Brings the database to what the certificate authority has; returns the exit code. */
export function runCaSync({ full, ...options }: CaSyncCommand, io: CliIo): Promise<number> {
  return runCaCommand(options, {
    io,
    command: 'sync',
    work: (host) => withSyncLock(host, (signal) => synchronize(host, { full, signal })),
  });
}

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
  const finish = (result: SyncResult) =>
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
    if (!isExpected(error)) throw error;
    return unfinished(toCaFailure(signal.aborted ? interruption(host, signal, error) : error), keeper);
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
    exitCode: counts.bad > 0 || findings.length > 0 ? 3 : 0,
    document: {
      result: 'completed',
      startedAt: startedAt.toISOString(),
      lastSync: lastSync?.toISOString() ?? null,
      counts,
      findings,
      bad: keeper.bad,
      openOrders: orders.open,
    },
    lines: [
      `${what}: ${renderCounts(counts)}.`,
      ...findings,
      ...renderBad(keeper.bad),
      ...(counts.bad > 0 ? ['What could not be read is read again at the next time.'] : []),
      ...orders.lines,
    ],
  };
}

function unfinished({ exitCode, problems }: CaFailure, keeper: RecordKeeper): CaResult {
  const counts = keeper.counts();
  return {
    exitCode,
    document: { result: exitCode === 130 ? 'interrupted' : 'failed', counts, bad: keeper.bad },
    lines: [
      `Synchronization not finished: ${renderCounts(counts)} until then. The next one goes on from where the last complete one began.`,
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

/** For the plugin a lost lock is an interruption; for the operator it is a failure, and says why. */
function interruption({ io }: CaHost, signal: AbortSignal, error: unknown): unknown {
  if (io.signal.aborted || !(signal.reason instanceof Error)) return error;
  const problems = [{ file: '', message: signal.reason.message.replace(/\.$/, ''), remedy: '' }];
  return new CaCommandError({ exitCode: 1, problems });
}

/** Two synchronizations at one time would do everything twice. Orders may be placed meanwhile. */
async function withSyncLock(
  { place, io }: CaHost,
  work: (signal: AbortSignal) => Promise<CaResult>,
): Promise<CaResult> {
  const directory = path.dirname(place.databaseFile);
  const lock = await acquireRunLock({ directory, command: 'ca sync', name: lockName });
  if (lock.state === 'busy') throw new CaCommandError({ exitCode: 4, problems: [describeBusy(lock)] });
  const logger = getLogger(['certbridge', 'cli']);
  if (lock.state === 'unavailable') {
    logger.warn("The lock file {file} can't be written ({reason}): nothing keeps a second run away.", {
      ...lock,
    });
    return work(io.signal);
  }
  if (lock.tookOver !== undefined) logger.warn('{reason}', { reason: lock.tookOver });
  try {
    return await work(AbortSignal.any([io.signal, lock.lost]));
  } finally {
    await lock.release();
  }
}
