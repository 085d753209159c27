import { idSchema, tolerant } from '@certbridge/rest-client';
import * as v from 'valibot';
import { documentOf, flag, number, requiredText, text } from './document.ts';

/** A department. Names are not unique, not even within one organization. */
export const DepartmentSchema = v.looseObject({ id: idSchema, name: requiredText, parentName: text });
/** A department of an organization. */
export type Department = v.InferOutput<typeof DepartmentSchema>;

const departments = v.optional(v.array(DepartmentSchema), []);

/** An organization as the list shows it. */
export const OrganizationSchema = v.looseObject({
  id: idSchema,
  name: requiredText,
  parentName: text,
  departments,
  certTypes: v.optional(v.array(v.string())),
});
/** A decoded row of the list of organizations. */
export type Organization = v.InferOutput<typeof OrganizationSchema>;

/** An organization or department in full. `certTypes` are the kinds of certificate it may issue; none where it is empty. */
export const OrganizationDetailsSchema = v.looseObject({
  id: idSchema,
  name: requiredText,
  parentId: number,
  parentName: text,
  parentSecondaryName: text,
  schacHomeOrganization: text,
  alias: text,
  secondaryName: text,
  /** E-mail addresses, separated by commas. */
  contactEmails: text,
  contactWebhook: text,
  contactSlack: text,
  contactTeams: text,
  address1: text,
  address2: text,
  address3: text,
  city: text,
  stateOrProvince: text,
  postalCode: text,
  /** ISO 3166-1 alpha-2. */
  country: text,
  validationStatus: text,
  secondaryValidationStatus: text,
  /** False where no API call may touch the organization's SSL certificates. */
  sslCertsApiEnabled: v.optional(v.boolean()),
  clientCertsApiEnabled: flag,
  clientCertificate: tolerant(
    v.optional(
      v.looseObject({
        allowKeyRecoveryByMasterAdmins: flag,
        allowKeyRecoveryByOrgAdmins: flag,
        allowKeyRecoveryByDepartmentAdmins: flag,
      }),
    ),
  ),
  certTypes: v.optional(v.array(v.string()), []),
  departments,
});
/** The decoded record of an organization or department. */
export type OrganizationDetails = v.InferOutput<typeof OrganizationDetailsSchema>;

export const OrganizationListDocumentSchema = documentOf(v.array(OrganizationSchema), 'name');
export const OrganizationDetailsDocumentSchema = documentOf(OrganizationDetailsSchema, 'name');
