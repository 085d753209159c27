import path from 'node:path';
import {
  lookUpOpenOrders,
  type OpenOrders,
  type SyncCounts,
  type Synchronization,
  synchronize,
} from '@certbridge/ca-host';
import { type BadRecord, CaPluginError, type CaPluginErrorCode } from '@certbridge/ca-plugin';
import { ProgramError } from '../../configuration-error.ts';
import { defineAction } from '../../frame/action.ts';
import { describeLoss, withRunLock } from '../../with-run-lock.ts';
import { toProblem, toProgramError } from './ca-error.ts';
import { type CaResult, type ConnectedHost, connectedAction, connectedRun } from './connected-run.ts';
import { describeOpenOrders, renderOpenOrders } from './render-open-orders.ts';

const BAD_SHOWN = 20;
/** Of its own, since the metadata sync may work in the same folder at the same time. */
const lockName = 'certbridge-ca.lock';

/** Brings the database to what the certificate authority has. */
export const caSyncAction = defineAction(
  () =>
    connectedAction('sync', 'bring the database to what Sectigo has').option(
      '--full',
      'read everything, whatever was read before',
    ),
  (io, { full = false, ...options }) =>
    connectedRun(io, options, {
      name: 'sync',
      work: (host) => {
        // Two synchronizations at one time would do everything twice. Orders may be placed meanwhile.
        const directory = path.dirname(host.place.databaseFile);
        const lock = { directory, command: 'ca sync', name: lockName };
        const work = (signal: AbortSignal) => sync(host, { full, signal });
        return withRunLock(lock, { signal: io.signal, work });
      },
    }),
);

/** Ends before any certificate is asked for: there is nothing to count, and nothing to continue. */
const notBegun: ReadonlySet<CaPluginErrorCode> = new Set([
  'disabled',
  'invalid-settings',
  'nothing-in-scope',
]);

async function sync(
  host: ConnectedHost,
  { full, signal }: { readonly full: boolean; readonly signal: AbortSignal },
): Promise<CaResult> {
  const done = await synchronize(host, { full, signal });
  const { failure } = done;
  if (failure === null) {
    const orders = await lookUpOpenOrders(host, { signal: host.io.signal });
    return report(done, { what: full ? 'Full synchronization' : 'Synchronization', orders });
  }
  const loss = describeLoss(signal, host.io.signal);
  const result = unfinished(
    done,
    loss === undefined ? toProgramError(failure) : new ProgramError(1, [toProblem(loss)]),
  );
  return failure instanceof CaPluginError && notBegun.has(failure.code)
    ? { ...result, lines: done.findings }
    : result;
}

function report(
  { counts, findings, bad, startedAt, lastSync }: Synchronization,
  { what, orders }: { readonly what: string; readonly orders: OpenOrders },
): CaResult {
  const openOrders = describeOpenOrders(orders);
  return {
    exitCode: counts.bad > 0 || findings.length > 0 || openOrders.length > 0 ? 3 : 0,
    document: {
      result: 'completed',
      startedAt: startedAt.toISOString(),
      lastSync: lastSync?.toISOString() ?? null,
      counts,
      findings,
      bad,
      openOrders,
    },
    findings,
    lines: [
      `${what} done: ${renderCounts(counts)}.`,
      ...findings,
      ...renderBad(bad),
      ...(counts.bad > 0 ? ['What could not be read is read again at the next time.'] : []),
      ...renderOpenOrders(orders),
    ],
  };
}

function unfinished(
  { counts, findings, bad }: Synchronization,
  { exitCode, problems }: ProgramError,
): CaResult {
  return {
    exitCode,
    document: { result: exitCode === 130 ? 'interrupted' : 'failed', counts, findings, bad },
    findings,
    lines: [
      `Synchronization not finished: ${renderCounts(counts)} until then. The next one goes on from where the last complete one began.`,
      ...findings,
      ...renderBad(bad),
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
