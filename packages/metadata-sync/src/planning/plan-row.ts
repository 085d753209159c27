import { type BothSides, type FieldMapping, fieldAt } from '../fields/field-plan.ts';
import { type AgreedValue, agreedValue } from './choose-direction.ts';
import { fingerprint } from './fingerprint.ts';
import { type FieldFailure, textOf, withValues } from './plan-field.ts';
import type { PlannedCertificate, PlannedValue } from './sync-plan.ts';

/** A certificate with something to write, and what a run keeps of it until it is written. */
export interface PlanRow {
  readonly certificate: PlannedCertificate;
  /** The subject's common name, where it is known. */
  readonly commonName?: string | null;
  /** Canonical serial number. */
  readonly serial: string;
  /** Fields that are not written, independent of the others. */
  readonly failures: readonly FieldFailure[];
  /** What both sides agree on once a change is written, change by change; null for a field that goes one way only. */
  readonly agreements: readonly (readonly [field: string, value: AgreedValue] | null)[];
  /** Values of sensitive fields are hashes already, as in a plan file. */
  readonly isHashed?: boolean;
}

/** A certificate as a plan names it. */
type Reference = Pick<PlannedCertificate, 'serialNumber' | 'sectigoId' | 'keyfactorId'> &
  Pick<PlanRow, 'commonName'>;

/** Builds the row of a certificate; undefined if there is nothing to write. Pure. */
export function toPlanRow(
  { commonName = null, ...reference }: Reference,
  {
    changes: [first, ...others],
    failures,
    serial,
    present,
    records = present,
  }: {
    readonly changes: readonly PlannedValue[];
    readonly failures: readonly FieldFailure[];
    readonly serial: string;
    /** Both sides as they are. */
    readonly present: BothSides;
    /** Both sides as they will be by then, where other certificates of the plan write to the same SCM record. */
    readonly records?: BothSides;
  },
  {
    mappings,
    hashSensitive,
  }: {
    readonly mappings: readonly FieldMapping[];
    readonly hashSensitive: (text: string) => string;
  },
): PlanRow | undefined {
  if (first === undefined) return undefined;
  const changes = [first, ...others] as const;
  return {
    certificate: { ...reference, fingerprint: fingerprint(mappings, present, hashSensitive), changes },
    commonName,
    serial,
    failures,
    agreements: agreementsAfter(mappings, records, { changes, hashSensitive }),
  };
}

/** Returns what both sides will agree on in the custom fields once each change is written. Pure. */
export function agreementsAfter(
  mappings: readonly FieldMapping[],
  records: BothSides,
  {
    changes,
    hashSensitive,
  }: { readonly changes: readonly PlannedValue[]; readonly hashSensitive: (text: string) => string },
): PlanRow['agreements'] {
  const written = changes.filter(({ side }) => side === 'sectigo');
  const values = new Map(written.map(({ field, after }) => [field, after]));
  const recordsAfter = { ...records, sectigo: withValues(records.sectigo, values) };
  return changes.map((change) => {
    const mapping = fieldAt(mappings, change);
    if (mapping?.kind !== 'custom') return null;
    const { side, after } = change;
    const other = textOf((side === 'keyfactor' ? mapping.sectigo : mapping.keyfactor).read(recordsAfter));
    const texts =
      side === 'keyfactor' ? { sectigo: other, keyfactor: after } : { sectigo: after, keyfactor: other };
    return [mapping.agreedAs, agreedValue(texts, mapping.sensitive ? hashSensitive : undefined)] as const;
  });
}
