import { parseBoolean } from './booleans.ts';
import { checkOptions, checkText, type OptionRules } from './check-arguments.ts';
import { type MetadataDataType, MetadataDataTypes, metadataDataTypeName } from './data-types.ts';
import {
  type FitOptions,
  type FitResult,
  fitDate,
  fitEmails,
  fitEmptyOrBlank,
  fitOption,
  fitText,
  fitted,
  misfit,
} from './fit.ts';
import { integerRange, metadataEmailAddressLimit, metadataLimits } from './limits.ts';
import { canonicalInteger } from './numbers.ts';
import { dataTypeRule, dateFormatRule, flagRule, optionsRule } from './option-rules.ts';

/** Options of {@link fitMetadataValue}. */
export interface FitMetadataValueOptions extends FitOptions {
  /** The type of the field. */
  readonly dataType: MetadataDataType;
}

const rules: OptionRules<FitMetadataValueOptions> = {
  dataType: dataTypeRule,
  truncate: flagRule,
  options: optionsRule,
  dateFormat: dateFormatRule,
};

/**
 * Converts a canonical text to the value of a metadata field of Keyfactor Command, or returns why it doesn't fit.
 *
 * The empty text fits every type and clears the field. Lengths are in UTF-16 code units; truncation never splits a surrogate pair.
 */
export function fitMetadataValue(text: string, options: FitMetadataValueOptions): FitResult {
  const of = 'fitMetadataValue';
  checkText(text, { of });
  checkOptions(options, rules, { of });
  const destination = `a metadata field of type ${metadataDataTypeName(options.dataType)}`;
  const settled = fitEmptyOrBlank(text);
  if (settled) return settled;
  switch (options.dataType) {
    case MetadataDataTypes.String:
      return fitText(text, { limit: metadataLimits.String, destination }, options.truncate);
    case MetadataDataTypes.BigText:
      return fitText(text, { limit: metadataLimits.BigText, destination }, options.truncate);
    case MetadataDataTypes.Email: {
      const limits = { limit: metadataLimits.Email, addressLimit: metadataEmailAddressLimit };
      return fitEmails(text, { ...limits, destination }, options.truncate);
    }
    case MetadataDataTypes.MultipleChoice:
      return fitOption(text, { limit: metadataLimits.MultipleChoice, destination }, options.options);
    case MetadataDataTypes.Integer:
      return fitInteger(text);
    case MetadataDataTypes.Date:
      return fitDate(text, options);
    case MetadataDataTypes.Boolean:
      return fitBoolean(text);
  }
}

function fitInteger(text: string): FitResult {
  const integer = canonicalInteger(text);
  if (integer === undefined) {
    return misfit(
      'not-an-integer',
      'The value is not a whole number (digits with an optional sign, no separators). Correct it in the source, or use a String field.',
    );
  }
  const { min, max } = integerRange;
  if (Number(integer) < min || Number(integer) > max) {
    return misfit(
      'integer-out-of-range',
      `The number is outside ${min} to ${max}, the range of an Integer field. Correct it in the source, or use a String field.`,
    );
  }
  return fitted(integer);
}

function fitBoolean(text: string): FitResult {
  const boolean = parseBoolean(text);
  if (boolean !== undefined) return fitted(String(boolean));
  return misfit(
    'not-a-boolean',
    'The value is not one of true, false, yes, no, 1 and 0. Correct it in the source, or use a String field.',
  );
}
