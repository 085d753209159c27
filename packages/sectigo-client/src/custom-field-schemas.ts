import { idSchema, parsedObject } from '@certbridge/rest-client';
import * as v from 'valibot';
import type {
  CustomField,
  CustomFieldCertType,
  CustomFieldInput,
  CustomFieldInputType,
  CustomFieldState,
  SslCustomField,
} from './custom-field.ts';
import { documentOf, requiredText } from './document.ts';
import type { Open } from './labels.ts';

const lowerCase = v.pipe(
  requiredText,
  v.transform((text): Open<CustomFieldCertType> => text.toLowerCase()),
);

const upperCase = v.pipe(
  requiredText,
  v.transform((text): Open<CustomFieldState> => text.toUpperCase()),
);

/** Text of a known type, or of one that a later release may add. */
function openText<T extends string>() {
  return v.pipe(
    requiredText,
    v.transform((text): Open<T> => text),
  );
}

const CustomFieldInputSchema = parsedObject<CustomFieldInput>({
  type: openText<CustomFieldInputType>(),
  options: v.optional(v.array(v.string())),
});

/** Decodes a custom field. */
export const CustomFieldSchema = parsedObject<CustomField>({
  id: idSchema,
  name: requiredText,
  certType: lowerCase,
  state: upperCase,
  input: CustomFieldInputSchema,
  mandatories: v.optional(v.array(v.string()), []),
});

/** Decodes the short form of a custom field, for SSL certificates only. */
export const SslCustomFieldSchema = parsedObject<SslCustomField>({
  id: idSchema,
  name: requiredText,
  mandatory: v.optional(v.boolean(), false),
});

/** Decodes the response with a custom field. */
export const CustomFieldDocumentSchema = documentOf(CustomFieldSchema, 'name', 'certType', 'state');
/** Decodes the list of custom fields. */
export const CustomFieldListDocumentSchema = documentOf(
  v.array(CustomFieldSchema),
  'name',
  'certType',
  'state',
);
/** Decodes the list of custom fields in short form. */
export const SslCustomFieldListDocumentSchema = documentOf(v.array(SslCustomFieldSchema), 'name');
