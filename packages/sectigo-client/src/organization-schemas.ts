import { idSchema, parsedObject, tolerant } from '@certbridge/rest-client';
import * as v from 'valibot';
import { documentOf, flag, number, requiredText, text } from './document.ts';
import type {
  ClientCertificateRules,
  Department,
  Organization,
  OrganizationDetails,
} from './organization.ts';

/** Decodes a department. */
export const DepartmentSchema = parsedObject<Department>({
  id: idSchema,
  name: requiredText,
  parentName: text,
});

const departments = v.optional(v.array(DepartmentSchema), []);

/** Decodes an organization in the list. */
export const OrganizationSchema = parsedObject<Organization>({
  id: idSchema,
  name: requiredText,
  parentName: text,
  departments,
  certTypes: v.optional(v.array(v.string())),
});

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

const ClientCertificateRulesSchema = parsedObject<ClientCertificateRules>({
  allowKeyRecoveryByMasterAdmins: flag,
  allowKeyRecoveryByOrgAdmins: flag,
  allowKeyRecoveryByDepartmentAdmins: flag,
});

/** Decodes the record of an organization or department. */
export const OrganizationDetailsSchema = parsedObject<OrganizationDetails>({
  id: idSchema,
  name: requiredText,
  parentId: number,
  parentName: text,
  parentSecondaryName: text,
  schacHomeOrganization: text,
  alias: text,
  secondaryName: text,
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
  country: text,
  validationStatus: text,
  secondaryValidationStatus: text,
  sslCertsApiEnabled: v.optional(v.boolean()),
  clientCertsApiEnabled: flag,
  clientCertificate: tolerant(v.optional(ClientCertificateRulesSchema)),
  certTypes: v.optional(v.array(v.string()), []),
  departments: readableDepartments,
});

/** Decodes the list of organizations. */
export const OrganizationListDocumentSchema = documentOf(v.array(OrganizationSchema), 'name');
/** Decodes the list of organizations, and leaves the rows of their departments as they are. */
export const OrganizationRowsDocumentSchema = documentOf(
  v.array(
    parsedObject<OrganizationRow>({
      ...OrganizationSchema.entries,
      departments: v.optional(v.array(v.unknown()), []),
    }),
  ),
  'name',
);

/** An organization whose departments aren't decoded. */
interface OrganizationRow extends Omit<Organization, 'departments'> {
  readonly departments: readonly unknown[];
}

/** Decodes the rows of departments. */
export const DepartmentRowsSchema = v.array(DepartmentSchema);
/** Decodes the response with an organization or department. */
export const OrganizationDetailsDocumentSchema = documentOf(OrganizationDetailsSchema, 'name');
