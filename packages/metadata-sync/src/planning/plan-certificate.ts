import type { BothSides, FieldDestination, FieldMapping } from '../fields/field-plan.ts';
import { type AgreedValue, chooseDirection, isTwoWay, type TwoWay } from './choose-direction.ts';
import { type FieldFailure, type FieldStep, planField, textOf } from './plan-field.ts';
import { planShared } from './plan-shared.ts';
import type { PlannedValue } from './sync-plan.ts';

/** A custom field that is written to neither side until the operator decides. Values are canonical texts. */
export interface FieldConflict {
  /** The custom field's name in SCM. */
  readonly field: string;
  readonly sectigo: string;
  readonly keyfactor: string;
  /** SCM's value when both last agreed; null where that is not known. A hash for a sensitive field. */
  readonly agreed: string | null;
  readonly sensitive: boolean;
  /** What the further metadata fields hold that the field fills. */
  readonly others: readonly { readonly field: string; readonly keyfactor: string }[];
}

/** What a certificate has in the fields of the sync. */
export interface Holdings {
  /** None of the custom fields in the sync has a value at its source. */
  readonly withoutCustomFields: boolean;
  /** Values that the fields written to hold at present. */
  readonly values: number;
}

/** What is to be done for one certificate. */
export interface CertificatePlan extends Holdings {
  readonly changes: readonly PlannedValue[];
  readonly failures: readonly FieldFailure[];
  readonly conflicts: readonly FieldConflict[];
  /** What both sides agree on already, for the baseline; of fields that go either way. */
  readonly agreed: Readonly<Record<string, AgreedValue>>;
}

/** Why a conflict was not written. */
const CONFLICT =
  'both systems changed it since they last agreed, and differently; correct one of them, or let one win (conflicts)';

/** Why two values that were never seen to agree were not written. */
const FIRST_CONFLICT =
  'the systems hold different values and were never seen to agree; correct one of them, or let one win (conflicts)';

/** Why a field that fills several metadata fields was not written. */
const FOLLOWER_CONFLICT =
  'metadata fields that it fills were edited differently; correct them, or let one win (conflicts)';

/** Compares both sides of a certificate field by field and lists what is to be written. Pure. */
export function planCertificate(
  mappings: readonly FieldMapping[],
  records: BothSides,
  twoWay: TwoWay = ONE_WAY,
): CertificatePlan {
  const changes: PlannedValue[] = [];
  const failures: FieldFailure[] = [];
  const conflicts: FieldConflict[] = [];
  const agreed: Record<string, AgreedValue> = {};
  for (const mapping of mappings) {
    for (const step of stepsOf(mapping)) {
      if (step.kind === 'failure') failures.push(step.failure);
      if (step.kind === 'change') changes.push(step.change);
    }
  }
  return { changes, failures, conflicts, ...holdingsOf(mappings, records), agreed };

  function stepsOf(mapping: FieldMapping): readonly FieldStep[] {
    if (!writesToSectigo(mapping)) return [planField(mapping, records)];
    // Planned together with the first.
    if (mapping.isFollower) return [];
    if (mapping.followers.length > 0) {
      const shared = planShared(mapping, records, twoWay);
      Object.assign(agreed, shared.agreed);
      if (shared.conflict) recordConflict(mapping, shared.conflict);
      return shared.steps;
    }
    if (!isTwoWay(mapping)) return [planField(mapping, records)];
    const direction = chooseDirection(mapping, records, twoWay);
    if (direction.kind === 'flow') return [planField(direction.flow, records)];
    if (direction.kind === 'failure') return [direction];
    if (direction.kind === 'agreed') agreed[mapping.agreedAs] = direction.value;
    else recordConflict(mapping, { agreed: direction.agreed, isOfFirst: true });
    return [];
  }

  function recordConflict(
    mapping: FieldMapping,
    conflict: { readonly agreed: string | null; readonly isOfFirst: boolean },
  ): void {
    const { sectigoName: field, sensitive } = mapping;
    const ofFirst = conflict.agreed === null ? FIRST_CONFLICT : CONFLICT;
    failures.push({ field, reason: conflict.isOfFirst ? ofFirst : FOLLOWER_CONFLICT });
    conflicts.push({
      field,
      sectigo: textOf(mapping.sectigo.read(records)),
      keyfactor: textOf(mapping.keyfactor.read(records)),
      agreed: conflict.agreed,
      sensitive,
      others: mapping.followers.map(({ metadataName, keyfactor }) => ({
        field: metadataName,
        keyfactor: textOf(keyfactor.read(records)),
      })),
    });
  }
}

/** Looks at what a certificate has in the fields. Pure. */
export function holdingsOf(mappings: readonly FieldMapping[], records: BothSides): Holdings {
  const isCustom = (mapping: FieldMapping) => mapping.kind === 'custom' && hasSource(mapping, records);
  let values = 0;
  for (const mapping of mappings)
    for (const { raw } of destinationsOf(mapping)) if (raw(records) !== null) values += 1;
  return { withoutCustomFields: !mappings.some(isCustom), values };
}

/** The fields that a mapping may write to; what its first one writes to in SCM is not counted again for a follower. */
function destinationsOf(mapping: FieldMapping): readonly FieldDestination[] {
  const { to, back, isFollower } = mapping;
  const all = back === undefined ? [to] : [to, back.to];
  return isFollower ? all.filter(({ side }) => side === 'keyfactor') : all;
}

/** Returns whether the source alone shows that nothing would be written, whatever the destination holds. */
export function needsNothing(mappings: readonly FieldMapping[], records: BothSides): boolean {
  return mappings.every(
    (mapping) => mapping.emptyPolicy === 'keep' && mapping.from.read(records).kind === 'empty',
  );
}

// Without fields that go either way nothing of it is looked at.
const ONE_WAY: TwoWay = { baseline: undefined, conflicts: 'report', hashSensitive: (text) => text };

function hasSource({ from, to, back }: FieldMapping, records: BothSides): boolean {
  return from.read(records).kind !== 'empty' || (back !== undefined && to.read(records).kind !== 'empty');
}

/** Returns whether values of a field can go to SCM. */
export function writesToSectigo({ to, back }: FieldMapping): boolean {
  return to.side === 'sectigo' || back !== undefined;
}
