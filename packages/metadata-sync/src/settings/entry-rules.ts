import { type MetadataDataType, MetadataDataTypes } from '@certbridge/field-mapping';
import type { MetadataFieldCreate } from '@certbridge/keyfactor-client';
import * as v from 'valibot';
import { filledText, flag, LARGEST_ID, text, wholeNumber, word } from './values.ts';

const dataTypes = Object.entries(MetadataDataTypes).map(([name, number]) => `${number} ${name}`);

const dataType = v.pipe(
  wholeNumber(1, dataTypes.length),
  v.transform((value) => value as MetadataDataType),
);

const enrollment = v.pipe(
  wholeNumber(0, 2),
  v.transform((value) => value as NonNullable<MetadataFieldCreate['Enrollment']>),
);

/** The longest `keyfactorValidation`, in characters. */
export const LONGEST_VALIDATION = 4000;

/** The keys of an entry of `fields.json`. Maximum lengths: Command 25.1 swagger, MetadataFieldCreateRequest. */
export const entryRules = {
  sectigoFieldName: {
    schema: filledText,
    remedy: 'Give the name of the Sectigo custom field, or the dot path of a manual field.',
  },
  keyfactorMetadataFieldName: {
    schema: filledText,
    remedy: 'Give the name of the Keyfactor metadata field.',
  },
  keyfactorDataType: {
    schema: dataType,
    remedy: `Give ${dataTypes.slice(0, -1).join(', ')} or ${dataTypes.at(-1)}.`,
  },
  keyfactorDescription: { schema: textUpTo(1024), remedy: 'Give a short description, or leave it out.' },
  keyfactorHint: { schema: textUpTo(128), remedy: 'Give a short hint, or leave it out.' },
  keyfactorValidation: {
    schema: textUpTo(LONGEST_VALIDATION),
    remedy: 'Give a regular expression, or null.',
  },
  keyfactorEnrollment: {
    schema: v.optional(enrollment),
    remedy: 'Give 0 for optional, 1 for required or 2 for hidden, or leave it out.',
  },
  keyfactorMessage: {
    schema: textUpTo(1024),
    remedy: 'Give the text to show when validation fails, or null.',
  },
  keyfactorOptions: {
    schema: v.optional(v.array(filledText, 'must be an array of texts')),
    remedy: 'List the choices, for example ["Production", "Test"], or give null.',
  },
  keyfactorDefaultValue: { schema: textUpTo(100), remedy: 'Give the default as text, or null.' },
  keyfactorDisplayOrder: {
    schema: v.optional(wholeNumber(0, LARGEST_ID)),
    remedy: 'Give a whole number, or leave it out.',
  },
  keyfactorCaseSensitive: { schema: v.optional(flag), remedy: 'Write true or false, or leave it out.' },
  emptyPolicy: {
    schema: v.optional(word(['keep', 'clear'])),
    remedy: '"keep" leaves the destination as it is when the source has no value; "clear" empties it.',
  },
  sensitive: {
    schema: v.optional(flag),
    remedy: 'Write true to keep the values out of history and plan files, or leave it out.',
  },
};

function textUpTo(maximum: number) {
  return v.optional(v.pipe(text, v.maxLength(maximum, `must not be longer than ${maximum} characters`)));
}
