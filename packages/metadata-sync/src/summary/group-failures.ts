import type { FailureReason } from './run-summary.ts';

/** What grouping needs of a failure. */
interface FailureLike {
  readonly field: string | null;
  readonly reason: string;
}

/** Failures of one field for one reason. */
export interface FailureGroup<F extends FailureLike> {
  /** Null where certificates failed as a whole. */
  readonly field: string | null;
  readonly reason: string;
  readonly failures: readonly F[];
}

/** Counts the certificates of each field and reason, for a summary. Pure. */
export function reasonsOf(outcome: 'partial' | 'failed', failures: readonly FailureLike[]): FailureReason[] {
  return groupFailures(failures).map(({ field, reason, failures: { length: certificates } }) => {
    return { outcome, field, reason, certificates };
  });
}

/** How long a value is may differ in one and the same reason. */
const length = /(?<=The value is )\d+(?= characters long)/;

/** Groups failures by field and reason, the largest group first. Pure. */
export function groupFailures<F extends FailureLike>(failures: Iterable<F>): readonly FailureGroup<F>[] {
  const groups = new Map<string, [F, ...F[]]>();
  for (const failure of failures) {
    const key = JSON.stringify([failure.field, failure.reason.replace(length, '')]);
    const group = groups.get(key);
    if (group) group.push(failure);
    else groups.set(key, [failure]);
  }
  return [...groups.values()]
    .map((group) => ({ field: group[0].field, reason: reasonOf(group), failures: group }))
    .sort((a, b) => b.failures.length - a.failures.length);
}

function reasonOf(failures: readonly [FailureLike, ...FailureLike[]]): string {
  const lengths = failures.map(({ reason }) => Number(length.exec(reason)?.[0])).sort((a, b) => a - b);
  const [least, most] = [lengths[0], lengths.at(-1)];
  const { reason } = failures[0];
  return Object.is(least, most) ? reason : reason.replace(length, `${least} to ${most}`);
}
