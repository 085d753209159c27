import type { CommandCertificate } from '@certbridge/keyfactor-client';
import { planCertificate } from '../planning/plan-certificate.ts';
import { type FieldFailure, shownValue } from '../planning/plan-field.ts';
import type { PlannedValue } from '../planning/sync-plan.ts';
import { findImported } from '../reading/find-imported.ts';
import type { Importable } from '../reading/read-for-import.ts';
import { reasonOf } from '../run/failures.ts';
import { type ImportWriteContext, writeSide } from './write-certificate.ts';

const INTERRUPTED = 'interrupted before it was sure; sctokf compares it again';

/** An imported certificate on both sides. */
export interface ImportedRecords extends Importable {
  /** As Command shows it after the import. */
  readonly present: CommandCertificate;
}

/**
 * Compares the values that Command shows after the import with SCM's, and writes those that differ: whether an import
 * stores values, and what becomes of those of a certificate that was known, is not published.
 *
 * Returns the fields that Command does not have the value of in the end. Never throws for what Command does wrong.
 */
export async function completeMetadata(
  records: ImportedRecords,
  context: ImportWriteContext,
): Promise<readonly FieldFailure[]> {
  const { details, present } = records;
  const { changes, failures } = planCertificate(context.mappings, {
    sectigo: details,
    keyfactor: present.Metadata ?? {},
  });
  if (changes.length === 0) return failures;
  const reference = { sectigoId: details.sslId, keyfactorId: present.Id, changes };
  const refused = await writeSide(reference, changes, context);
  const written = changes.filter((change) => !refused.has(change));
  return [
    ...failures,
    ...[...refused].map(([change, { reason }]) => toFailure(change, reason)),
    ...(await findUnstored(written, records, context)),
  ];
}

/** Reads the certificate once more and names the written fields that still differ. */
async function findUnstored(
  written: readonly PlannedValue[],
  { details, thumbprint }: ImportedRecords,
  context: ImportWriteContext,
): Promise<FieldFailure[]> {
  if (written.length === 0) return [];
  try {
    const stored = await findImported(thumbprint, context);
    const keyfactor = stored?.Metadata ?? {};
    const left = new Set(
      planCertificate(context.mappings, { sectigo: details, keyfactor }).changes.map(({ field }) => field),
    );
    return written
      .filter(({ field }) => left.has(field))
      .map((change) => toFailure(change, 'Keyfactor took the value and does not show it'));
  } catch (error) {
    const reason = reasonOf(error, context, INTERRUPTED);
    return written.map((change) => toFailure(change, reason));
  }
}

function toFailure(change: PlannedValue, reason: string): FieldFailure {
  return { field: change.field, reason, value: shownValue(change.after, change) };
}
