import { checkOptions, checkText, type OptionRules } from './check-arguments.ts';
import type { CustomFieldInputType } from './data-types.ts';
import {
  type FitOptions,
  type FitResult,
  fitDate,
  fitEmails,
  fitEmptyOrBlank,
  fitOption,
  fitText,
  fitted,
  type Limit,
  misfit,
  tooLong,
} from './fit.ts';
import { customFieldLimit } from './limits.ts';
import { canonicalDecimal } from './numbers.ts';
import { dateFormatRule, flagRule, inputTypeRule, optionsRule } from './option-rules.ts';

/** Options of {@link fitCustomFieldValue}. */
export interface FitCustomFieldValueOptions extends FitOptions {
  /** The type of the field. */
  readonly inputType: CustomFieldInputType;
}

const rules: OptionRules<FitCustomFieldValueOptions> = {
  inputType: inputTypeRule,
  truncate: flagRule,
  options: optionsRule,
  dateFormat: dateFormatRule,
};

/**
 * Converts a canonical text to the value of a custom field of Sectigo Certificate Manager, or returns why it doesn't fit.
 *
 * The empty text fits every type and clears the field. Every type is limited to 256 UTF-16 code units, multi-line text too.
 */
export function fitCustomFieldValue(text: string, options: FitCustomFieldValueOptions): FitResult {
  const of = 'fitCustomFieldValue';
  checkText(text, { of });
  checkOptions(options, rules, { of });
  const limit = { limit: customFieldLimit, destination: `a custom field of type ${options.inputType}` };
  const settled = fitEmptyOrBlank(text);
  if (settled) return settled;
  switch (options.inputType) {
    case 'TEXT_SINGLE_LINE':
    case 'TEXT_MULTI_LINE':
      return fitText(text, limit, options.truncate);
    case 'EMAIL':
      return fitEmails(text, { ...limit, addressLimit: customFieldLimit }, options.truncate);
    case 'TEXT_OPTION':
      return fitOption(text, limit, options.options);
    case 'DATE':
      return fitDate(text, options);
    case 'NUMBER':
      return fitNumber(text, limit);
  }
}

function fitNumber(text: string, limit: Limit): FitResult {
  const number = canonicalDecimal(text);
  if (number === undefined) {
    return misfit(
      'not-a-number',
      'The value is not a number (digits with an optional sign and decimal point, no separators). Correct it in the source, or use a text field.',
    );
  }
  return number.length <= limit.limit
    ? fitted(number)
    : tooLong(number.length, limit, 'A number is never cut: correct it in the source.');
}
