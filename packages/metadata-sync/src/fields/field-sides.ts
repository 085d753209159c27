import {
  type DotNetDateFormat,
  extractPath,
  fitCustomFieldValue,
  fitMetadataValue,
  isCustomFieldInputType,
  type MetadataDataType,
  parseDotPath,
  readCustomFieldValue,
  readDetailsValue,
  readMetadataValue,
  sameCustomFieldValue,
  sameMetadataValue,
} from '@certbridge/field-mapping';
import type { CustomField } from '@certbridge/sectigo-client';
import type { CertificateRecords, FieldDestination, FieldSource } from './field-plan.ts';

/** The Command side of a field, of the data type that Command really has for it. */
export function commandSide(
  name: string,
  {
    dataType,
    options,
    dateFormat,
    truncate,
  }: {
    readonly dataType: MetadataDataType;
    readonly options: readonly string[];
    readonly dateFormat: DotNetDateFormat;
    readonly truncate: boolean;
  },
): FieldDestination {
  return {
    side: 'keyfactor',
    name,
    raw: ({ command }) => rawText(Object.hasOwn(command, name) ? command[name] : undefined),
    read: ({ command }) =>
      readMetadataValue(Object.hasOwn(command, name) ? command[name] : undefined, {
        dataType,
        dateFormat,
        options,
      }),
    fit: (text) => fitMetadataValue(text, { dataType, options, truncate }),
    same: (a, b) => sameMetadataValue(a, b, dataType),
  };
}

/** The SCM side of a custom field. */
export function customFieldSide(
  definition: CustomField,
  { truncate }: { readonly truncate: boolean },
): FieldDestination {
  const { name } = definition;
  const { type, options } = definition.input;
  // An input type that a newer SCM might add holds text like the others do.
  const inputType = isCustomFieldInputType(type) ? type : 'TEXT_SINGLE_LINE';
  const heldIn = ({ sectigo }: CertificateRecords) =>
    sectigo.customFields?.find((field) => field.name === name)?.value;
  return {
    side: 'sectigo',
    name,
    raw: (records) => rawText(heldIn(records)),
    read: (records) => readCustomFieldValue(heldIn(records), { inputType }),
    fit: (text) => fitCustomFieldValue(text, { inputType, options, truncate }),
    same: (a, b) => sameCustomFieldValue(a, b, inputType),
  };
}

function rawText(value: unknown): string | null {
  if (value === null || value === undefined || value === '') return null;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** The SCM side of a manual field: a value of the certificate details, which can only be read. */
export function manualFieldSide(dotPath: string): FieldSource {
  const path = parseDotPath(dotPath);
  // The client brings serial numbers and states into one spelling; the field gets the text of the details, the sign byte included.
  const heldIn = ({ sectigo }: CertificateRecords) =>
    sectigo.asWritten?.[dotPath] ?? extractPath(sectigo, path);
  return {
    raw: (records) => rawText(heldIn(records)),
    read: (records) => readDetailsValue(heldIn(records)),
  };
}
