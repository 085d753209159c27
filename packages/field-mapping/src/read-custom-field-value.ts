import { formatCalendarDate } from './calendar-date.ts';
import type { CustomFieldInputType } from './data-types.ts';
import { parseKnownDate } from './known-date.ts';
import { type Reading, readScalar, valueOr } from './reading.ts';

/**
 * Reads the value of a custom field as Sectigo returns it: a DATE into `yyyy-MM-dd`, anything else as it stands.
 *
 * What Sectigo accepts as a NUMBER is not documented, so its text is kept and the destination judges it.
 */
export function readCustomFieldValue(
  raw: unknown,
  { inputType }: { readonly inputType: CustomFieldInputType },
): Reading {
  const reading = readScalar(raw);
  if (reading.kind !== 'value' || inputType !== 'DATE') return reading;
  const date = parseKnownDate(reading.text.trim());
  return valueOr(date && formatCalendarDate(date), 'not-a-date');
}
