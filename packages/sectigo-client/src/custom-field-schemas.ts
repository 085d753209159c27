import * as v from 'valibot';
import { withoutEmptyValues } from './without-empty-values.ts';

/**
 * The definition of a custom field.
 *
 * `state` is ACTIVE, INACTIVE, SUSPENDED_ACTIVE or SUSPENDED_INACTIVE; `input.type` TEXT_SINGLE_LINE, TEXT_MULTI_LINE,
 * EMAIL, NUMBER, TEXT_OPTION or DATE; `mandatories` holds ADMIN_UI, WEB_FORM, REST_API, SOAP_API. Other values pass.
 */
export const CustomFieldSchema = v.looseObject({
  id: v.number(),
  name: v.string(),
  certType: v.string(),
  state: v.string(),
  input: v.looseObject({ type: v.string(), options: v.optional(v.array(v.string())) }),
  mandatories: v.optional(v.array(v.string()), []),
});
export type CustomField = v.InferOutput<typeof CustomFieldSchema>;

export const CustomFieldListDocumentSchema = v.pipe(
  v.unknown(),
  v.transform(withoutEmptyValues),
  v.array(CustomFieldSchema),
);
