import type { SslDetails } from '@certbridge/sectigo-client';
import type { FieldMapping } from '../fields/field-plan.ts';

/** What a sample says about the report. */
export interface SampleComparison {
  /** Certificates that both the report and the sample have. */
  readonly compared: number;
  /** Fields, by their name in SCM, in which the report differs from the details. */
  readonly differing: readonly string[];
}

/** Compares details made of report rows with those read singly, by what the fields read from either. Pure. */
export function compareSample(
  sample: ReadonlyMap<number, SslDetails>,
  rows: ReadonlyMap<number, SslDetails>,
  mappings: readonly FieldMapping[],
): SampleComparison {
  const differing = new Set<string>();
  let compared = 0;
  for (const [sectigoId, details] of sample) {
    const row = rows.get(sectigoId);
    if (row === undefined) continue;
    compared += 1;
    if (row.status !== details.status) differing.add('status');
    for (const { sectigo, sectigoName } of mappings) {
      const [byRow, byDetails] = [row, details].map((record) =>
        sectigo.read({ sectigo: record, command: {} }),
      );
      if (JSON.stringify(byRow) !== JSON.stringify(byDetails)) differing.add(sectigoName);
    }
  }
  return { compared, differing: [...differing] };
}
