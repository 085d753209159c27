import {
  type CertificateFailure,
  describeCertificate,
  type NamedCertificate,
  type RunSummary,
  renderSummary,
} from '@certbridge/metadata-sync';
import type { Logger } from '@logtape/logtape';
import type { NamedRun, SummaryEnding, SummaryForm } from './engine-run.ts';

/** The summary of a run that syncs, applies or reverts. */
export const runSummaryForm: SummaryForm<RunSummary> = { render: renderSummary, log, empty };

function log(summary: RunSummary, logger: Logger): void {
  const { certificates } = summary;
  for (const failure of certificates.failed) logger.error('Certificate failed: {failure}', describe(failure));
  for (const failure of certificates.partial)
    logger.warn('Certificate partly processed: {failure}', describe(failure));
  for (const conflict of certificates.conflicts)
    logger.warn('In conflict: {failure}', describe({ ...conflict, reason: 'the two sides differ' }));
  for (const certificate of certificates.unmatched) {
    logger.info('Not in Sectigo: {certificate}', { certificate: describeCertificate(certificate) });
  }
  logger.info('{lines}', { lines: renderSummary(withoutValues(summary)) });
}

function describe({
  field,
  reason,
  ...certificate
}: NamedCertificate & Pick<CertificateFailure, 'field' | 'reason'>) {
  const which = describeCertificate(certificate);
  return { failure: `${which}${field === null ? '' : `, field ${field}`}: ${reason}` };
}

/** More people read log files than values are meant for. */
function withoutValues(summary: RunSummary): RunSummary {
  const hide = (value: string | null) => (value ? '***' : value);
  const hideIn = (failures: readonly CertificateFailure[]) =>
    failures.map((failure) => ({ ...failure, value: hide(failure.value) }));
  const { partial, failed } = summary.certificates;
  const conflicts = summary.certificates.conflicts.map((conflict) => ({
    ...conflict,
    sectigo: hide(conflict.sectigo),
    keyfactor: hide(conflict.keyfactor),
    agreed: hide(conflict.agreed),
  }));
  return {
    ...summary,
    certificates: { ...summary.certificates, conflicts, partial: hideIn(partial), failed: hideIn(failed) },
  };
}

function empty(
  { kind, mode, dryRun, runId, startedAt }: NamedRun,
  { exitCode, problems }: SummaryEnding,
): RunSummary {
  return {
    runId,
    command: kind,
    mode,
    dryRun,
    startedAt: startedAt.toISOString(),
    finishedAt: new Date().toISOString(),
    fields: { created: 0, updated: 0, different: [], leftOut: [] },
    certificates: {
      inScope: 0,
      updated: 0,
      unchanged: 0,
      partial: [],
      conflicts: [],
      failed: [],
      unmatched: [],
      reasons: [],
      withoutCustomFields: 0,
      skipped: 0,
      notProcessed: 0,
    },
    changes: [],
    deadRuns: [],
    detailsFor: [],
    reportDiffers: [],
    returning: [],
    calls: { sectigo: 0, keyfactor: 0 },
    warnings: [],
    problems,
    exitCode,
  };
}
