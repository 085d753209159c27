import type { CommandCertificateView, Sandbox, ScmCertificateView } from '@certbridge/sandbox';

/** The contents of both systems, by id. */
export interface Estate {
  readonly scm: Map<number, ScmCertificateView>;
  readonly command: Map<number, CommandCertificateView>;
}

/** Takes a snapshot of both systems. */
export function takeEstate({ scmState, commandState }: Sandbox): Estate {
  return {
    scm: new Map(scmState.certificates().map((certificate) => [certificate.sslId, certificate])),
    command: new Map(commandState.certificates().map((certificate) => [certificate.id, certificate])),
  };
}

/** What an estate may contain. */
export interface Expectation {
  /** Before the step. */
  readonly origin: Estate;
  /** After it. */
  readonly expected: Estate;
  /** Acceptable values of certificates that left the scope meanwhile, and of any certificate before the step is done. */
  readonly earlier: readonly Estate[];
  /** Serial numbers of certificates that have left the scope. */
  readonly left: ReadonlySet<string>;
  /** Whether the step was reported as done. */
  readonly done: boolean;
}

/** Lists where an estate isn't as expected: values, and everything that a sync must leave alone. */
export function findDifferences(actual: Estate, expectation: Expectation): string[] {
  const { origin, expected, earlier, left, done } = expectation;
  const differences: string[] = [];
  for (const side of ['scm', 'command'] as const) {
    for (const id of new Set([...actual[side].keys(), ...origin[side].keys()])) {
      const [now, then] = [actual[side].get(id), origin[side].get(id)];
      const hasLeft = left.has((then ?? now)?.serialNumber ?? '');
      if (now === undefined || then === undefined) {
        const what = now === undefined ? 'is gone' : 'came from nowhere';
        if (!hasLeft) differences.push(`${side} ${id} ${what}`);
        continue;
      }
      const wanted = valuesOf(expected[side].get(id));
      const allowed =
        done && !hasLeft ? [wanted] : [wanted, ...earlier.map((one) => valuesOf(one[side].get(id)))];
      for (const field of new Set(
        [now, then].flatMap((view) => Object.keys(valuesOf(view))).concat(Object.keys(wanted)),
      )) {
        const value = valuesOf(now)[field];
        if (allowed.some((values) => values[field] === value)) continue;
        const [held, former, due] = [value, valuesOf(then)[field], wanted[field]].map((text) =>
          JSON.stringify(text),
        );
        differences.push(`${side} ${id}, ${field}: holds ${held}, held ${former}, should hold ${due}`);
      }
      if (restOf(now, hasLeft) !== restOf(then, hasLeft))
        differences.push(`${side} ${id}: something else changed`);
    }
  }
  return differences;
}

/** Counts the values in which two estates differ. */
export function countChanges(before: Estate, after: Estate): number {
  let changes = 0;
  for (const side of ['scm', 'command'] as const) {
    for (const [id, view] of after[side]) {
      const [now, then] = [valuesOf(view), valuesOf(before[side].get(id))];
      const fields = new Set([...Object.keys(now), ...Object.keys(then)]);
      changes += [...fields].filter((field) => now[field] !== then[field]).length;
    }
  }
  return changes;
}

type Values = Readonly<Record<string, string>>;

function valuesOf(view: ScmCertificateView | CommandCertificateView | undefined): Values {
  if (view === undefined) return {};
  return 'metadata' in view ? view.metadata : view.customFields;
}

/** Everything except the values, and what a revocation changes if there was one. */
function restOf(view: ScmCertificateView | CommandCertificateView, hasLeft: boolean): string {
  const { metadata, customFields, ...rest } = { metadata: {}, customFields: {}, ...view };
  return JSON.stringify(hasLeft ? { ...rest, status: '', reasonCode: null, state: 0 } : rest);
}
