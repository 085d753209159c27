import { ApiError } from '@certbridge/sectigo-client';
import pMap from 'p-map';
import { listSensitiveValues, type SensitiveFields } from '../fields/sensitive-fields.ts';
import { type FieldFailure, shownValue } from '../planning/plan-field.ts';
import type { PlanRow } from '../planning/plan-row.ts';
import type { PlannedValue } from '../planning/sync-plan.ts';
import type { ChangeOutcome, Side } from '../state/state-store.ts';
import { describeFailure, isAborted } from './describe-failure.ts';
import { batchesOf, groupsOf } from './group-rows.ts';
import { OutageWatch } from './outage-watch.ts';
import { Progress } from './progress.ts';
import type { RecordedRow } from './recorder.ts';
import type { RunContext } from './run-context.ts';
import type { CertificateOutcome, Failure } from './tally.ts';

/** SCM records whose certificates are put down at a time before they are written. */
const BATCH = 200;

/** Refusals that may be about one field of several: the others can still be written. */
const fieldRefusals: ReadonlySet<string> = new Set(['bad-request', 'not-stored']);

/**
 * Failures of which the system says that it wrote nothing. After any other one nobody knows, as after a 429 that ended
 * retries of a write whose answer was lost.
 */
const refusals: ReadonlySet<string> = new Set([
  'bad-request',
  'conflict',
  'forbidden',
  'invalid-argument',
  'not-found',
  'not-stored',
  'tls',
  'unauthorized',
]);

const INTERRUPTED = 'interrupted while writing; the next run compares again and writes what is missing';

/** What is to be written, and how. */
export interface Writing {
  readonly rows: Iterable<PlanRow> | AsyncIterable<PlanRow>;
  readonly total: number;
  /** Looks once more at certificates of one SCM record before they are written: a reason leaves one out. */
  readonly verify?: (
    rows: readonly PlanRow[],
  ) => Promise<readonly (PlanRow | { readonly refused: string })[]>;
  readonly sensitiveFields: SensitiveFields;
  /** Ends writes that are under way. */
  readonly signal: AbortSignal;
}

/** How the values of a certificate ended, in the order of its changes. */
interface WrittenRow {
  readonly outcome: CertificateOutcome;
  readonly outcomes: readonly ChangeOutcome[];
}

/** Values of one side that are not known to be written. */
interface Unwritten {
  readonly unwritten: ReadonlyMap<PlannedValue, ChangeOutcome>;
  readonly failures: readonly Failure[];
}

