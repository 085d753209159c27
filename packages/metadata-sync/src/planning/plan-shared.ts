import type { BothSides, FieldMapping } from '../fields/field-plan.ts';
import {
  type AgreedValue,
  agreedValue,
  chooseDirection,
  isSame,
  isTwoWay,
  storedValue,
  type TwoWay,
} from './choose-direction.ts';
import { type FieldStep, NOTHING, planField, textOf, withValues } from './plan-field.ts';

/** What to do with an SCM field that several metadata fields share. */
export interface SharedPlan {
  readonly steps: readonly FieldStep[];
  /** What both sides agree on already, by what the baseline keeps it under. */
  readonly agreed: Readonly<Record<string, AgreedValue>>;
  /** Set if nothing is written until the operator decides. */
  readonly conflict?: {
    /** SCM's value when it was last agreed on; null where that is not known. */
    readonly agreed: string | null;
    /** The first metadata field and SCM contradict each other, whatever the others hold. */
    readonly isOfFirst: boolean;
  };
}

/**
 * Plans an SCM field that several metadata fields share, and that values can go back to. Pure.
 *
 * Between SCM and the first metadata field all is as if there were no other. The others get what SCM will hold then; one
 * that was edited to something else is a conflict, which a policy other than `report` settles against it.
 */
export function planShared(first: FieldMapping, records: BothSides, twoWay: TwoWay): SharedPlan {
  return isTwoWay(first) ? planEitherWay(first, records, twoWay) : planBack(first, records, twoWay);
}

function planEitherWay(
  first: FieldMapping & { readonly back: NonNullable<FieldMapping['back']> },
  records: BothSides,
  twoWay: TwoWay,
): SharedPlan {
  const direction = chooseDirection(first, records, twoWay);
  if (direction.kind === 'conflict')
    return { steps: [], agreed: {}, conflict: { agreed: direction.agreed, isOfFirst: true } };
  const agreed: Record<string, AgreedValue> = {};
  if (direction.kind === 'agreed') agreed[first.agreedAs] = direction.value;
  const own: FieldStep =
    direction.kind === 'flow'
      ? planField(direction.flow, records)
      : direction.kind === 'failure'
        ? direction
        : NOTHING;
  const later = afterStep(own, records);
  const steps = [own];
  for (const follower of first.followers.filter(isTwoWay)) {
    const its = chooseDirection(follower, later, { ...twoWay, conflicts: 'report' });
    if (its.kind === 'failure') steps.push(its);
    // Matching a value that SCM may yet refuse is not an agreement.
    else if (its.kind === 'agreed') {
      if (later === records) agreed[follower.agreedAs] = its.value;
    } else if (its.kind === 'flow' && its.flow === follower) steps.push(planField(follower, later));
    else if (its.kind === 'flow' && planField(its.flow, later).kind === 'nothing') continue;
    else if (twoWay.conflicts === 'report')
      return { steps: [], agreed, conflict: conflictOfFollower(first, agreed, twoWay) };
    else steps.push(planField(follower, later));
  }
  return { steps, agreed };
}

/** Plans only the way back, on which nothing can be written into the other metadata fields. */
function planBack(first: FieldMapping, records: BothSides, twoWay: TwoWay): SharedPlan {
  const own = planField(first, records);
  const later = afterStep(own, records);
  const agreed: Record<string, AgreedValue> = {};
  const failures: FieldStep[] = [];
  for (const follower of first.followers) {
    const hash = follower.sensitive ? twoWay.hashSensitive : undefined;
    const [sectigo, keyfactor] = [follower.sectigo, follower.keyfactor].map((side) =>
      textOf(side.read(records)),
    ) as [string, string];
    const now = planField(follower, records);
    // It may never have had a value: only one that was agreed on can have been cleared by an edit.
    const isBlank = keyfactor === '' && storedValue(follower, twoWay.baseline) === undefined;
    if (now.kind === 'failure' && follower.from.read(records).kind === 'unreadable') failures.push(now);
    else if (now.kind === 'nothing') {
      // It equals SCM's value, so it was not edited. It counts as agreed from now on, whatever the first one holds.
      if (keyfactor !== '') agreed[follower.agreedAs] = agreedValue({ sectigo, keyfactor }, hash);
    } else if (isBlank) {
    } else if (planField(follower, later).kind !== 'nothing' && !isAsAgreed(follower, keyfactor, twoWay)) {
      if (twoWay.conflicts === 'report')
        return { steps: [], agreed, conflict: conflictOfFollower(first, agreed, twoWay) };
      return { steps: twoWay.conflicts === 'sectigo' ? failures : [own, ...failures], agreed };
    }
  }
  return { steps: [own, ...failures], agreed };
}

/** Returns whether a metadata field still holds what was last agreed on. */
function isAsAgreed(follower: FieldMapping, present: string, { baseline, hashSensitive }: TwoWay): boolean {
  const stored = storedValue(follower, baseline);
  if (stored === undefined) return false;
  const hash = follower.sensitive ? hashSensitive : undefined;
  const [, keyfactor] = typeof stored === 'string' ? [stored, stored] : stored;
  return isSame(follower.keyfactor, present, { stored: keyfactor, hash });
}

/** Another metadata field than the first was edited to something that SCM will not hold. */
function conflictOfFollower(
  first: FieldMapping,
  agreed: SharedPlan['agreed'],
  { baseline }: TwoWay,
): NonNullable<SharedPlan['conflict']> {
  const value = agreed[first.agreedAs] ?? storedValue(first, baseline) ?? null;
  return { agreed: typeof value === 'string' || value === null ? value : value[0], isOfFirst: false };
}

/** Both sides as they are once SCM has what is planned for it. */
function afterStep(step: FieldStep, records: BothSides): BothSides {
  if (step.kind !== 'change' || step.change.side !== 'sectigo') return records;
  const { field, after } = step.change;
  return { ...records, sectigo: withValues(records.sectigo, new Map([[field, after]])) };
}
