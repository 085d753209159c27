import { idSchema } from '@certbridge/rest-client';
import * as v from 'valibot';
import { documentOf, number, requiredText, text } from './document.ts';

/** Decodes a person. `created` and `modified` are ISO date-times in UTC; empty names are absent. */
export const PersonSchema = v.looseObject({
  id: idSchema,
  email: requiredText,
  organizationId: number,
  firstName: text,
  middleName: text,
  lastName: text,
  commonName: text,
  /** STANDARD or HIGH. */
  validationType: text,
  phone: text,
  secondaryEmails: v.fallback(v.optional(v.array(v.string()), []), []),
  eppn: text,
  upn: text,
  created: text,
  createdBy: text,
  modified: text,
  modifiedBy: text,
});
/** A person in SCM. */
export type Person = v.InferOutput<typeof PersonSchema>;

/** Decodes the response with a person. */
export const PersonDocumentSchema = documentOf(PersonSchema, 'email');
/** Decodes the list of persons. */
export const PersonListDocumentSchema = documentOf(v.array(PersonSchema), 'email');
/** Decodes the response with the id of a person. */
export const PersonIdDocumentSchema = documentOf(v.looseObject({ personId: idSchema }));
