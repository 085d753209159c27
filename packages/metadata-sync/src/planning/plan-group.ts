import type { CertificateRecords, FieldMapping, SyncMode } from '../fields/field-plan.ts';
import { type CertificatePlan, planCertificate, wantedText } from './plan-certificate.ts';

/**
 * Plans every Command record of one certificate.
 *
 * On the way back several Command records write to the same SCM record: a field they disagree on is left alone and
 * reported, since each run would otherwise flip it; what they agree on is written once.
 */
export function planGroup(
  mappings: readonly FieldMapping[],
  records: readonly CertificateRecords[],
  mode: SyncMode,
): readonly CertificatePlan[] {
  if (mode === 'sctokf' || records.length === 1)
    return records.map((record) => planCertificate(mappings, record));
  const contested = new Set(mappings.filter((mapping) => isContested(mapping, records)));
  const agreed = mappings.filter((mapping) => !contested.has(mapping));
  const failures = [...contested].map(({ to }) => ({
    field: to.name,
    reason: 'several Keyfactor certificates with this serial number hold different values',
  }));
  const written = new Set<string>();
  return records.map((record) => {
    const plan = planCertificate(agreed, record);
    const changes = plan.changes.filter(({ field }) => !written.has(field));
    for (const { field } of changes) written.add(field);
    return { ...plan, changes, failures: [...failures, ...plan.failures] };
  });
}

function isContested(mapping: FieldMapping, records: readonly CertificateRecords[]): boolean {
  const texts: string[] = [];
  for (const record of records) {
    const source = mapping.from.read(record);
    if (source.kind === 'unreadable') continue;
    const wanted = wantedText(mapping, source.kind === 'empty' ? '' : source.text);
    if (wanted && 'text' in wanted) texts.push(wanted.text);
  }
  const [first, ...others] = texts;
  return first !== undefined && others.some((text) => !sameText(mapping, first, text));
}

function sameText(mapping: FieldMapping, a: string, b: string): boolean {
  return a === '' || b === '' ? a === b : mapping.to.same(a, b);
}
