import { parseSerialNumber } from '@certbridge/certificate';
import { ApiError, type SslDetails } from '@certbridge/sectigo-client';
import { pMapIterable } from 'p-map';
import type { CertificateRecords, FieldMapping } from '../fields/field-plan.ts';
import { destinationAt, fieldAt } from '../planning/field-at.ts';
import { fingerprint } from '../planning/fingerprint.ts';
import { type FieldFailure, heldText } from '../planning/plan-field.ts';
import { agreementsAfter, type PlanRow } from '../planning/plan-row.ts';
import type { PlannedValue } from '../planning/sync-plan.ts';
import { StateError } from '../state/state-error.ts';
import type { RecordedCertificate, RecordedChange, RunRecord, StateStore } from '../state/state-store.ts';
import { describeFailure, isAborted } from './describe-failure.ts';
import { isOfSerial } from './find-details.ts';
import { OutageWatch } from './outage-watch.ts';
import { toInventory } from './read-inventory.ts';
import { holds } from './resolve-change.ts';
import { Run } from './run.ts';
import type { RunContext } from './run-context.ts';
import type { SyncOptions, SyncResult } from './sync-options.ts';
import type { CertificateOutcome, TalliedCertificate } from './tally.ts';

/** What undoing a run is told. */
export type RevertOptions = Omit<SyncOptions, 'mode' | 'force' | 'updateFields' | 'store'> & {
  readonly store: StateStore;
  /** The run to undo. */
  readonly run: RunRecord;
};

const REASONS = {
  changed: 'changed since the run wrote it; left as it is',
  sensitive: 'the former value of a sensitive field is not kept; left as it is',
  another: 'another serial number is under its id in one of the systems now; left as it is',
  notInSync: 'not among the fields of the configuration any more; left as it is',
};

/**
 * Writes the former values of a run back, where the present value is still the one that the run wrote.
 *
 * What it was not known to have written is looked at, too: the present value tells. Metadata fields that the run created
 * and certificates that it imported stay.
 */
export async function revertRun(options: RevertOptions): Promise<SyncResult> {
  const { run: reverted, store, dryRun = false } = options;
  const run = new Run(options, {
    command: 'revert',
    mode: 'both',
    dryRun,
    updateFields: false,
    of: reverted.runId,
  });
  const { context } = run;
  return run.execute(async () => {
    const { mappings } = await run.planFields();
    // Nothing is created or shaped on the way back.
    const fieldPlan = {
      mappings,
      create: [],
      update: [],
      different: [],
      leftOut: [],
      notes: [],
      warnings: [],
    };
    await planReversal(store.certificatesOf(reverted.runId), mappings, context);
    if (context.signal.aborted) return run.recordUnwritten();
    await options.onPlan?.(run.describePlan(fieldPlan));
    if (dryRun) run.recordUnwritten();
    else await run.write(fieldPlan, { rows: context.work.planned(), total: context.totals.planned });
  });
}

