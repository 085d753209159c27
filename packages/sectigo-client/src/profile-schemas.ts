import { idSchema, parsedObject, tolerant } from '@certbridge/rest-client';
import * as v from 'valibot';
import type { CertificateProfile } from './certificate-profile.ts';
import { documentOf, flag, requiredText, text } from './document.ts';

/** Decodes a certificate profile. */
export const CertificateProfileSchema = parsedObject<CertificateProfile>({
  id: idSchema,
  name: requiredText,
  description: text,
  terms: v.optional(v.array(v.number()), []),
  keyTypes: tolerant(v.optional(v.record(v.string(), v.array(v.string())))),
  useSecondaryOrgName: flag,
});

/** Decodes the list of certificate profiles. */
export const ProfileListDocumentSchema = documentOf(v.array(CertificateProfileSchema), 'name');
