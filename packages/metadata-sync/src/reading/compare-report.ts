import type { SslDetails } from '@certbridge/sectigo-client';
import type { FieldMapping } from '../fields/field-plan.ts';

/** The state of a certificate, which decides whether it is in scope. */
export const STATUS = 'status';

/** Names a field of SCM, so that custom fields and paths of the details can't be taken for each other. */
export function fieldOfReport({ kind, sectigoName }: Pick<FieldMapping, 'kind' | 'sectigoName'>): string {
  return kind === 'custom' ? `customFields: ${sectigoName}` : `details: ${sectigoName}`;
}

/** Names the fields in which details made of a report row differ from those read singly, by what a sync reads. Pure. */
export function differingFields(
  row: SslDetails,
  details: SslDetails,
  mappings: readonly FieldMapping[],
): readonly string[] {
  const read = ({ sectigo }: FieldMapping, record: SslDetails) =>
    JSON.stringify(sectigo.read({ sectigo: record, command: {} }));
  const differing = mappings.filter((mapping) => read(mapping, row) !== read(mapping, details));
  return [
    ...(row.status.toLowerCase() === details.status.toLowerCase() ? [] : [STATUS]),
    ...new Set(differing.map(fieldOfReport)),
  ];
}