/** Writes what was planned, puts down each value before and after, and records how each certificate ended. */
export async function writeCertificates(writing: Writing, context: RunContext): Promise<void> {
  const { recorder, tally, concurrency, logger } = context;
  const watch = new OutageWatch();
  const progress = new Progress(logger, { step: 'written', total: writing.total });
  try {
    await pMap(announced(), writeGroup, {
      concurrency: 2 * Math.max(concurrency.sectigo, concurrency.keyfactor),
    });
  } finally {
    await recorder.flush();
  }

  /** Certificates of one SCM record at a time, since each write of it sends what the one before left. */
  async function* announced(): AsyncGenerator<readonly RecordedRow[]> {
    for await (const groups of batchesOf(groupsOf(writing.rows), BATCH)) {
      const rows = await intend(groups.flat());
      for (let start = 0; start < rows.length; ) {
        const end = start + (groups.shift()?.length ?? 1);
        yield rows.slice(start, end);
        start = end;
      }
    }
  }

  /** What can't be put down is not written; certificates that the run does not come to any more get no number. */
  async function intend(rows: readonly PlanRow[]): Promise<readonly RecordedRow[]> {
    if (!context.signal.aborted) {
      try {
        return await recorder.intend(rows);
      } catch (error) {
        context.stop(error);
      }
    }
    return rows.map((row) => ({ ...row, position: 0 }));
  }

  async function writeGroup(rows: readonly RecordedRow[]): Promise<void> {
    const verified = await verifyGroup(rows);
    for (const [index, row] of rows.entries()) {
      const checked = verified[index] ?? row;
      if (context.signal.aborted) {
        await end(row, { outcome: { kind: 'notProcessed' }, outcomes: [] });
      } else if ('refused' in checked) {
        await end(row, { outcome: refusal(checked.refused), outcomes: [] });
      } else {
        const toWrite = { ...row, ...checked };
        await end(toWrite, await writeRow(toWrite));
      }
      progress.advance();
    }
  }

  async function verifyGroup(rows: readonly RecordedRow[]) {
    if (writing.verify === undefined || context.signal.aborted) return rows;
    try {
      const verified = await writing.verify(rows);
      watch.succeeded();
      return verified;
    } catch (error) {
      const refused = reasonOf(error);
      return rows.map(() => ({ refused }));
    }
  }

  async function end(row: RecordedRow, { outcome, outcomes }: WrittenRow): Promise<void> {
    tally.record({ ...row.certificate, commonName: row.commonName ?? null }, outcome);
    if (row.position === 0) return;
    logWritten(row, outcomes);
    try {
      await recorder.settle(
        row,
        row.certificate.changes.map((_, index) => outcomes[index] ?? 'not-written'),
      );
    } catch (error) {
      context.stop(error);
    }
  }

  async function writeRow(row: RecordedRow): Promise<WrittenRow> {
    const { changes } = row.certificate;
    const unwritten = new Map<PlannedValue, ChangeOutcome>();
    const failures: Failure[] = [];
    for (const side of ['keyfactor', 'sectigo'] as const) {
      const ofSide = changes.filter((change) => change.side === side);
      if (ofSide.length === 0) continue;
      const failed = await writeSide(row, side, ofSide);
      failures.push(...failed.failures);
      for (const [change, outcome] of failed.unwritten) unwritten.set(change, outcome);
    }
    failures.push(...row.failures);
    const outcomes = changes.map((change) => unwritten.get(change) ?? 'written');
    if (failures.length === 0) return { outcome: { kind: 'updated' }, outcomes };
    return { outcome: { kind: outcomes.includes('written') ? 'partial' : 'failed', failures }, outcomes };
  }

  /** Writes the values of one system together; where that is refused, one by one. */
  async function writeSide(
    row: RecordedRow,
    side: Side,
    changes: readonly PlannedValue[],
  ): Promise<Unwritten> {
    try {
      await write(row, side, changes);
      return { unwritten: new Map(), failures: [] };
    } catch (error) {
      if (!(error instanceof ApiError && fieldRefusals.has(error.code) && changes.length > 1)) {
        const outcome = outcomeAfter(error);
        const unwritten = new Map(changes.map((change) => [change, outcome]));
        return { unwritten, failures: [{ field: null, reason: reasonOf(error) }] };
      }
      watch.succeeded();
    }
    const unwritten = new Map<PlannedValue, ChangeOutcome>();
    const failures: FieldFailure[] = [];
    for (const change of changes) {
      const failed = await writeSingly(row, change);
      if (failed === undefined) continue;
      unwritten.set(change, failed.outcome);
      const value = shownValue(change.after, change);
      failures.push({ field: change.field, reason: failed.reason, value });
    }
    return { unwritten, failures };
  }

  /** Finds out which field a refusal was about, so that one bad value does not cost the others. */
  async function writeSingly(
    row: PlanRow,
    change: PlannedValue,
  ): Promise<{ readonly outcome: ChangeOutcome; readonly reason: string } | undefined> {
    if (context.signal.aborted) return { outcome: 'not-written', reason: INTERRUPTED };
    try {
      await write(row, change.side, [change]);
      return undefined;
    } catch (error) {
      return { outcome: outcomeAfter(error), reason: reasonOf(error) };
    }
  }

  async function write(
    { certificate }: PlanRow,
    side: Side,
    changes: readonly PlannedValue[],
  ): Promise<void> {
    const values = Object.fromEntries(changes.map(({ field, after }) => [field, after]));
    const { sectigoId, keyfactorId } = certificate;
    const { signal, sensitiveFields } = writing;
    const options = { secrets: listSensitiveValues(certificate.changes), signal };
    if (side === 'keyfactor' && keyfactorId !== null) {
      await context.keyfactor.certificates.updateMetadata(keyfactorId, values, {
        ...options,
        sensitiveFields: sensitiveFields.keyfactor,
      });
    } else if (side === 'sectigo' && sectigoId !== null) {
      await context.sectigo.certificates.updateCustomFields(sectigoId, values, {
        ...options,
        sensitiveFields: sensitiveFields.sectigo,
      });
    }
    watch.succeeded();
  }

  /** Says why something failed, and ends the run where it was no fault of the certificate. */
  function reasonOf(error: unknown): string {
    if (isAborted(error)) return INTERRUPTED;
    if (error instanceof ApiError && watch.isOutage(error)) context.stop(error);
    return describeFailure(error);
  }

  function logWritten({ certificate }: PlanRow, outcomes: readonly ChangeOutcome[]): void {
    const { serialNumber, changes } = certificate;
    const done = changes.filter((_, index) => outcomes[index] === 'written');
    if (done.length === 0) return;
    const fields = done.map(({ field }) => field).join(', ');
    logger.debug('Wrote {fields} of certificate {serialNumber}.', { fields, serialNumber });
    for (const { field } of done.filter(({ truncated }) => truncated)) {
      const properties = { field, serialNumber };
      logger.warn('Cut the value of {field} of certificate {serialNumber} to the limit.', properties);
    }
  }
}

/** What became of a value whose write failed: a write whose answer was lost may have taken effect. */
function outcomeAfter(error: unknown): ChangeOutcome {
  return error instanceof ApiError && refusals.has(error.code) ? 'not-written' : 'started';
}

function refusal(reason: string): CertificateOutcome {
  return { kind: 'failed', failures: [{ field: null, reason }] };
}
