import { isTexts, optionalRule } from './check-arguments.ts';
import { inputTypes, isCustomFieldInputType, isMetadataDataType, MetadataDataTypes } from './data-types.ts';
import { isDateFormat } from './date-format.ts';

const dataTypes = Object.entries(MetadataDataTypes).map(([name, number]) => `${number} (${name})`);

/** The number of a metadata data type. */
export const dataTypeRule = {
  is: isMetadataDataType,
  expected: `one of MetadataDataTypes: ${dataTypes.join(', ')}`,
};

/** The input type of a custom field. */
export const inputTypeRule = {
  is: (value: unknown) => typeof value === 'string' && isCustomFieldInputType(value),
  expected: `one of ${inputTypes.join(', ')}`,
};

/** The options of a field. */
export const optionsRule = optionalRule({ is: isTexts, expected: 'a list of texts' });

/** A compiled date format; its pattern alone would never match. */
export const dateFormatRule = optionalRule({
  is: isDateFormat,
  expected: 'a date format, as compileDateFormat gives it',
});

/** True or false. */
export const flagRule = { is: (value: unknown) => typeof value === 'boolean', expected: 'true or false' };
