import { type BothSides, destinationAt, type FieldMapping, fieldAt } from '../fields/field-plan.ts';
import type { ChangeOutcome, RecordedChange } from '../state/state-store.ts';
import { heldText } from './plan-field.ts';

/** What both systems hold in the fields of a certificate. */
interface Held {
  readonly mappings: readonly FieldMapping[];
  readonly records: BothSides;
  readonly hashSensitive: (text: string) => string;
}

/** Finds the outcome of a value that a killed run left unfinished, by what the systems hold now. Pure. */
export function resolveChange(change: RecordedChange, held: Held): ChangeOutcome {
  if (change.outcome !== 'started') return change.outcome;
  if (holds(change, { ...held, text: 'after' })) return 'written';
  return holds(change, { ...held, text: 'before' }) ? 'not-written' : 'started';
}

/** Returns whether a field holds the value from before or after a change; false where the field is not in the sync. */
export function holds(
  change: Pick<RecordedChange, 'side' | 'field' | 'before' | 'after' | 'sensitive'>,
  { text, mappings, records, hashSensitive }: Held & { readonly text: 'before' | 'after' },
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
