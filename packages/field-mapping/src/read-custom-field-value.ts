import { formatCalendarDate } from './calendar-date.ts';
import { checkOptions, type OptionRules } from './check-arguments.ts';
import type { CustomFieldInputType } from './data-types.ts';
import { parseKnownDate } from './known-date.ts';
import { inputTypeRule } from './option-rules.ts';
import { type ReadResult, readScalar, valueOr } from './read-result.ts';

/** Options of {@link readCustomFieldValue}. */
export interface ReadCustomFieldValueOptions {
  /** The type of the field. */
  readonly inputType: CustomFieldInputType;
}

const rules: OptionRules<ReadCustomFieldValueOptions> = { inputType: inputTypeRule };

/**
 * Reads the value of a custom field as Sectigo returns it: a DATE becomes `yyyy-MM-dd`, anything else is kept as is.
 *
 * What Sectigo accepts as a NUMBER isn't documented, so the text is kept and checked when it is fitted to its destination.
 */
export function readCustomFieldValue(raw: unknown, options: ReadCustomFieldValueOptions): ReadResult {
  checkOptions(options, rules, { of: 'readCustomFieldValue' });
  const reading = readScalar(raw);
  if (reading.kind !== 'value') return reading;
  switch (options.inputType) {
    case 'DATE': {
      const date = parseKnownDate(reading.text.trim());
      return valueOr(date && formatCalendarDate(date), 'not-a-date');
    }
    case 'TEXT_SINGLE_LINE':
    case 'TEXT_MULTI_LINE':
    case 'EMAIL':
    case 'NUMBER':
    case 'TEXT_OPTION':
      return reading;
  }
}
