import { parseDotPath } from '@certbridge/field-mapping';
import type { FieldMapping } from '../fields/field-plan.ts';
import type { ReadStrategy } from '../settings/sync-settings.ts';
import type { ReportDifference } from '../state/state-store.ts';
import { fieldOfReport, isCoveredByReport, STATUS } from './report-details.ts';

/** Certificates up to which details are read one by one: a report with its sample would cost as many calls. */
const SMALL_ESTATE = 50;

/** How the details of the certificates are read. */
export type Reading =
  | { readonly kind: 'report' }
  /** One call for each certificate, because of fields that the report lacks, or in which it was seen to differ. */
  | {
      readonly kind: 'details';
      readonly lacking: readonly string[];
      readonly differing: readonly ReportDifference[];
    };

/**
 * Chooses between the report and a call for each certificate.
 *
 * A field in which a difference was ever seen is read from the details, until the strategy `report` tries the report again.
 */
export function chooseReading(
  mappings: readonly FieldMapping[],
  {
    strategy,
    certificates,
    known,
  }: {
    readonly strategy: ReadStrategy;
    readonly certificates: number;
    readonly known: readonly ReportDifference[];
  },
): Reading {
  if (strategy === 'details') return { kind: 'details', lacking: [], differing: [] };
  const uncovered = mappings.filter(
    ({ kind, sectigoName }) => kind === 'manual' && !isCoveredByReport(parseDotPath(sectigoName)),
  );
  const fields = new Set([STATUS, ...mappings.map(fieldOfReport)]);
  const differing = strategy === 'report' ? [] : known.filter(({ field }) => fields.has(field));
  if (uncovered.length > 0 || differing.length > 0) {
    const lacking = [...new Set(uncovered.map(({ sectigoName }) => sectigoName))];
    return { kind: 'details', lacking, differing };
  }
  if (strategy === 'auto' && certificates <= SMALL_ESTATE)
    return { kind: 'details', lacking: [], differing: [] };
  return { kind: 'report' };
}

/** The parts of the details that the fields need. */
export function neededParts(mappings: readonly FieldMapping[]): ReadonlySet<string> {
  const parts = mappings.map(({ kind, sectigoName }) =>
    kind === 'custom' ? 'customFields' : (parseDotPath(sectigoName)[0] ?? ''),
  );
  return new Set(parts);
}
