import type { BothSides, FieldDestination, FieldFlow, FieldMapping } from '../fields/field-plan.ts';
import type { ConflictPolicy } from '../settings/sync-settings.ts';
import type { Baseline } from '../state/state-store.ts';
import { type FieldFailure, planField, shownValue, textOf } from './plan-field.ts';

/** What a sync in two directions decides by, besides the values themselves. */
export interface TwoWay {
  /** What both systems last agreed on; undefined where nothing is known of the certificate. */
  readonly baseline: Baseline | undefined;
  readonly conflicts: ConflictPolicy;
  /** Hashes the values of sensitive fields, as the baseline holds them. */
  readonly hashSensitive: (text: string) => string;
}

/** The value of a field on both sides, as a baseline keeps it: one text where both write it alike. */
export type AgreedValue = Baseline[string];

/** What to do with a field that either side may have changed. */
export type Direction =
  | { readonly kind: 'flow'; readonly flow: FieldFlow }
  /** Nothing is to be written; the value may be kept as the one last agreed on. */
  | { readonly kind: 'agreed'; readonly value: AgreedValue }
  | { readonly kind: 'conflict'; readonly agreed: string | null }
  | { readonly kind: 'failure'; readonly failure: FieldFailure };

type TwoWayMapping = FieldMapping & { readonly back: NonNullable<FieldMapping['back']> };

/** Returns whether a field goes either way. */
export function isTwoWay(mapping: FieldMapping): mapping is TwoWayMapping {
  return mapping.back !== undefined;
}

/** Chooses the side that a field is written to: the one that did not change since both last agreed. Pure. */
export function chooseDirection(
  mapping: TwoWayMapping,
  records: BothSides,
  { baseline, conflicts, hashSensitive }: TwoWay,
): Direction {
  const readings = [mapping.from.read(records), mapping.to.read(records)] as const;
  for (const [index, reading] of readings.entries()) {
    if (reading.kind !== 'unreadable') continue;
    const raw = (index === 0 ? mapping.from : mapping.to).raw(records);
    const value = shownValue(raw, mapping);
    return { kind: 'failure', failure: { field: mapping.to.name, reason: reading.message, value } };
  }
  const [sectigo, keyfactor] = readings.map(textOf) as [string, string];
  const hash = mapping.sensitive ? hashSensitive : undefined;
  if (isInStep(mapping, records, { sectigo, keyfactor })) {
    return { kind: 'agreed', value: agreedValue({ sectigo, keyfactor }, hash) };
  }
  const stored = storedValue(mapping, baseline);
  if (stored === undefined) {
    if (sectigo === '') return { kind: 'flow', flow: mapping.back };
    if (keyfactor === '') return { kind: 'flow', flow: mapping };
    return resolveConflict(mapping, conflicts, null);
  }
  const [agreedSectigo, agreedKeyfactor] = typeof stored === 'string' ? [stored, stored] : stored;
  const sectigoChanged = !isSame(mapping.back.to, sectigo, { stored: agreedSectigo, hash });
  const keyfactorChanged = !isSame(mapping.to, keyfactor, { stored: agreedKeyfactor, hash });
  if (sectigoChanged && keyfactorChanged) return resolveConflict(mapping, conflicts, agreedSectigo);
  if (sectigoChanged) return { kind: 'flow', flow: mapping };
  if (keyfactorChanged) return { kind: 'flow', flow: mapping.back };
  return { kind: 'agreed', value: stored };
}

/** The value that both sides last agreed on; undefined where none is known. */
export function storedValue(
  { agreedAs }: FieldMapping,
  baseline: Baseline | undefined,
): AgreedValue | undefined {
  return baseline !== undefined && Object.hasOwn(baseline, agreedAs) ? baseline[agreedAs] : undefined;
}

/** Writes the value of both sides as a baseline keeps it. */
export function agreedValue(
  { sectigo, keyfactor }: { readonly sectigo: string; readonly keyfactor: string },
  hash: ((text: string) => string) | undefined,
): AgreedValue {
  const keep = (text: string) => (hash && text !== '' ? hash(text) : text);
  return sectigo === keyfactor ? keep(sectigo) : [keep(sectigo), keep(keyfactor)];
}

function resolveConflict(mapping: TwoWayMapping, policy: ConflictPolicy, agreed: string | null): Direction {
  if (policy === 'report') return { kind: 'conflict', agreed };
  return { kind: 'flow', flow: policy === 'sectigo' ? mapping : mapping.back };
}

/** Returns whether one side holds what the other becomes on its way over, or neither holds anything. */
function isInStep(
  mapping: TwoWayMapping,
  records: BothSides,
  { sectigo, keyfactor }: { readonly sectigo: string; readonly keyfactor: string },
): boolean {
  if (sectigo === '' || keyfactor === '') return sectigo === keyfactor;
  return (
    planField(mapping, records).kind === 'nothing' || planField(mapping.back, records).kind === 'nothing'
  );
}

/** Returns whether a field holds the value that was kept of it. */
export function isSame(
  { same }: FieldDestination,
  present: string,
  { stored, hash }: { readonly stored: string; readonly hash: ((text: string) => string) | undefined },
): boolean {
  if (present === '' || stored === '') return present === stored;
  return hash?.(present) === stored || same(present, stored);
}
