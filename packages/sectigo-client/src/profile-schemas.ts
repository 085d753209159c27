import * as v from 'valibot';
import { withoutEmptyValues } from './without-empty-values.ts';

/** A certificate profile; older texts call it a certificate type. Terms are days, in no documented order. */
export const CertificateProfileSchema = v.looseObject({
  id: v.number(),
  name: v.string(),
  description: v.optional(v.string()),
  terms: v.optional(v.array(v.number()), []),
  keyTypes: v.optional(v.record(v.string(), v.array(v.string()))),
  useSecondaryOrgName: v.optional(v.boolean()),
});
export type CertificateProfile = v.InferOutput<typeof CertificateProfileSchema>;

export const ProfileListDocumentSchema = v.pipe(
  v.unknown(),
  v.transform(withoutEmptyValues),
  v.array(CertificateProfileSchema),
);
