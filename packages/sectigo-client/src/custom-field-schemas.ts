import { idSchema } from '@certbridge/rest-client';
import * as v from 'valibot';
import { documentOf, requiredText } from './document.ts';
import type { Open } from './labels.ts';

/** Kind of certificate that a custom field is for. */
export type CustomFieldCertType = 'ssl' | 'smime' | 'codesign' | 'device';
/** There is no state "DISABLED"; what the SUSPENDED states mean is not documented. */
export type CustomFieldState = 'ACTIVE' | 'INACTIVE' | 'SUSPENDED_ACTIVE' | 'SUSPENDED_INACTIVE';
/** Ways of entry for which a value can be mandatory. */
export type CustomFieldAccessMethod = 'ADMIN_UI' | 'REST_API' | 'SOAP_API' | 'WEB_FORM';
/** What a custom field takes. */
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

/** The definition of a custom field. `certType` is lower-case from either flavour; unknown values pass. */
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
/** The decoded definition of a custom field. */
export type CustomField = v.InferOutput<typeof CustomFieldSchema>;

/** The short form of a definition, for SSL certificates only. */
export const SslCustomFieldSchema = v.looseObject({
  id: idSchema,
  name: requiredText,
  mandatory: v.optional(v.boolean(), false),
});
/** A custom field for SSL certificates, as the short list has it. */
export type SslCustomField = v.InferOutput<typeof SslCustomFieldSchema>;

export const CustomFieldDocumentSchema = documentOf(CustomFieldSchema, 'name', 'certType', 'state');
export const CustomFieldListDocumentSchema = documentOf(
  v.array(CustomFieldSchema),
  'name',
  'certType',
  'state',
);
export const SslCustomFieldListDocumentSchema = documentOf(v.array(SslCustomFieldSchema), 'name');
