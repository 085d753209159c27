import type { FieldDestination, FieldMapping } from '../fields/field-plan.ts';
import type { Side } from '../state/state-store.ts';

/** A field of one of the systems. */
export interface FieldPlace {
  readonly side: Side;
  /** The field's name there. */
  readonly field: string;
}

/** Finds the mapping that a field takes part in; undefined where it is not in the sync. */
export function fieldAt(mappings: readonly FieldMapping[], place: FieldPlace): FieldMapping | undefined {
  return mappings.find((mapping) => destinationAt(mapping, place) !== undefined);
}

/** The side of a mapping that can be written to under this name. */
export function destinationAt(
  { keyfactor, to, back }: FieldMapping,
  { side, field }: FieldPlace,
): FieldDestination | undefined {
  return [keyfactor, to, back?.to].find((end) => end?.side === side && end.name === field);
}
