import { didYouMean } from '@certbridge/plain-text';
import { isTexts, optionalRule } from './check-arguments.ts';
import { inputTypes, isCustomFieldInputType, isMetadataDataType, MetadataDataTypes } from './data-types.ts';
import { isDateFormat } from './date-format.ts';

const numbers: Readonly<Record<string, number>> = MetadataDataTypes;
const dataTypes = Object.keys(numbers);
const showDataType = (name: string) => `${numbers[name]} (${name})`;

/** The number of a metadata data type. */
export const dataTypeRule = {
  is: isMetadataDataType,
  expected: `one of MetadataDataTypes: ${dataTypes.map(showDataType).join(', ')}`,
  offer: (value: unknown) => didYouMean(value, dataTypes, showDataType),
};

/** The input type of a custom field. */
export const inputTypeRule = {
  is: (value: unknown) => typeof value === 'string' && isCustomFieldInputType(value),
  expected: `one of ${inputTypes.join(', ')}`,
  offer: (value: unknown) => didYouMean(value, inputTypes),
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
