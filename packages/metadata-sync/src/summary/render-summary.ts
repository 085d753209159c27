import { countNoun, plainText } from '@certbridge/plain-text';
import { checkSummary } from '../arguments/check-summary.ts';
import { showField } from '../reading/report-details.ts';
import { renderFailures } from './render-failures.ts';
import {
  describeCertificate,
  quote,
  renderFieldTotals,
  renderHead,
  renderSection,
  renderRow as row,
  showValue,
  sideNames,
} from './render-parts.ts';
import type { Conflict, RunSummary } from './run-summary.ts';

/** Renders the summary of a run as text for a person. */
export function renderSummary(summary: RunSummary): string {
  checkSummary(summary, 'renderSummary');
  const { certificates, command, dryRun, exitCode } = summary;
  const name = `${command === 'both' ? 'sync' : command}${dryRun ? ' (dry run, nothing written)' : ''}`;
  const lines = [
    ...renderHead(name, summary, summary.deadRuns.map(describeDeadRun)),
    ...renderCounts(summary),
    // The plan shows it otherwise. A run that was stopped shows what it would have done.
    ...(exitCode === 4 && !dryRun && summary.changes.length > 0
      ? ['', ...renderFieldTotals(summary.changes)]
      : []),
    ...renderSection(
      'Left out:',
      summary.fields.leftOut.map(({ reason, remedy }) => `${reason}. ${remedy}`),
    ),
    ...renderDifferences(summary),
    ...renderSection(
      'Values that return to what an earlier run replaced, with no edit in Keyfactor or Sectigo where they are written:',
      summary.returning.map(describeReturning),
    ),
    ...renderSection(
      'In conflict, both sides left as they are (the setting "conflicts" can let one side win):',
      certificates.conflicts.map(describeConflict),
    ),
    ...renderFailures('Partly processed, by field and reason:', certificates.partial),
    ...renderFailures('Failed, by reason:', certificates.failed),
    ...renderSection(
      'In Keyfactor, but not in Sectigo among the profiles of sslTypeIds:',
      certificates.unmatched.map(describeCertificate),
    ),
  ];
  // A line each, whatever a name, value or message in it holds.
  return lines.map((line) => plainText(line)).join('\n');
}

function renderCounts({
  certificates,
  fields,
  dryRun,
  calls,
  detailsFor,
  reportDiffers,
}: RunSummary): string[] {
  const would = dryRun ? 'would be ' : '';
  const different = new Set(fields.different.map(({ field }) => field)).size;
  const { partial, failed, conflicts, notProcessed } = certificates;
  return [
    row(
      'metadata fields',
      `${fields.created} ${would}created, ${fields.updated} ${would}updated, ${different} different`,
    ),
    row('certificates in scope', certificates.inScope),
    row(`  ${would}updated`, certificates.updated),
    row('  unchanged', certificates.unchanged),
    row('  partly processed', countOf([...partial, ...conflicts])),
    ...(conflicts.length > 0 ? [row('  fields in conflict', conflicts.length)] : []),
    row('  failed', countOf(failed)),
    ...(notProcessed > 0 ? [row('  not reached', notProcessed)] : []),
    row('without custom fields', certificates.withoutCustomFields),
    row('revoked or expired', certificates.skipped),
    row('unmatched', certificates.unmatched.length),
    row('calls', `${calls.sectigo} to SCM, ${calls.keyfactor} to Command`),
    ...(detailsFor.length > 0
      ? [row('  one a certificate for', `${detailsFor.join(', ')}, which SCM's report lacks`)]
      : []),
    ...(reportDiffers.length > 0 ? [row('  one a certificate for', describeDifferences(reportDiffers))] : []),
  ];
}

function describeDifferences(differences: RunSummary['reportDiffers']): string {
  const fields = differences.map(
    ({ field, foundAt }) => `${showField(field)} (since ${foundAt.slice(0, 10)})`,
  );
  return `${fields.join(', ')}, in which SCM's report differs from the details`;
}

function renderDifferences({ fields }: RunSummary): string[] {
  const title =
    fields.updated > 0
      ? 'Metadata fields that differed (all but a DataType is brought up to date):'
      : 'Metadata fields that differ from the configuration (--update-fields applies all but a DataType):';
  return renderSection(title, fields.different.map(describeDifference));
}

/** Certificates in lists that have an entry a field. */
function countOf(entries: readonly { readonly keyfactorId: number | null }[]): number {
  return new Set(entries.map(({ keyfactorId }) => keyfactorId)).size;
}

function describeConflict(conflict: Conflict): string {
  const { field, sectigo, keyfactor, agreed, others = [] } = conflict;
  const before = agreed === null ? 'no value agreed before' : `last agreed ${showValue(agreed)}`;
  const further = others.map((other) => `, ${showValue(other.keyfactor)} in its ${other.field}`).join('');
  return `${describeCertificate(conflict)} ${field}: ${showValue(sectigo)} in Sectigo, ${showValue(keyfactor)} in Keyfactor${further}, ${before}`;
}

function describeReturning({
  side,
  field,
  certificates,
  serialNumbers,
}: RunSummary['returning'][number]): string {
  const more = certificates > serialNumbers.length ? ', …' : '';
  return `${sideNames[side]} ${field}: ${countNoun(certificates, 'certificate')} (${serialNumbers.join(', ')}${more})`;
}

function describeDeadRun({
  runId,
  command,
  startedAt,
  written,
  unknown,
  notWritten,
}: RunSummary['deadRuns'][number]): string {
  return (
    `An earlier run was killed: ${runId} (${command}), started ${startedAt}. It had written ${countNoun(written, 'value')}; ` +
    `${countNoun(unknown, 'value')} may have been written, which the next sync compares again; ${notWritten} not written. ` +
    `certbridge show ${runId.slice(0, 8)} lists them.`
  );
}

function describeDifference({
  field,
  property,
  existing,
  wanted,
}: RunSummary['fields']['different'][number]): string {
  return `${field}.${property}: ${quote(existing)} in Keyfactor, ${quote(wanted)} configured`;
}
