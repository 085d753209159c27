import { describeCertificate, type ImportSummary, renderImportSummary } from '@certbridge/metadata-sync';
import type { Logger } from '@logtape/logtape';
import type { NamedRun, SummaryEnding, SummaryForm } from './engine-run.ts';

/** The summary of an import. */
export const importSummaryForm: SummaryForm<ImportSummary> = { render: renderImportSummary, log, empty };

function log(summary: ImportSummary, logger: Logger): void {
  const { failed, partial, notCollectable, imported, missing } = summary.certificates;
  const describe = ({ serialNumber, sectigoId, commonName }: (typeof missing | typeof failed)[number]) => ({
    certificate: describeCertificate({ serialNumber, sectigoId, commonName, keyfactorId: null }),
  });
  for (const item of failed)
    logger.error('Import failed: {certificate}: {reason}', { ...describe(item), reason: item.reason });
  for (const item of partial) {
    const { field, reason } = item;
    logger.warn('Imported without {field}: {certificate}: {reason}', { ...describe(item), field, reason });
  }
  for (const item of notCollectable)
    logger.warn('Not given out by Sectigo: {certificate}: {reason}', {
      ...describe(item),
      reason: item.reason,
    });
  for (const item of summary.apply ? imported : missing)
    logger.info(
      summary.apply ? 'Imported: {certificate}' : 'Missing in Keyfactor: {certificate}',
      describe(item),
    );
  logger.info('{lines}', { lines: renderImportSummary(withoutValues(summary)) });
}

/** More people read log files than values are meant for. */
function withoutValues(summary: ImportSummary): ImportSummary {
  const partial = summary.certificates.partial.map(({ value, ...failure }) => ({
    ...failure,
    value: value ? '***' : value,
  }));
  return { ...summary, certificates: { ...summary.certificates, partial } };
}

function empty({ dryRun, runId, startedAt }: NamedRun, { exitCode, problems }: SummaryEnding): ImportSummary {
  return {
    runId,
    command: 'import',
    apply: !dryRun,
    startedAt: startedAt.toISOString(),
    finishedAt: new Date().toISOString(),
    fields: { missing: [], created: 0, leftOut: [] },
    certificates: {
      listed: 0,
      pending: 0,
      missing: [],
      imported: [],
      partial: [],
      failed: [],
      notCollectable: [],
      reasons: [],
      skipped: 0,
      found: 0,
      notProcessed: 0,
    },
    deadRuns: [],
    calls: { sectigo: 0, keyfactor: 0 },
    warnings: [],
    problems,
    exitCode,
  };
}
