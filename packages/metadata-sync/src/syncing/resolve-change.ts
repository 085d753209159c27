import { type BothSides, destinationAt, type FieldMapping, fieldAt } from '../fields/field-plan.ts';
import { heldText } from '../planning/plan-field.ts';
import type { RunContext } from '../run/run-context.ts';
import type { ChangeOutcome, RecordedCertificate, RecordedChange } from '../state/state-store.ts';

/** Finds the outcome of values that a killed run left unfinished, by what the systems hold now, and records it. */
export async function resolveChange(
  certificate: RecordedCertificate & { readonly runId: string },
  {
    mappings,
    records,
    context,
  }: {
    readonly mappings: readonly FieldMapping[];
    readonly records: BothSides;
    readonly context: Pick<RunContext, 'recorder' | 'hashSensitive'>;
  },
): Promise<void> {
  const outcome = certificate.changes.map((change): ChangeOutcome => {
    if (change.outcome !== 'started') return change.outcome;
    return holds(change, { text: 'after', mappings, records, ...context })
      ? 'written'
      : holds(change, { text: 'before', mappings, records, ...context })
        ? 'not-written'
        : 'started';
  });
  await context.recorder.resolve(certificate.runId, { position: certificate.position, outcome });
}

/** Returns whether a field holds the value from before or after a change; false where the field is not in the sync. */
export function holds(
  change: Pick<RecordedChange, 'side' | 'field' | 'before' | 'after' | 'sensitive'>,
  {
    text,
    mappings,
    records,
    hashSensitive,
  }: {
    readonly text: 'before' | 'after';
    readonly mappings: readonly FieldMapping[];
    readonly records: BothSides;
    readonly hashSensitive: (text: string) => string;
  },
): boolean {
  const mapping = fieldAt(mappings, change);
  const destination = mapping && destinationAt(mapping, change);
  if (destination === undefined) return false;
  const present = heldText(destination, records) ?? '';
  const expected = change[text] ?? '';
  if (present === '' || expected === '') return present === expected;
  if (change.sensitive) return hashSensitive(present) === expected;
  return present === expected || destination.same(present, expected);
}
