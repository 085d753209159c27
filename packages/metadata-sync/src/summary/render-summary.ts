import type { CertificateFailure, CertificateReference, RunSummary } from './run-summary.ts';

/** Lists longer than this are cut in the text; the log and `--json` have them whole. */
const SHOWN = 20;

const outcomes: Record<RunSummary['exitCode'], string> = {
  0: 'done',
  1: 'failed',
  2: 'not started',
  3: 'done, but not for every certificate',
  4: 'stopped: your decision is needed',
  5: 'done, there are changes to apply',
  130: 'interrupted',
};

/** Renders the summary of a run as text for a person. */
export function renderSummary(summary: RunSummary): string {
  const { certificates, fields, dryRun, calls } = summary;
  const would = dryRun ? 'would be ' : '';
  const lines = [
    `${summary.mode}${dryRun ? ' (dry run, nothing written)' : ''}: ${outcomes[summary.exitCode]}`,
    '',
    ...summary.problems.map(({ message, remedy }) => `  ${message}${remedy === '' ? '' : ` ${remedy}`}`),
    ...(summary.problems.length > 0 ? [''] : []),
    row(
      'metadata fields',
      `${fields.created} ${would}created, ${fields.updated} ${would}updated, ${new Set(fields.different.map(({ field }) => field)).size} different`,
    ),
    row('certificates in scope', certificates.inScope),
    row(`  ${would}updated`, certificates.updated),
    row('  unchanged', certificates.unchanged),
    row('  partly processed', countOf(certificates.partial)),
    row('  failed', countOf(certificates.failed)),
    ...(certificates.notProcessed > 0 ? [row('  not reached', certificates.notProcessed)] : []),
    row('without custom fields', certificates.withoutCustomFields),
    row('revoked or expired', certificates.skipped),
    row('unmatched', certificates.unmatched.length),
    row('calls', `${calls.sectigo} to SCM, ${calls.keyfactor} to Command`),
    ...section(
      fields.updated > 0
        ? 'Metadata fields that differed (all but a DataType is brought up to date):'
        : 'Metadata fields that differ from the configuration (--update-fields applies all but a DataType):',
      fields.different.map(describeDifference),
    ),
    ...section('Partly processed:', certificates.partial.map(describeFailed)),
    ...section('Failed:', certificates.failed.map(describeFailed)),
    ...section(
      'In Keyfactor, but not in Sectigo among the profiles of sslTypeIds:',
      certificates.unmatched.map(describeCertificate),
    ),
  ];
  return lines.join('\n');
}

/** Renders what a dry run found: a line for each value that would be written. */
export function renderPlan(plan: NonNullable<RunSummary['plan']>): string {
  const lines = [
    ...plan.createFields.map((name) => `+ metadata field ${name}`),
    ...plan.updateFields.map((name) => `~ metadata field ${name}`),
  ];
  for (const certificate of plan.certificates) {
    lines.push(`~ ${describeCertificate(certificate)}`);
    for (const { field, before, after } of certificate.changes) {
      lines.push(`    ${field}: ${quote(before)} -> ${quote(after === '' ? null : after)}`);
    }
  }
  return lines.join('\n');
}

function row(label: string, value: string | number): string {
  return `  ${label.padEnd(24)}${value}`;
}

function section(title: string, items: readonly string[]): string[] {
  if (items.length === 0) return [];
  const more =
    items.length > SHOWN ? [`  … and ${items.length - SHOWN} more; --json and the log have them all`] : [];
  return ['', title, ...items.slice(0, SHOWN).map((item) => `  ${item}`), ...more];
}

/** Certificates in a list that has an entry a field. */
function countOf(failures: readonly CertificateFailure[]): number {
  return new Set(failures.map(({ keyfactorId }) => keyfactorId)).size;
}

function describeCertificate({ serialNumber, sectigoId, keyfactorId }: CertificateReference): string {
  const ids = [
    sectigoId === null ? '' : `Sectigo ${sectigoId}`,
    keyfactorId === null ? '' : `Keyfactor ${keyfactorId}`,
  ];
  return `${serialNumber} (${ids.filter((id) => id !== '').join(', ')})`;
}

function describeFailed(failure: CertificateFailure): string {
  const field = failure.field === null ? '' : ` ${failure.field}:`;
  return `${describeCertificate(failure)}${field} ${failure.reason}`;
}

function describeDifference({
  field,
  property,
  existing,
  wanted,
}: RunSummary['fields']['different'][number]): string {
  return `${field}.${property}: ${quote(existing)} in Keyfactor, ${quote(wanted)} configured`;
}

function quote(value: string | number | boolean | null): string {
  // Control characters in a value must not reach the terminal.
  return value === null ? '(empty)' : JSON.stringify(value);
}
