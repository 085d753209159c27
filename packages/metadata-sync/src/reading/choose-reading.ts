import { parseDotPath } from '@certbridge/field-mapping';
import type { FieldMapping } from '../fields/field-plan.ts';
import type { ReadStrategy } from '../settings/sync-settings.ts';
import { isCoveredByReport } from './report-details.ts';

/** Certificates up to which details are read one by one: a report with its sample would cost as many calls. */
const SMALL_ESTATE = 50;

/** How the details of the certificates are read. */
export type Reading =
  | { readonly kind: 'report' }
  /** One call for each certificate. `because` names the fields that cost it, where it is a field. */
  | { readonly kind: 'details'; readonly because: readonly string[] };

/** Chooses between the report and a call for each certificate. */
export function chooseReading(
  mappings: readonly FieldMapping[],
  { strategy, certificates }: { readonly strategy: ReadStrategy; readonly certificates: number },
): Reading {
  if (strategy === 'details') return { kind: 'details', because: [] };
  const uncovered = mappings.filter(
    ({ kind, sectigoName }) => kind === 'manual' && !isCoveredByReport(parseDotPath(sectigoName)),
  );
  if (uncovered.length > 0)
    return { kind: 'details', because: uncovered.map(({ sectigoName }) => sectigoName) };
  if (strategy === 'auto' && certificates <= SMALL_ESTATE) return { kind: 'details', because: [] };
  return { kind: 'report' };
}

/** The parts of the details that the fields need. */
export function neededParts(mappings: readonly FieldMapping[]): ReadonlySet<string> {
  const parts = mappings.map(({ kind, sectigoName }) =>
    kind === 'custom' ? 'customFields' : (parseDotPath(sectigoName)[0] ?? ''),
  );
  return new Set(parts);
}
