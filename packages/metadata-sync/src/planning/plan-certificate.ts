import type { CertificateRecords, FieldFlow, FieldMapping } from '../fields/field-plan.ts';
import { type AgreedValue, chooseDirection, isTwoWay, type TwoWay } from './choose-direction.ts';
import { type FieldFailure, planField, textOf } from './plan-field.ts';
import type { PlannedValue } from './sync-plan.ts';

/** A custom field that must not be written to either side before somebody decides. Values are canonical texts. */
export interface FieldConflict {
  /** The custom field's name in SCM. */
  readonly field: string;
  readonly sectigo: string;
  readonly keyfactor: string;
  /** SCM's value when both last agreed; null where that is not known. A hash for a sensitive field. */
  readonly agreed: string | null;
  readonly sensitive: boolean;
}

/** What is to be done for one certificate. */
export interface CertificatePlan {
  readonly changes: readonly PlannedValue[];
  readonly failures: readonly FieldFailure[];
  readonly conflicts: readonly FieldConflict[];
  /** None of the custom fields in the sync has a value at its source. */
  readonly withoutCustomFields: boolean;
  /** Values that the fields written to hold at present. */
  readonly values: number;
  /** What both sides agree on already, for the baseline; of fields that go either way. */
  readonly agreed: Readonly<Record<string, AgreedValue>>;
}

/** Why a conflict was not written. */
export const CONFLICT =
  'both systems changed it since they last agreed, and differently; correct one of them, or let one win (conflicts)';

/** Why two values that were never seen to agree were not written. */
export const FIRST_CONFLICT =
  'the systems hold different values and were never seen to agree; correct one of them, or let one win (conflicts)';

/** Compares both sides of a certificate field by field and lists what is to be written. Pure. */
export function planCertificate(
  mappings: readonly FieldMapping[],
  records: CertificateRecords,
  twoWay: TwoWay = ONE_WAY,
): CertificatePlan {
  const changes: PlannedValue[] = [];
  const failures: FieldFailure[] = [];
  const conflicts: FieldConflict[] = [];
  const agreed: Record<string, AgreedValue> = {};
  let values = 0;
  let customValues = 0;
  for (const mapping of mappings) {
    const destinations = isTwoWay(mapping) ? [mapping.to, mapping.back.to] : [mapping.to];
    values += destinations.filter(({ raw }) => raw(records) !== null).length;
    const flow = flowOf(mapping);
    if (mapping.kind === 'custom' && hasSource(mapping, records)) customValues += 1;
    if (flow === undefined) continue;
    const step = planField(flow, records);
    if (step.kind === 'failure') failures.push(step.failure);
    if (step.kind === 'change') changes.push(step.change);
  }
  return { changes, failures, conflicts, withoutCustomFields: customValues === 0, values, agreed };

  function flowOf(mapping: FieldMapping): FieldFlow | undefined {
    if (!isTwoWay(mapping)) return mapping;
    const direction = chooseDirection(mapping, records, twoWay);
    if (direction.kind === 'flow') return direction.flow;
    if (direction.kind === 'agreed') agreed[mapping.sectigoName] = direction.value;
    if (direction.kind === 'failure') failures.push(direction.failure);
    if (direction.kind === 'conflict') {
      const [sectigo, keyfactor] = [mapping.from, mapping.to].map((side) => textOf(side.read(records)));
      const { sectigoName: field, sensitive } = mapping;
      failures.push({ field, reason: direction.agreed === null ? FIRST_CONFLICT : CONFLICT });
      conflicts.push({
        field,
        sectigo: sectigo ?? '',
        keyfactor: keyfactor ?? '',
        agreed: direction.agreed,
        sensitive,
      });
    }
    return undefined;
  }
}

/** Tells, from the source alone, that nothing would be written whatever the destination holds. */
export function needsNothing(mappings: readonly FieldMapping[], records: CertificateRecords): boolean {
  return mappings.every(
    (mapping) => mapping.emptyPolicy === 'keep' && mapping.from.read(records).kind === 'empty',
  );
}

// Without fields that go either way nothing of it is looked at.
const ONE_WAY: TwoWay = { baseline: undefined, conflicts: 'report', hashSensitive: (text) => text };

function hasSource({ from, to, back }: FieldMapping, records: CertificateRecords): boolean {
  return from.read(records).kind !== 'empty' || (back !== undefined && to.read(records).kind !== 'empty');
}
