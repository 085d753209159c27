import pMap from 'p-map';
import type { FieldPlan } from '../fields/field-plan.ts';
import type { PlanRow } from '../planning/plan-row.ts';
import { batchesOf } from '../run/batches-of.ts';
import { failedOutcome, reasonOf } from '../run/failures.ts';
import { Progress } from '../run/progress.ts';
import type { RecordedRow } from '../run/recorder.ts';
import type { RunContext } from '../run/run-context.ts';
import type { ChangeOutcome } from '../state/state-store.ts';
import { type VerifiedRow, verifyRows } from './verify-rows.ts';
import {
  listSensitiveFields,
  type WriteContext,
  type WrittenRow,
  warnOfCuts,
  writeRow,
} from './write-certificate.ts';
import { writeFields } from './write-fields.ts';

/** SCM records whose certificates are recorded at a time before they are written. */
const BATCH = 200;

/** What is to be written. */
export interface Writing {
  readonly rows: Iterable<PlanRow> | AsyncIterable<PlanRow>;
  readonly total: number;
  /** Read each certificate once more before it is written: the plan was made in an earlier run. */
  readonly verify?: boolean;
}

/** Creates and updates metadata fields, then writes certificates; records each value before and after. */
export async function writePlanned(
  fieldPlan: FieldPlan,
  writing: Writing,
  context: RunContext,
): Promise<void> {
  const { recorder, tally, concurrency, logger } = context;
  try {
    await writeFields(fieldPlan, context);
  } catch (error) {
    for await (const { certificate } of writing.rows) tally.record(certificate, { kind: 'notProcessed' });
    throw error;
  }
  const writer = { ...context, sensitiveFields: listSensitiveFields(fieldPlan.mappings) };
  const progress = new Progress(logger, { step: 'written', total: writing.total });
  const writeGroup = async (rows: readonly RecordedRow[]) => {
    const verified = writing.verify ? await verifyGroup(rows, fieldPlan, context) : rows;
    for (const [index, row] of rows.entries()) {
      await writeVerified(row, verified[index] ?? row, writer);
      progress.advance();
    }
  };
  try {
    await pMap(recordIntents(writing.rows, context), writeGroup, {
      concurrency: 2 * Math.max(concurrency.sectigo, concurrency.keyfactor),
    });
  } finally {
    await recorder.flush();
  }
}

/** Records what is about to be written; certificates of one SCM record stay together, as each write to it sends what the one before left. */
async function* recordIntents(
  rows: Writing['rows'],
  context: RunContext,
): AsyncGenerator<readonly RecordedRow[]> {
  for await (const groups of batchesOf(groupsOf(rows), BATCH)) {
    const recorded = await recordIntent(groups.flat(), context);
    for (const { length } of groups) yield recorded.splice(0, length);
  }
}

/** What can't be recorded is not written; certificates that the run does not reach any more get no number. */
async function recordIntent(
  rows: readonly PlanRow[],
  { recorder, signal, stop }: RunContext,
): Promise<RecordedRow[]> {
  if (!signal.aborted) {
    try {
      return await recorder.intend(rows);
    } catch (error) {
      stop(error);
    }
  }
  return rows.map((row) => ({ ...row, position: 0 }));
}

async function verifyGroup(
  rows: readonly RecordedRow[],
  { mappings }: FieldPlan,
  context: RunContext,
): Promise<readonly VerifiedRow[]> {
  if (context.signal.aborted) return rows;
  try {
    const verified = await verifyRows(rows, mappings, context);
    context.outage.succeeded();
    return verified;
  } catch (error) {
    const refused = reasonOf(error, context);
    return rows.map(() => ({ refused }));
  }
}

/** Writes a certificate and records how its values ended. */
async function writeVerified(row: RecordedRow, verified: VerifiedRow, context: WriteContext): Promise<void> {
  const { tally, recorder, signal, stop } = context;
  const isLeft = 'refused' in verified || 'held' in verified;
  const toWrite = isLeft ? row : { ...row, ...verified };
  const { outcome, outcomes } = await endOf();
  tally.record({ ...toWrite.certificate, commonName: toWrite.commonName ?? null }, outcome);
  if (row.position === 0) return;
  logWritten(toWrite, outcomes, context);
  try {
    await recorder.recordOutcomes(
      toWrite,
      toWrite.certificate.changes.map((_, index) => outcomes[index] ?? 'not-written'),
    );
  } catch (error) {
    stop(error);
  }

  async function endOf(): Promise<WrittenRow> {
    if (signal.aborted) return { outcome: { kind: 'notProcessed' }, outcomes: [] };
    if ('refused' in verified) return { outcome: failedOutcome(verified.refused), outcomes: [] };
    if ('held' in verified) return { outcome: { kind: 'unchanged' }, outcomes: [] };
    return writeRow(toWrite, context);
  }
}

function logWritten(
  { certificate }: PlanRow,
  outcomes: readonly ChangeOutcome[],
  { logger }: RunContext,
): void {
  const { serialNumber, changes } = certificate;
  const written = changes.filter((_, index) => outcomes[index] === 'written');
  if (written.length === 0) return;
  const fields = written.map(({ field }) => field).join(', ');
  logger.debug('Wrote {fields} of certificate {serialNumber}.', { fields, serialNumber });
  warnOfCuts(written, serialNumber, logger);
}

/** Groups consecutive certificates of one SCM record. */
export async function* groupsOf(
  rows: Iterable<PlanRow> | AsyncIterable<PlanRow>,
): AsyncGenerator<readonly PlanRow[]> {
  let group: PlanRow[] = [];
  for await (const row of rows) {
    const { sectigoId } = row.certificate;
    if (group.length > 0 && (sectigoId === null || group[0]?.certificate.sectigoId !== sectigoId)) {
      yield group;
      group = [];
    }
    group.push(row);
  }
  if (group.length > 0) yield group;
}
