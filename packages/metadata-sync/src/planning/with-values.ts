import type { CertificateRecords } from '../fields/field-plan.ts';

/** The SCM record as it will be when these values are written. */
export function withValues(
  sectigo: CertificateRecords['sectigo'],
  values: ReadonlyMap<string, string>,
): CertificateRecords['sectigo'] {
  if (values.size === 0) return sectigo;
  const others = (sectigo.customFields ?? []).filter(({ name }) => !values.has(name));
  return { ...sectigo, customFields: [...others, ...[...values].map(([name, value]) => ({ name, value }))] };
}
