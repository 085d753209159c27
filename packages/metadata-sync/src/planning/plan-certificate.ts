import type { CertificateRecords, FieldMapping } from '../fields/field-plan.ts';

/** A value to write: the text as the destination takes it; an empty text clears. */
export interface FieldChange {
  /** The field's name in the destination. */
  readonly field: string;
  /** The present value as text, null where there is none or it can't be read. */
  readonly before: string | null;
  readonly after: string;
  /** The value was cut to the destination's limit. */
  readonly truncated: boolean;
}

/** A field that could not be processed. The reason never holds the value. */
export interface FieldFailure {
  readonly field: string;
  readonly reason: string;
}

/** What is to be done for one certificate. */
export interface CertificatePlan {
  readonly changes: readonly FieldChange[];
  readonly failures: readonly FieldFailure[];
  /** None of the custom fields in the sync has a value at the source. */
  readonly withoutCustomFields: boolean;
}

/** Compares source and destination field by field and lists the differences. Pure. */
export function planCertificate(
  mappings: readonly FieldMapping[],
  records: CertificateRecords,
): CertificatePlan {
  const changes: FieldChange[] = [];
  const failures: FieldFailure[] = [];
  let customValues = 0;
  for (const mapping of mappings) {
    const source = mapping.from.read(records);
    if (mapping.kind === 'custom' && source.kind !== 'empty') customValues += 1;
    if (source.kind === 'unreadable') {
      failures.push({ field: mapping.to.name, reason: source.message });
      continue;
    }
    const wanted = wantedText(mapping, source.kind === 'empty' ? '' : source.text);
    if (wanted === undefined) continue;
    if ('reason' in wanted) failures.push({ field: mapping.to.name, reason: wanted.reason });
    else changes.push(...planChange(mapping, wanted, records));
  }
  return { changes, failures, withoutCustomFields: customValues === 0 };
}

/** Tells, from the source alone, that nothing would be written whatever the destination holds. */
export function needsNothing(mappings: readonly FieldMapping[], records: CertificateRecords): boolean {
  return mappings.every(
    (mapping) => mapping.emptyPolicy === 'keep' && mapping.from.read(records).kind === 'empty',
  );
}

export type WantedText = { readonly text: string; readonly truncated: boolean } | { readonly reason: string };

/** The text the destination should hold; undefined to leave it alone. */
export function wantedText(mapping: FieldMapping, source: string): WantedText | undefined {
  if (source === '') return mapping.emptyPolicy === 'clear' ? { text: '', truncated: false } : undefined;
  const fit = mapping.to.fit(source);
  return fit.ok ? { text: fit.text, truncated: fit.truncated } : { reason: fit.message };
}

function planChange(
  mapping: FieldMapping,
  wanted: { readonly text: string; readonly truncated: boolean },
  records: CertificateRecords,
): FieldChange[] {
  const present = mapping.to.read(records);
  if (present.kind === 'empty' && wanted.text === '') return [];
  if (present.kind === 'value' && wanted.text !== '') {
    if (mapping.to.same(present.text, wanted.text)) return [];
    if (isCutOff(mapping, { whole: present.text, part: wanted.text })) return [];
  }
  const before = present.kind === 'value' ? present.text : null;
  return [{ field: mapping.to.name, before, after: wanted.text, truncated: wanted.truncated }];
}

/**
 * Tells whether the source's value is what truncation left of the destination's on an earlier way back.
 *
 * Without this a value cut for the smaller side would come back and overwrite the whole one.
 */
function isCutOff(
  { from, to }: FieldMapping,
  { whole, part }: { readonly whole: string; readonly part: string },
): boolean {
  const cut = from.fit?.(whole);
  return cut?.ok === true && cut.truncated && to.same(cut.text, part);
}
