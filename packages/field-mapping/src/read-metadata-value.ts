import { parseBoolean } from './booleans.ts';
import { formatCalendarDate } from './calendar-date.ts';
import { checkOptions, type OptionRules } from './check-arguments.ts';
import { type MetadataDataType, MetadataDataTypes } from './data-types.ts';
import type { DotNetDateFormat } from './date-format.ts';
import { parseKnownDate } from './known-date.ts';
import { matchOption } from './match-option.ts';
import { canonicalInteger } from './numbers.ts';
import { dataTypeRule, dateFormatRule, optionsRule } from './option-rules.ts';
import { type ReadResult, readScalar, valueOr } from './read-result.ts';

/** Options of {@link readMetadataValue}. */
export interface ReadMetadataValueOptions {
  /** The type of the field. */
  readonly dataType: MetadataDataType;
  /** How Command writes dates (`keyfactorDateFormat`), tried before the forms of {@link parseKnownDate}. */
  readonly dateFormat?: DotNetDateFormat | undefined;
  /** The options of a MultipleChoice field. A value that differs only in case and surrounding whitespace is read as its option. */
  readonly options?: readonly string[] | undefined;
}

const rules: OptionRules<ReadMetadataValueOptions> = {
  dataType: dataTypeRule,
  dateFormat: dateFormatRule,
  options: optionsRule,
};

/**
 * Reads a metadata value as Keyfactor Command returns it, and converts it to the canonical text of its type.
 *
 * The canonical text is `yyyy-MM-dd` for Date, digits without leading zeros for Integer, `true` or `false` for Boolean, and the
 * text itself for the others. A choice that is no longer among the options is kept as is.
 */
export function readMetadataValue(raw: unknown, readOptions: ReadMetadataValueOptions): ReadResult {
  checkOptions(readOptions, rules, { of: 'readMetadataValue' });
  const { dataType, dateFormat, options } = readOptions;
  const reading = readScalar(raw);
  if (reading.kind !== 'value') return reading;
  const { text } = reading;
  switch (dataType) {
    case MetadataDataTypes.Integer:
      return valueOr(canonicalInteger(text), 'not-an-integer');
    case MetadataDataTypes.Date: {
      const date = parseKnownDate(text.trim(), dateFormat);
      return valueOr(date && formatCalendarDate(date), 'not-a-date');
    }
    case MetadataDataTypes.Boolean:
      return valueOr(parseBoolean(text)?.toString(), 'not-a-boolean');
    case MetadataDataTypes.MultipleChoice:
      return { kind: 'value', text: matchOption(text, options ?? []) ?? text };
    case MetadataDataTypes.String:
    case MetadataDataTypes.BigText:
    case MetadataDataTypes.Email:
      return reading;
  }
}
