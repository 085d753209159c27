import { formatCalendarDate } from './calendar-date.ts';
import type { CustomFieldInputType } from './data-types.ts';
import { parseKnownDate } from './known-date.ts';
import { type ReadResult, readScalar, valueOr } from './read-result.ts';

/**
 * Reads the value of a custom field as Sectigo returns it: a DATE becomes `yyyy-MM-dd`, anything else is kept as is.
 *
 * What Sectigo accepts as a NUMBER isn't documented, so the text is kept and checked when it is fitted to its destination.
 */
export function readCustomFieldValue(
  raw: unknown,
  { inputType }: { readonly inputType: CustomFieldInputType },
): ReadResult {
  const reading = readScalar(raw);
  if (reading.kind !== 'value' || inputType !== 'DATE') return reading;
  const date = parseKnownDate(reading.text.trim());
  return valueOr(date && formatCalendarDate(date), 'not-a-date');
}
