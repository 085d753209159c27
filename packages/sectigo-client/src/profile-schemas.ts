import { idSchema, tolerant } from '@certbridge/rest-client';
import * as v from 'valibot';
import { documentOf, flag, requiredText, text } from './document.ts';

/** A certificate profile; older texts call it a certificate type. Terms are days, in no documented order. */
export const CertificateProfileSchema = v.looseObject({
  id: idSchema,
  name: requiredText,
  description: text,
  terms: v.optional(v.array(v.number()), []),
  keyTypes: tolerant(v.optional(v.record(v.string(), v.array(v.string())))),
  useSecondaryOrgName: flag,
});
/** A decoded certificate profile. */
export type CertificateProfile = v.InferOutput<typeof CertificateProfileSchema>;

export const ProfileListDocumentSchema = documentOf(v.array(CertificateProfileSchema), 'name');
