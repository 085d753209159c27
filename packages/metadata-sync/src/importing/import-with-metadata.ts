import { parseSerialNumber } from '@certbridge/certificate';
import { planCertificate } from '../planning/plan-certificate.ts';
import { agreementsAfter } from '../planning/plan-row.ts';
import { readForImport } from '../reading/read-for-import.ts';
import { outcomeOf } from '../run/failures.ts';
import type { ImportOutcome } from '../run/import-context.ts';
import type { IntendedRow, RecordedRow } from '../run/recorder.ts';
import type { MissingCertificate } from '../summary/import-summary.ts';
import { type ImportWriteContext, warnOfCuts } from '../writing/write-certificate.ts';
import { type WrittenImport, writeImport } from '../writing/write-import.ts';

/** Imports one certificate into Command with its metadata. Never throws for what a system does wrong. */
export async function importWithMetadata(
  missing: MissingCertificate,
  context: ImportWriteContext,
): Promise<ImportOutcome> {
  const { signal, outage, recorder, logger, mappings, hashSensitive } = context;
  const { serialNumber, sectigoId } = missing;
  try {
    if (signal.aborted) return { kind: 'notProcessed' };
    const read = await readForImport(missing, context);
    if ('outcome' in read) {
      outage.succeeded();
      return read.outcome;
    }
    if (signal.aborted) return { kind: 'notProcessed' };

    const records = { sectigo: read.details, keyfactor: {} };
    const { changes } = planCertificate(mappings, records);

    const [intended] = await recorder.intend([
      {
        certificate: { serialNumber, sectigoId, keyfactorId: null, changes },
        serial: parseSerialNumber(serialNumber) ?? '',
        agreements: agreementsAfter(mappings, records, { changes, hashSensitive }),
      },
    ]);
    if (intended === undefined) return { kind: 'notProcessed' };

    const written = await writeImport(read, changes, context);

    await recordWritten(intended, written, context);
    const { outcome } = written;
    if (outcome.kind === 'imported') {
      const properties = { serialNumber, keyfactorId: outcome.keyfactorId };
      logger.debug('Imported certificate {serialNumber} as {keyfactorId}.', properties);
      warnOfCuts(changes, serialNumber, logger);
    }
    return outcome;
  } catch (error) {
    return outcomeOf(error, context);
  }
}

/** Records how the values of an import ended, at once. If that fails, the run stops, and the outcome of the certificate stays. */
async function recordWritten(
  row: RecordedRow<IntendedRow>,
  { outcome, outcomes }: WrittenImport,
  { recorder, stop }: ImportWriteContext,
): Promise<void> {
  if (outcomes === undefined) return;
  try {
    const keyfactorId = outcome.kind === 'imported' ? outcome.keyfactorId : null;
    await recorder.recordOutcomes(row, outcomes, { keyfactorId });
    await recorder.flush();
  } catch (error) {
    stop(error);
  }
}
