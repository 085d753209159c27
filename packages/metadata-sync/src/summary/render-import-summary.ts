import { plainText } from '@certbridge/plain-text';
import { checkSummary } from '../arguments/check-summary.ts';
import type { ImportSummary, MissingCertificate } from './import-summary.ts';
import { renderFailures } from './render-failures.ts';
import { describeCertificate, renderHead, renderSection, renderRow as row } from './render-parts.ts';

/** Renders the summary of an import as text for a person. Without `apply` it holds the whole list of what is missing. */
export function renderImportSummary(summary: ImportSummary): string {
  checkSummary(summary, 'renderImportSummary');
  const { apply, certificates } = summary;
  const { missing, partial, failed, notCollectable } = certificates;
  const lines = [
    ...renderHead(
      `import${apply ? '' : ' (list only, nothing written)'}`,
      summary,
      summary.deadRuns.map(describeDeadRun),
    ),
    ...renderCounts(summary),
    ...renderSection(
      'Left out:',
      summary.fields.leftOut.map(({ reason, remedy }) => `${reason}. ${remedy}`),
    ),
    ...(apply ? [] : renderList(missing)),
    ...renderFailures(
      'Imported, but not with all values (sctokf tries again), by field and reason:',
      partial,
    ),
    ...renderFailures('Failed, by reason:', failed.map(asWhole)),
    ...renderSection(
      'Not given out by Sectigo:',
      notCollectable.map((item) => `${describe(item)}: ${item.reason}`),
    ),
  ];
  // A line each, whatever a name or message in it holds.
  return lines.map((line) => plainText(line)).join('\n');
}

function renderCounts({ apply, certificates, fields, calls }: ImportSummary): string[] {
  const { listed, pending, missing, imported, partial, failed, notCollectable } = certificates;
  const { skipped, found, notProcessed } = certificates;
  const some = (label: string, count: number) => (count > 0 ? [row(label, count)] : []);
  return [
    ...(apply ? [row('metadata fields', `${fields.created} created`)] : []),
    row('certificates in Sectigo', listed),
    ...some('  not issued yet', pending),
    row('missing in Keyfactor', missing.length),
    ...(apply
      ? [
          row('  imported', imported.length),
          row('  without all values', new Set(partial.map(({ sectigoId }) => sectigoId)).size),
          row('  failed', failed.length),
          ...some('  not given out', notCollectable.length),
          ...some('  revoked or expired', skipped),
        ]
      : some('not checked', failed.length)),
    ...some('found by a second search', found),
    ...some('not reached', notProcessed),
    row('calls', `${calls.sectigo} to SCM, ${calls.keyfactor} to Command`),
    ...(!apply && fields.missing.length > 0
      ? ['', `Metadata fields that an import would create: ${fields.missing.join(', ')}`]
      : []),
  ];
}

function describeDeadRun({ runId, command, written, unknown }: ImportSummary['deadRuns'][number]): string {
  return (
    `An earlier run was killed: ${runId} (${command}). Values written: ${written}; perhaps written: ${unknown}, ` +
    `which the next sync compares again. certbridge show ${runId.slice(0, 8)} lists them.`
  );
}

function renderList(missing: readonly MissingCertificate[]): string[] {
  if (missing.length === 0) return [];
  return [
    '',
    'Missing in Keyfactor (--apply imports them):',
    ...missing.map((item) => `  ${describe(item)}`),
  ];
}

function asWhole<T>(failure: T) {
  return { ...failure, keyfactorId: null, field: null, value: null };
}

function describe(certificate: MissingCertificate): string {
  return describeCertificate({ ...certificate, keyfactorId: null });
}
