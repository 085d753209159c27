import { wrongArgument } from './check-arguments.ts';
/** Keyfactor Command's numbers for the data types of metadata fields. A field's type can't change once it is created. */
export const MetadataDataTypes = {
  String: 1,
  Integer: 2,
  Date: 3,
  Boolean: 4,
  MultipleChoice: 5,
  BigText: 6,
  Email: 7,
} as const satisfies Record<MetadataDataTypeName, number>;

/** The name of a metadata data type, such as `'MultipleChoice'`. */
export type MetadataDataTypeName =
  | 'String'
  | 'Integer'
  | 'Date'
  | 'Boolean'
  | 'MultipleChoice'
  | 'BigText'
  | 'Email';

/** The number of a metadata data type, 1 to 7. */
export type MetadataDataType = 1 | 2 | 3 | 4 | 5 | 6 | 7;

const namesByType: Readonly<Record<MetadataDataType, MetadataDataTypeName>> = {
  1: 'String',
  2: 'Integer',
  3: 'Date',
  4: 'Boolean',
  5: 'MultipleChoice',
  6: 'BigText',
  7: 'Email',
};

/** Checks whether a value is the number of a metadata data type. */
export function isMetadataDataType(value: unknown): value is MetadataDataType {
  return typeof value === 'number' && Object.hasOwn(namesByType, value);
}

/** Returns the name of a metadata data type: `metadataDataTypeName(5)` is `'MultipleChoice'`. */
export function metadataDataTypeName(dataType: MetadataDataType): MetadataDataTypeName {
  if (!isMetadataDataType(dataType))
    throw wrongArgument({ of: 'metadataDataTypeName' }, 'a whole number from 1 to 7');
  return namesByType[dataType];
}

const dataTypesByInputType = {
  TEXT_SINGLE_LINE: MetadataDataTypes.String,
  TEXT_MULTI_LINE: MetadataDataTypes.BigText,
  EMAIL: MetadataDataTypes.Email,
  NUMBER: MetadataDataTypes.Integer,
  TEXT_OPTION: MetadataDataTypes.MultipleChoice,
  DATE: MetadataDataTypes.Date,
} as const satisfies Record<CustomFieldInputType, number>;

/** The input types of custom fields in Sectigo Certificate Manager (`GET /api/customField/v2`). */
export type CustomFieldInputType =
  | 'TEXT_SINGLE_LINE'
  | 'TEXT_MULTI_LINE'
  | 'EMAIL'
  | 'NUMBER'
  | 'TEXT_OPTION'
  | 'DATE';

/** The input types that this package knows. */
export const inputTypes = Object.keys(dataTypesByInputType) as CustomFieldInputType[];

/** Checks whether a text is an input type that this package knows. Case-sensitive. */
export function isCustomFieldInputType(type: string): type is CustomFieldInputType {
  return Object.hasOwn(dataTypesByInputType, type);
}

/**
 * Maps the input type of a custom field to the data type of its metadata field: `NUMBER` to Integer, `TEXT_OPTION` to
 * MultipleChoice. Undefined for an unknown type.
 */
export function mapInputTypeToDataType(type: string): MetadataDataType | undefined {
  return isCustomFieldInputType(type) ? dataTypesByInputType[type] : undefined;
}
