import { idSchema } from '@certbridge/rest-client';
import * as v from 'valibot';
import { documentOf, requiredText } from './document.ts';
import type { Open } from './labels.ts';

/** The kind of certificate a custom field is for. */
export type CustomFieldCertType = 'ssl' | 'smime' | 'codesign' | 'device';
/** The state of a custom field. There is no "DISABLED"; the meaning of the SUSPENDED states isn't documented. */
export type CustomFieldState = 'ACTIVE' | 'INACTIVE' | 'SUSPENDED_ACTIVE' | 'SUSPENDED_INACTIVE';
/** Ways to enroll for which a custom field can be mandatory. */
export type CustomFieldAccessMethod = 'ADMIN_UI' | 'REST_API' | 'SOAP_API' | 'WEB_FORM';
/** The type of a custom field. */
export type CustomFieldInputType =
  | 'TEXT_SINGLE_LINE'
  | 'TEXT_MULTI_LINE'
  | 'EMAIL'
  | 'NUMBER'
  | 'TEXT_OPTION'
  | 'DATE';

const lowerCase = v.pipe(
  requiredText,
  v.transform((text): Open<CustomFieldCertType> => text.toLowerCase()),
);

/** Decodes a custom field. `certType` is lower-case in either flavour; unknown values are kept. */
export const CustomFieldSchema = v.looseObject({
  id: idSchema,
  name: requiredText,
  certType: lowerCase,
  state: v.pipe(
    requiredText,
    v.transform((text): Open<CustomFieldState> => text),
  ),
  input: v.looseObject({
    type: v.pipe(
      requiredText,
      v.transform((text): Open<CustomFieldInputType> => text),
    ),
    /** Only with TEXT_OPTION. */
    options: v.optional(v.array(v.string())),
  }),
  mandatories: v.optional(v.array(v.string()), []),
});
/** The definition of a custom field. */
export type CustomField = v.InferOutput<typeof CustomFieldSchema>;

/** Decodes the short form of a custom field, for SSL certificates only. */
export const SslCustomFieldSchema = v.looseObject({
  id: idSchema,
  name: requiredText,
  mandatory: v.optional(v.boolean(), false),
});
/** A custom field for SSL certificates, in short form. */
export type SslCustomField = v.InferOutput<typeof SslCustomFieldSchema>;

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
