import { idSchema, tolerant } from '@certbridge/rest-client';
import * as v from 'valibot';
import { documentOf, flag, number, requiredText, text } from './document.ts';

/** Decodes a department. Names aren't unique, not even within an organization. */
export const DepartmentSchema = v.looseObject({ id: idSchema, name: requiredText, parentName: text });
/** A department of an organization. */
export type Department = v.InferOutput<typeof DepartmentSchema>;

const departments = v.optional(v.array(DepartmentSchema), []);

/** Decodes an organization in the list. */
export const OrganizationSchema = v.looseObject({
  id: idSchema,
  name: requiredText,
  parentName: text,
  departments,
  certTypes: v.optional(v.array(v.string())),
});
/** An organization with its departments. */
export type Organization = v.InferOutput<typeof OrganizationSchema>;

/** Departments of a record; one that can't be read, or has no name, costs neither the record nor the others. */
const readableDepartments = v.pipe(
  v.optional(v.array(v.unknown()), []),
  v.transform((rows): Department[] =>
    rows.flatMap((row) => {
      const { success, output } = v.safeParse(DepartmentSchema, row);
      return success && output.name.trim() !== '' ? [output] : [];
    }),
  ),
);

/** Decodes the record of an organization or department. `certTypes` are the kinds of certificate it may issue; empty means none. */
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
  /** Whether the API may manage the organization's SSL certificates. */
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
  /** Those that can be read; the list of organizations tells of the others. */
  departments: readableDepartments,
});
/** The record of an organization or department. */
export type OrganizationDetails = v.InferOutput<typeof OrganizationDetailsSchema>;

/** Decodes the list of organizations. */
export const OrganizationListDocumentSchema = documentOf(v.array(OrganizationSchema), 'name');
/** Decodes the list of organizations, and leaves the rows of their departments as they are. */
export const OrganizationRowsDocumentSchema = documentOf(
  v.array(
    v.looseObject({ ...OrganizationSchema.entries, departments: v.optional(v.array(v.unknown()), []) }),
  ),
  'name',
);
/** Decodes the rows of departments. */
export const DepartmentRowsSchema = v.array(DepartmentSchema);
/** Decodes the response with an organization or department. */
export const OrganizationDetailsDocumentSchema = documentOf(OrganizationDetailsSchema, 'name');
