import { idSchema, parsedObject, tolerant } from '@certbridge/rest-client';
import * as v from 'valibot';
import { documentOf, flag, requiredText, text } from './document.ts';

/** Decodes a certificate profile, called certificate type in older documents. Terms are in days, in no documented order. */
export const CertificateProfileSchema = parsedObject({
  id: idSchema,
  name: requiredText,
  description: text,
  terms: v.optional(v.array(v.number()), []),
  keyTypes: tolerant(v.optional(v.record(v.string(), v.array(v.string())))),
  useSecondaryOrgName: flag,
});
/** A certificate profile. */
export type CertificateProfile = v.InferOutput<typeof CertificateProfileSchema>;

/** Decodes the list of certificate profiles. */
export const ProfileListDocumentSchema = documentOf(v.array(CertificateProfileSchema), 'name');
