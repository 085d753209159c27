import { idSchema, parsedObject } from '@certbridge/rest-client';
import * as v from 'valibot';
import { documentOf, number, requiredText, text } from './document.ts';
import type { Person } from './person.ts';

/** Decodes a person. */
export const PersonSchema = parsedObject<Person>({
  id: idSchema,
  email: requiredText,
  organizationId: number,
  firstName: text,
  middleName: text,
  lastName: text,
  commonName: text,
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

/** Decodes the response with a person. */
export const PersonDocumentSchema = documentOf(PersonSchema, 'email');
/** Decodes the list of persons. */
export const PersonListDocumentSchema = documentOf(v.array(PersonSchema), 'email');
/** Decodes the response with the id of a person. */
export const PersonIdDocumentSchema = documentOf(v.looseObject({ personId: idSchema }));