async function planReversal(
  certificates: AsyncIterable<RecordedCertificate>,
  mappings: readonly FieldMapping[],
  context: RunContext,
): Promise<void> {
  const { tally, totals, work, hashSensitive, signal } = context;
  const names = mappings.map(({ metadataName }) => metadataName);
  const watch = new OutageWatch();
  const concurrency = 2 * Math.max(context.concurrency.sectigo, context.concurrency.keyfactor);
  const rows = pMapIterable(certificates, planOne, { concurrency, backpressure: concurrency * 4 });
  // In the order they were written in, whatever order answers come in: records of one certificate stay together.
  for await (const row of rows) if (row !== undefined) work.addPlanned(row);

  async function planOne(certificate: RecordedCertificate): Promise<PlanRow | undefined> {
    const undone = certificate.changes.filter(({ outcome }) => outcome !== 'not-written');
    if (undone.length === 0) return undefined;
    try {
      if (signal.aborted) return recordUnplanned(certificate, { kind: 'notProcessed' });
      const records = await readRecords(certificate);
      watch.succeeded();
      if (records === undefined) {
        const failures = [{ field: null, reason: REASONS.another }];
        return recordUnplanned(certificate, { kind: 'failed', failures });
      }
      return planFrom(certificate, undone, records);
    } catch (error) {
      if (isAborted(error)) return recordUnplanned(certificate, { kind: 'notProcessed' });
      if (error instanceof StateError || (error instanceof ApiError && watch.isOutage(error))) {
        context.stop(error);
        return recordUnplanned(certificate, { kind: 'notProcessed' });
      }
      const failures = [{ field: null, reason: describeFailure(error) }];
      return recordUnplanned(certificate, { kind: 'failed', failures });
    }
  }

  function recordUnplanned(certificate: TalliedCertificate, outcome: CertificateOutcome): undefined {
    tally.record(certificate, outcome);
    return undefined;
  }

  /** Reads both sides; undefined where one of them is another certificate than the run wrote. */
  async function readRecords({
    serialNumber,
    sectigoId,
    keyfactorId,
  }: RecordedCertificate): Promise<CertificateRecords | undefined> {
    const [sectigo, command] = await Promise.all([
      sectigoId === null ? NO_DETAILS : context.sectigo.certificates.get(sectigoId, { signal }),
      keyfactorId === null ? undefined : context.keyfactor.certificates.get(keyfactorId, { signal }),
    ]);
    const serial = parseSerialNumber(serialNumber);
    const isSame = isOfSerial(sectigo, serial) && isOfSerial({ serialNumber: command?.SerialNumber }, serial);
    if (!isSame) return undefined;
    return { sectigo, command: command ? toInventory(command, names).metadata : {} };
  }

  function planFrom(
    certificate: RecordedCertificate,
    undone: readonly RecordedChange[],
    records: CertificateRecords,
  ): PlanRow | undefined {
    const changes: PlannedValue[] = [];
    const failures: FieldFailure[] = [];
    for (const change of undone) {
      const step = undo(change, records);
      if (step === undefined) continue;
      if ('reason' in step) failures.push({ field: change.field, reason: step.reason });
      else changes.push(step);
    }
    totals.add({ changes, values: 0 });
    const { serialNumber, sectigoId, keyfactorId } = certificate;
    const commonName = records.sectigo.commonName ?? null;
    const [first, ...others] = changes;
    if (first === undefined) {
      const isUnchanged = failures.length === 0;
      return recordUnplanned(
        { ...certificate, commonName },
        isUnchanged ? { kind: 'unchanged' } : { kind: 'failed', failures },
      );
    }
    return {
      certificate: {
        serialNumber,
        sectigoId,
        keyfactorId,
        fingerprint: fingerprint(mappings, records, hashSensitive),
        changes: [first, ...others],
      },
      commonName,
      serial: parseSerialNumber(serialNumber) ?? '',
      failures,
      agreements: agreementsAfter(mappings, records, { changes, hashSensitive }),
    };
  }

  /** The write that undoes a change, why there is none, or undefined where the former value is back already. */
  function undo(
    change: RecordedChange,
    records: CertificateRecords,
  ): PlannedValue | { readonly reason: string } | undefined {
    const mapping = fieldAt(mappings, change);
    const destination = mapping && destinationAt(mapping, change);
    if (destination === undefined) return { reason: REASONS.notInSync };
    const at = { mappings, records, hashSensitive };
    if (holds(change, { ...at, text: 'before' })) return undefined;
    if (!holds(change, { ...at, text: 'after' })) return { reason: REASONS.changed };
    if (change.sensitive && change.before !== null) return { reason: REASONS.sensitive };
    return {
      side: change.side,
      field: change.field,
      before: heldText(destination, records),
      after: change.before ?? '',
      truncated: false,
      sensitive: change.sensitive ?? false,
    };
  }
}

const NO_DETAILS: SslDetails = { sslId: 0, id: 0, status: '' };
