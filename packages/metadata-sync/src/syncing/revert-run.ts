import { parseSerialNumber } from '@certbridge/certificate';
import { pMapIterable } from 'p-map';
import {
  type BothSides,
  destinationAt,
  type FieldMapping,
  type FieldPlan,
  fieldAt,
  type RunStop,
} from '../fields/field-plan.ts';
import { type FieldFailure, heldText } from '../planning/plan-field.ts';
import { type PlanRow, toPlanRow } from '../planning/plan-row.ts';
import { holds } from '../planning/resolve-change.ts';
import type { PlannedValue } from '../planning/sync-plan.ts';
import { isOfSerial } from '../reading/read-details.ts';
import { readFieldPlan } from '../reading/read-field-plan.ts';
import { readRecords } from '../reading/read-records.ts';
import { failedOutcome, outcomeOf } from '../run/failures.ts';
import { beginRun } from '../run/run.ts';
import type { SyncContext } from '../run/run-context.ts';
import type { RecordedCertificate, RecordedChange } from '../state/state-store.ts';
import { writePlanned } from '../writing/write-planned.ts';
import { checkRevertOptions, type RevertOptions } from './revert-options.ts';
import { createSyncContext, describePlan, endSync, recordUnwritten, type SyncResult } from './sync-run.ts';

const REASONS = {
  changed: 'changed since the run wrote it; left as it is',
  sensitive: 'the former value of a sensitive field is not kept; left as it is',
  another: 'another serial number is under its id in one of the systems now; left as it is',
  notInSync: 'not among the fields that take part; left as it is',
};

/**
 * Writes the former values of a run back, where the present value is still the one that the run wrote.
 *
 * Writes whose outcome is unknown are included: the present value shows their outcome. Metadata fields that the
 * run created and certificates that it imported stay. Throws an `ApiError` 'invalid-argument' for options that can't be
 * used, and never for what a system does wrong.
 *
 * @example
 * const [run] = await store.listRuns({ limit: 1 });
 * const { summary } = await revertRun({ run, settings, sectigo, keyfactor, store, runId: crypto.randomUUID() });
 */
export async function revertRun(options: RevertOptions): Promise<SyncResult> {
  checkRevertOptions(options);
  const { run, dryRun = false } = options;
  const context = createSyncContext(options, { kind: 'revert', mode: 'both', dryRun, of: run.runId });
  return endSync(context, revert(options, context));
}

async function revert(options: RevertOptions, context: SyncContext): Promise<RunStop | undefined> {
  const { run, store } = options;
  const { dryRun, signal, totals, work } = context;
  await beginRun(context);
  const fields = await readFieldPlan(context);
  if ('stop' in fields) return fields.stop;
  // Nothing is created or shaped on the way back.
  const fieldPlan: FieldPlan = { ...fields.plan, create: [], update: [] };
  await planReversals(store.certificatesOf(run.runId), fieldPlan.mappings, context);
  if (!signal.aborted) await options.onPlan?.(describePlan(fieldPlan, context));
  if (dryRun || signal.aborted) recordUnwritten(context);
  else await writePlanned(fieldPlan, { rows: work.planned(), total: totals.planned }, context);
  return undefined;
}

/** Plans the way back of each certificate into the work area. */
async function planReversals(
  certificates: AsyncIterable<RecordedCertificate>,
  mappings: readonly FieldMapping[],
  context: SyncContext,
): Promise<void> {
  const { tally, work, concurrency } = context;
  const atOnce = 2 * Math.max(concurrency.sectigo, concurrency.keyfactor);
  const planOne = async (certificate: RecordedCertificate) => {
    try {
      return await planReversal(certificate, mappings, context);
    } catch (error) {
      tally.record(certificate, outcomeOf(error, context));
      return undefined;
    }
  };
  const rows = pMapIterable(certificates, planOne, { concurrency: atOnce, backpressure: atOnce * 4 });
  // In the order they were written in, whatever order responses come in: records of one certificate stay together.
  for await (const row of rows) if (row !== undefined) work.addPlanned(row);
}

/** Plans the way back of a certificate; records it where there is nothing to write. */
async function planReversal(
  certificate: RecordedCertificate,
  mappings: readonly FieldMapping[],
  context: SyncContext,
): Promise<PlanRow | undefined> {
  const { tally, totals, hashSensitive, signal, outage } = context;
  const undone = certificate.changes.filter(({ outcome }) => outcome !== 'not-written');
  if (undone.length === 0) return undefined;
  if (signal.aborted) {
    tally.record(certificate, { kind: 'notProcessed' });
    return undefined;
  }
  const [records] = await readRecords([certificate], mappings, context);
  outage.succeeded();
  const serial = parseSerialNumber(certificate.serialNumber);
  const isSame = records && isOfSerial(records.sectigo, serial) && isOfSerial(records, serial);
  if (!isSame) {
    tally.record(certificate, failedOutcome(REASONS.another));
    return undefined;
  }
  const changes: PlannedValue[] = [];
  const failures: FieldFailure[] = [];
  for (const change of undone) {
    const step = undo(change, { mappings, records, hashSensitive });
    if (step === undefined) continue;
    if ('reason' in step) failures.push({ field: change.field, reason: step.reason });
    else changes.push(step);
  }
  totals.add({ changes, values: 0 });
  const { serialNumber, sectigoId, keyfactorId } = certificate;
  const reference = { serialNumber, sectigoId, keyfactorId, commonName: records.sectigo.commonName ?? null };
  const row = toPlanRow(
    reference,
    { changes, failures, serial: serial ?? '', present: records },
    { mappings, hashSensitive },
  );
  if (row === undefined)
    tally.record(reference, failures.length === 0 ? { kind: 'unchanged' } : { kind: 'failed', failures });
  return row;
}

/** The write that undoes a change, why there is none, or undefined where the former value is back already. */
function undo(
  change: RecordedChange,
  at: {
    readonly mappings: readonly FieldMapping[];
    readonly records: BothSides;
    readonly hashSensitive: (text: string) => string;
  },
): PlannedValue | { readonly reason: string } | undefined {
  const mapping = fieldAt(at.mappings, change);
  const destination = mapping && destinationAt(mapping, change);
  if (destination === undefined) return { reason: REASONS.notInSync };
  if (holds(change, { ...at, text: 'before' })) return undefined;
  if (!holds(change, { ...at, text: 'after' })) return { reason: REASONS.changed };
  if (change.sensitive && change.before !== null) return { reason: REASONS.sensitive };
  return {
    side: change.side,
    field: change.field,
    before: heldText(destination, at.records),
    after: change.before ?? '',
    truncated: false,
    sensitive: change.sensitive ?? false,
  };
}
