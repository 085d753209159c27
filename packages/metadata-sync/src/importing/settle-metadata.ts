import type { CommandCertificate } from '@certbridge/keyfactor-client';
import { ApiError, type SslDetails } from '@certbridge/sectigo-client';
import { listSensitiveFields, listSensitiveValues } from '../fields/sensitive-fields.ts';
import { planCertificate } from '../planning/plan-certificate.ts';
import { type FieldFailure, shownValue } from '../planning/plan-field.ts';
import type { PlannedValue } from '../planning/sync-plan.ts';
import { describeFailure, isAborted } from '../run/describe-failure.ts';
import type { ImportContext } from './import-context.ts';

/** An imported certificate on both sides. */
export interface ImportedRecords {
  readonly details: SslDetails;
  /** As Command shows it after the import. */
  readonly present: CommandCertificate;
  readonly thumbprint: string;
}

/**
 * Compares the values that Command shows after the import with SCM's, and writes those that differ: whether an import
 * stores values, and what becomes of those of a certificate that was known, is not published.
 *
 * Returns the fields that Command does not have the value of in the end. Never throws for what Command does wrong.
 */
export async function settleMetadata(
  records: ImportedRecords,
  context: ImportContext,
): Promise<readonly FieldFailure[]> {
  const { details, present } = records;
  const { changes, failures } = planCertificate(context.mappings, {
    sectigo: details,
    command: present.Metadata ?? {},
  });
  if (changes.length === 0) return failures;
  const secrets = listSensitiveValues(changes);
  const refused = await writeValues(present.Id, changes, { ...context, secrets });
  const isRefused = new Set(refused.map(({ field }) => field));
  const written = changes.filter(({ field }) => !isRefused.has(field));
  return [...failures, ...refused, ...(await findUnstored(written, records, context))];
}

/** Writes values, one by one where Command refuses them together; returns those that could not be written. */
async function writeValues(
  id: number,
  changes: readonly PlannedValue[],
  { secrets, ...context }: ImportContext & { readonly secrets: readonly string[] },
): Promise<FieldFailure[]> {
  const values = Object.fromEntries(changes.map(({ field, after }) => [field, after]));
  try {
    await context.keyfactor.certificates.updateMetadata(id, values, {
      sensitiveFields: listSensitiveFields(context.mappings).keyfactor,
      secrets,
      signal: context.writeSignal,
    });
    return [];
  } catch (error) {
    const mayBeOneField = error instanceof ApiError && error.code === 'bad-request' && changes.length > 1;
    if (!mayBeOneField) return allFailed(changes, error);
  }
  const failures: FieldFailure[] = [];
  for (const change of changes) failures.push(...(await writeValues(id, [change], { ...context, secrets })));
  return failures;
}

/** Reads the certificate once more and names the written fields that still differ. */
async function findUnstored(
  written: readonly PlannedValue[],
  { details, thumbprint }: ImportedRecords,
  { keyfactor, mappings, writeSignal: signal }: ImportContext,
): Promise<FieldFailure[]> {
  if (written.length === 0) return [];
  try {
    const stored = await keyfactor.certificates.findByThumbprint(thumbprint, { signal });
    const command = stored?.Metadata ?? {};
    const left = new Set(
      planCertificate(mappings, { sectigo: details, command }).changes.map(({ field }) => field),
    );
    return written
      .filter(({ field }) => left.has(field))
      .map((change) => failed(change, 'Keyfactor took the value and does not show it'));
  } catch (error) {
    return allFailed(written, error);
  }
}

function allFailed(changes: readonly PlannedValue[], error: unknown): FieldFailure[] {
  const reason = isAborted(error)
    ? 'interrupted before it was sure; sctokf compares it again'
    : describeFailure(error);
  return changes.map((change) => failed(change, reason));
}

function failed(change: PlannedValue, reason: string): FieldFailure {
  return { field: change.field, reason, value: shownValue(change.after, change) };
}
