import type { LeftOutField, UnreadableNames } from './field-plan.ts';
import { quoteNames } from './quote-names.ts';

/** A metadata field that an SCM field is to fill. */
interface Filling {
  readonly kind: 'manual' | 'custom';
  readonly sectigoName: string;
  readonly wanted: { readonly Name: string };
}

type Problem = 'unreadable' | 'missing-or-unreadable';

/** What is wrong with metadata fields of one SCM field. */
interface Group {
  readonly field: string;
  readonly problem: Problem;
  readonly names: string[];
  /** Metadata fields with nothing wrong that go without values, because the first one does. */
  readonly others: string[];
}

/**
 * Leaves out the fields that can't take part because of metadata fields whose rows can't be read: of what Command has under
 * the name, neither the type nor the spelling is known, and what may be there must not be created.
 *
 * Where several metadata fields get one SCM field, the others would take the place of the first. What is wrong with one SCM
 * field is reported once.
 */
export function leaveOutUnreadable<F extends Filling>(
  fields: readonly F[],
  {
    existing,
    unreadable,
  }: {
    /** Names of metadata fields that can be read, in lower case. */
    readonly existing: ReadonlySet<string | undefined>;
    readonly unreadable: UnreadableNames;
  },
): { readonly fields: readonly F[]; readonly leftOut: readonly LeftOutField[] } {
  const unreadableNames = new Set(unreadable.map((name) => name?.toLowerCase()));
  const isNameless = unreadableNames.has(undefined);
  const findProblem = ({ wanted }: Filling): Problem | undefined => {
    const name = wanted.Name.toLowerCase();
    if (unreadableNames.has(name)) return 'unreadable';
    return isNameless && !existing.has(name) ? 'missing-or-unreadable' : undefined;
  };
  const firsts = new Map<string, F>();
  for (const field of fields) if (!firsts.has(keyOf(field))) firsts.set(keyOf(field), field);
  const groups = new Map<string, Group>();
  const kept = fields.filter((field) => {
    const own = findProblem(field);
    const problem = own ?? findProblem(firsts.get(keyOf(field)) ?? field);
    if (problem === undefined) return true;
    const key = `${problem} ${keyOf(field)}`;
    const group = groups.get(key) ?? { field: field.sectigoName, problem, names: [], others: [] };
    (own === undefined ? group.others : group.names).push(field.wanted.Name);
    groups.set(key, group);
    return false;
  });
  return { fields: kept, leftOut: [...groups.values()].map(describeGroup) };
}

function keyOf({ kind, sectigoName }: Filling): string {
  return `${kind} ${sectigoName}`;
}

const REMEDY = 'Look at the metadata fields in Keyfactor, and report it to Keyfactor.';

function describeGroup({ field, problem, names, others }: Group): LeftOutField {
  const isOne = names.length === 1;
  const which = `the metadata field${isOne ? '' : 's'} ${quoteNames(names)}`;
  const where = isOne ? "in a row that can't be read" : "in rows that can't be read";
  const rest =
    others.length === 0
      ? ''
      : `, so ${quoteNames(others)}, which ${others.length === 1 ? 'goes' : 'go'} with ${isOne ? 'it' : 'them'}, ${others.length === 1 ? 'gets' : 'get'} no values either`;
  switch (problem) {
    case 'unreadable':
      return { field, reason: `Keyfactor has ${which} ${where}${rest}`, remedy: REMEDY };
    case 'missing-or-unreadable':
      return {
        field,
        reason: `Keyfactor does not have ${which}, or has ${isOne ? 'it' : 'them'} ${where}${rest}`,
        remedy: `${REMEDY} If ${isOne ? 'it is' : 'they are'} missing, create ${isOne ? 'it' : 'them'} there.`,
      };
  }
}
