import { parseBoolean } from './booleans.ts';
import { formatCalendarDate } from './calendar-date.ts';
import { type MetadataDataType, MetadataDataTypes } from './data-types.ts';
import type { DotNetDateFormat } from './date-format.ts';
import { parseKnownDate } from './known-date.ts';
import { matchOption } from './match-option.ts';
import { canonicalInteger } from './numbers.ts';
import { type Reading, readScalar, valueOr } from './reading.ts';

export interface ReadMetadataValueOptions {
  readonly dataType: MetadataDataType;
  /** The form in which Command writes dates (`keyfactorDateFormat`); the forms of `parseKnownDate` are read in any case. */
  readonly dateFormat?: DotNetDateFormat | undefined;
  /** The options of a MultipleChoice field: a value that differs in letter case only is read as its option. */
  readonly options?: readonly string[] | undefined;
}

/**
 * Reads a metadata value as Keyfactor Command returns it into the canonical text of its type.
 *
 * Canonical are `yyyy-MM-dd` for Date, digits without leading zeros for Integer, `true` or `false` for Boolean, and the text
 * itself for the others. A choice that is no longer among the options is read as it stands.
 */
export function readMetadataValue(
  raw: unknown,
  { dataType, dateFormat, options }: ReadMetadataValueOptions,
): Reading {
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
    default:
      return reading;
  }
}
