import type { ReadResult } from '@certbridge/field-mapping';
import { HIDDEN } from '@certbridge/plain-text';
import type { BothSides, FieldDestination, FieldFlow } from '../fields/field-plan.ts';
import type { PlannedValue } from './sync-plan.ts';

/** A field that could not be processed. */
export interface FieldFailure {
  readonly field: string;
  /** Never holds the value. */
  readonly reason: string;
  /** The value in question, as it may be shown; nothing where there is none. */
  readonly value?: string | null;
}

/** What to do in one field: a value to write, a reason why it can't be written, or nothing. */
export type FieldStep =
  | { readonly kind: 'change'; readonly change: PlannedValue }
  | { readonly kind: 'failure'; readonly failure: FieldFailure }
  | { readonly kind: 'nothing' };

/** The text the destination should hold, or why it can't hold it. */
export type WantedText = { readonly text: string; readonly truncated: boolean } | { readonly reason: string };

/** The step of a field in which nothing is to be done. */
export const NOTHING: FieldStep = { kind: 'nothing' };

/** Compares source and destination of one field. Pure. */
export function planField(flow: FieldFlow, records: BothSides): FieldStep {
  const source = flow.from.read(records);
  const field = flow.to.name;
  const { sensitive } = flow;
  if (source.kind === 'unreadable') {
    const value = shownValue(flow.from.raw(records), { sensitive });
    return { kind: 'failure', failure: { field, reason: source.message, value } };
  }
  const wanted = wantedText(flow, source.kind === 'empty' ? '' : source.text);
  if (wanted === undefined) return NOTHING;
  if ('reason' in wanted) {
    const value = shownValue(textOf(source), { sensitive });
    return { kind: 'failure', failure: { field, reason: wanted.reason, value } };
  }
  return planChange(flow, wanted, records);
}

/** Enough to know a value by; a summary may hold very many. */
const MOST_SHOWN = 200;

/** What may be seen of a value: its beginning, or nothing of a sensitive one. */
export function shownValue(
  text: string | null,
  { sensitive }: { readonly sensitive: boolean },
): string | null {
  if (text && sensitive) return HIDDEN;
  if (text === null || text.length <= MOST_SHOWN) return text;
  // Not through a surrogate pair.
  return `${text.slice(0, MOST_SHOWN - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

/** The text of a value; empty where there is none or it can't be read. */
export function textOf(reading: ReadResult): string {
  return reading.kind === 'value' ? reading.text : '';
}

/** What a field holds: the canonical text, or the text as it stands where it can't be read; null where there is none. */
export function heldText(at: FieldDestination, records: BothSides): string | null {
  const reading = at.read(records);
  return reading.kind === 'value' ? reading.text : at.raw(records);
}

/** The SCM record as it will be when these values are written. */
export function withValues(
  sectigo: BothSides['sectigo'],
  values: ReadonlyMap<string, string>,
): BothSides['sectigo'] {
  if (values.size === 0) return sectigo;
  const others = (sectigo.customFields ?? []).filter(({ name }) => !values.has(name));
  return { ...sectigo, customFields: [...others, ...[...values].map(([name, value]) => ({ name, value }))] };
}

/** The text the destination should hold; undefined to leave it alone. */
export function wantedText(flow: FieldFlow, source: string): WantedText | undefined {
  if (source === '') return flow.emptyPolicy === 'clear' ? { text: '', truncated: false } : undefined;
  const fit = flow.to.fit(source);
  return fit.ok ? { text: fit.text, truncated: fit.truncated } : { reason: fit.message };
}

function planChange(
  flow: FieldFlow,
  wanted: { readonly text: string; readonly truncated: boolean },
  records: BothSides,
): FieldStep {
  const { from, to, sensitive } = flow;
  const present = to.read(records);
  if (present.kind === 'empty' && wanted.text === '') return NOTHING;
  if (present.kind === 'value' && wanted.text !== '') {
    if (to.same(present.text, wanted.text)) return NOTHING;
    if (isCutOff({ from, to }, { whole: present.text, part: wanted.text })) return NOTHING;
  }
  const before = heldText(to, records);
  // A value that isn't known can't be counted, shown or restored.
  if (present.kind === 'unreadable' && before === null)
    return { kind: 'failure', failure: { field: to.name, reason: present.message, value: null } };
  const { text: after, truncated } = wanted;
  return { kind: 'change', change: { side: to.side, field: to.name, before, after, truncated, sensitive } };
}

/**
 * Returns whether the source's value is what truncation left of the destination's on an earlier way back.
 *
 * Without this a value cut for the smaller side would come back and overwrite the whole one.
 */
function isCutOff(
  { from, to }: Pick<FieldFlow, 'from' | 'to'>,
  { whole, part }: { readonly whole: string; readonly part: string },
): boolean {
  const cut = from.fit?.(whole);
  return cut?.ok === true && cut.truncated && to.same(cut.text, part);
}
