/** Keyfactor Command's numbers for the data types of metadata fields, by name. Frozen when a field is created. */
export const MetadataDataTypes = {
  String: 1,
  Integer: 2,
  Date: 3,
  Boolean: 4,
  MultipleChoice: 5,
  BigText: 6,
  Email: 7,
} as const;

export type MetadataDataTypeName = keyof typeof MetadataDataTypes;

export type MetadataDataType = (typeof MetadataDataTypes)[MetadataDataTypeName];

const namesByType: Readonly<Record<MetadataDataType, MetadataDataTypeName>> = {
  1: 'String',
  2: 'Integer',
  3: 'Date',
  4: 'Boolean',
  5: 'MultipleChoice',
  6: 'BigText',
  7: 'Email',
};

/** Tells whether a value is the number of a metadata data type. */
export function isMetadataDataType(value: unknown): value is MetadataDataType {
  return typeof value === 'number' && Object.hasOwn(namesByType, value);
}

/** Names a metadata data type the way Keyfactor Command's documents do. */
export function metadataDataTypeName(dataType: MetadataDataType): MetadataDataTypeName {
  return namesByType[dataType];
}

const dataTypesByInputType = {
  TEXT_SINGLE_LINE: MetadataDataTypes.String,
  TEXT_MULTI_LINE: MetadataDataTypes.BigText,
  EMAIL: MetadataDataTypes.Email,
  NUMBER: MetadataDataTypes.Integer,
  TEXT_OPTION: MetadataDataTypes.MultipleChoice,
  DATE: MetadataDataTypes.Date,
} as const;

/** The input types of custom fields in Sectigo Certificate Manager (`GET /api/customField/v2`). */
export type CustomFieldInputType = keyof typeof dataTypesByInputType;

/** Tells whether a text is an input type that this package knows; letter case counts. */
export function isCustomFieldInputType(type: string): type is CustomFieldInputType {
  return Object.hasOwn(dataTypesByInputType, type);
}

/** Maps the input type of a custom field to the data type its metadata field gets; undefined for an unknown type. */
export function mapInputTypeToDataType(type: string): MetadataDataType | undefined {
  return isCustomFieldInputType(type) ? dataTypesByInputType[type] : undefined;
}
