import type { CommandCertificate } from '@certbridge/keyfactor-client';
import { ApiError } from '@certbridge/sectigo-client';
import type { PlannedValue } from '../planning/sync-plan.ts';
import { awaitImported, findImported } from '../reading/find-imported.ts';
import type { Importable } from '../reading/read-for-import.ts';
import { failedOutcome, isFinal, mayHaveWorked, reasonOf } from '../run/failures.ts';
import type { ImportOutcome } from '../run/import-context.ts';
import type { ChangeOutcome } from '../state/state-store.ts';
import { completeMetadata } from './complete-metadata.ts';
import type { ImportWriteContext } from './write-certificate.ts';

const INTERRUPTED =
  'interrupted during the import, so it is not known whether Keyfactor has it; the next import finds out';

const NOT_FOUND =
  'imported, but not found in Keyfactor by its thumbprint afterwards; look for it there, or list what is missing again later';

/** How an import ended, and its values in the order of its changes; undefined where that is not known. */
export interface WrittenImport {
  readonly outcome: ImportOutcome;
  readonly outcomes?: readonly ChangeOutcome[];
}

/** Imports a certificate with its values and completes what Command shows afterwards. Never throws for what Command does wrong. */
export async function writeImport(
  importable: Importable,
  changes: readonly PlannedValue[],
  context: ImportWriteContext,
): Promise<WrittenImport> {
  let present: CommandCertificate | undefined;
  try {
    present = await sendImport(importable, changes, context);
  } catch (error) {
    const outcome = failedOutcome(reasonOf(error, context, INTERRUPTED));
    return mayHaveWorked(error) ? { outcome } : { outcome, outcomes: changes.map(() => 'not-written') };
  }
  context.outage.succeeded();
  if (present === undefined) return { outcome: failedOutcome(NOT_FOUND) };
  const failures = await completeMetadata({ ...importable, present }, context);
  const isFailed = new Set(failures.map(({ field }) => field));
  return {
    outcome: { kind: 'imported', keyfactorId: present.Id, failures },
    outcomes: changes.map(({ field }) => (isFailed.has(field) ? 'not-written' : 'written')),
  };
}

/**
 * Imports a certificate with its values and reads it back; undefined where Command took it and still does not show it.
 *
 * Whether Command has the certificate is decided by its thumbprint alone, not by the response: one that it knows may be
 * refused, and a response may be lost. After a lost response the import is sent once more at most, and only where Command
 * does not show the certificate. Throws an `ApiError` where that fails, too, or Command refuses.
 */
async function sendImport(
  { x509, thumbprint }: Importable,
  values: readonly PlannedValue[],
  context: ImportWriteContext,
): Promise<CommandCertificate | undefined> {
  const metadata = Object.fromEntries(values.map(({ field, after }) => [field, after]));
  const body = { Certificate: x509.raw, ...(values.length > 0 && { Metadata: metadata }) };
  const { keyfactor, sensitiveFields, writeSignal: signal } = context;
  for (let attempt = 1; ; attempt += 1) {
    try {
      await keyfactor.certificates.import(body, { sensitiveFields: sensitiveFields.keyfactor, signal });
    } catch (error) {
      if (!(error instanceof ApiError) || isFinal(error)) throw error;
      const lost = mayHaveWorked(error);
      const present = await (lost ? awaitImported : findImported)(thumbprint, context);
      if (present) return present;
      if (!lost || attempt === 2) throw error;
      continue;
    }
    return awaitImported(thumbprint, context);
  }
}
