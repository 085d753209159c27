import type { BothSides, FieldFlow, FieldMapping } from '../fields/field-plan.ts';
import { isTwoWay, type TwoWay } from './choose-direction.ts';
import { type CertificatePlan, planCertificate, writesToSectigo } from './plan-certificate.ts';
import { textOf, wantedText, withValues } from './plan-field.ts';

const CONTESTED = 'several Keyfactor certificates with this serial number hold different values';

/** A Command record of a certificate, with what is known of it for a sync in two directions. */
export interface GroupMember {
  readonly records: BothSides;
  readonly twoWay?: TwoWay;
}

/** What is to be done for one Command record of a certificate. */
export interface MemberPlan extends CertificatePlan {
  /** Both sides as this record was planned with: SCM's as the other records will have written it by then. */
  readonly records: BothSides;
}

/**
 * Plans every Command record of one certificate.
 *
 * Several Command records may write to the same SCM record: a field they disagree on is left alone and reported, since
 * each run would otherwise flip it; what they agree on is written once, and from there to the other records.
 */
export function planGroup(
  mappings: readonly FieldMapping[],
  members: readonly GroupMember[],
): readonly MemberPlan[] {
  const plans = planAlone(mappings, members);
  if (members.length === 1 || !mappings.some(writesToSectigo)) return plans;
  // Followers write nothing to SCM: they are planned, or left alone, with the first.
  const writers = mappings.filter((mapping) => writesToSectigo(mapping) && !mapping.isFollower);
  const contested = new Set(writers.filter((mapping) => isContested(mapping, { members, plans })));
  for (;;) {
    const agreed = mappings.filter((mapping) => !contested.has(mapping));
    const together = planTogether(agreed, members);
    const against = writers.filter(
      (mapping) => !contested.has(mapping) && together.disputed.has(sectigoFieldOf(mapping)),
    );
    if (against.length === 0) return withContested(together.plans, contested);
    for (const mapping of against) contested.add(mapping);
  }
}

function planAlone(
  mappings: readonly FieldMapping[],
  members: readonly GroupMember[],
): readonly MemberPlan[] {
  return members.map(({ records, twoWay }) => ({
    ...planCertificate(mappings, records, twoWay),
    records,
  }));
}

/** Plans each record with SCM's values as the others will have written them. */
function planTogether(
  mappings: readonly FieldMapping[],
  members: readonly GroupMember[],
): {
  readonly plans: readonly MemberPlan[];
  /** Fields of SCM that a record would write again after another one. */
  readonly disputed: ReadonlySet<string>;
} {
  const fields = new Map(mappings.map(({ agreedAs, sectigoName }) => [agreedAs, sectigoName]));
  const writers = findWriters(planAlone(mappings, members));
  const disputed = new Set<string>();
  const plans = members.map((member, index) => {
    const written = [...writers].filter(([, writer]) => writer.member !== index);
    const values = new Map(written.map(([field, { after }]) => [field, after]));
    const records = { ...member.records, sectigo: withValues(member.records.sectigo, values) };
    const plan = planCertificate(mappings, records, member.twoWay);
    for (const { side, field } of plan.changes) {
      if (side === 'sectigo' && writers.get(field)?.member !== index) disputed.add(field);
    }
    // Matching a value that SCM may yet refuse is not an agreement.
    const known = Object.entries(plan.agreed).filter(([key]) => !values.has(fields.get(key) ?? ''));
    return { ...plan, agreed: Object.fromEntries(known), records };
  });
  return { plans, disputed };
}

function withContested(
  plans: readonly MemberPlan[],
  contested: ReadonlySet<FieldMapping>,
): readonly MemberPlan[] {
  const failures = [...contested].map((mapping) => ({ field: sectigoFieldOf(mapping), reason: CONTESTED }));
  return plans.map((plan) => ({ ...plan, failures: [...failures, ...plan.failures] }));
}

function sectigoFieldOf({ to, back }: FieldMapping): string {
  return (back?.to ?? to).name;
}

/** The values that SCM gets, by field: the first record that has one writes it. */
function findWriters(
  plans: readonly CertificatePlan[],
): ReadonlyMap<string, { readonly member: number; readonly after: string }> {
  const writers = new Map<string, { readonly member: number; readonly after: string }>();
  for (const [member, { changes }] of plans.entries()) {
    for (const { side, field, after } of changes) {
      if (side === 'sectigo' && !writers.has(field)) writers.set(field, { member, after });
    }
  }
  return writers;
}

/** Returns whether the members want different values in the same field of SCM. */
function isContested(
  mapping: FieldMapping,
  {
    members,
    plans,
  }: { readonly members: readonly GroupMember[]; readonly plans: readonly CertificatePlan[] },
): boolean {
  const flow = isTwoWay(mapping) ? mapping.back : mapping;
  const texts = members.flatMap(({ records }, index) => {
    // In a field that is synchronized both ways, a member counts for SCM's value only if its value changed.
    const changes = plans[index]?.changes ?? [];
    const hasSay =
      !isTwoWay(mapping) ||
      changes.some((change) => change.side === 'sectigo' && change.field === flow.to.name);
    return hasSay ? textWanted(flow, records) : [];
  });
  const [first, ...others] = texts;
  return first !== undefined && others.some((text) => !sameText(flow, first, text));
}

function textWanted(flow: FieldFlow, records: BothSides): string[] {
  const source = flow.from.read(records);
  if (source.kind === 'unreadable') return [];
  const wanted = wantedText(flow, textOf(source));
  return wanted && 'text' in wanted ? [wanted.text] : [];
}

function sameText({ to }: FieldFlow, a: string, b: string): boolean {
  return a === '' || b === '' ? a === b : to.same(a, b);
}
