import type { WithRaw } from '@certbridge/rest-client';

/** A department of an organization. Names aren't unique, not even within an organization. */
export interface Department extends WithRaw {
  readonly id: number;
  readonly name: string;
  readonly parentName?: string | undefined;
}

/** An organization in the list, with its departments. [SCM API documentation 25.5, "Organizations"] */
export interface Organization extends WithRaw {
  readonly id: number;
  readonly name: string;
  readonly parentName?: string | undefined;
  readonly departments: readonly Department[];
  /** Only from servers before about 2023; the record has them. */
  readonly certTypes?: readonly string[] | undefined;
}

/** The record of an organization or department. [SCM API documentation 25.5, "Organizations"] */
export interface OrganizationDetails extends WithRaw {
  readonly id: number;
  readonly name: string;
  /** Of a department: the id of its organization. */
  readonly parentId?: number | undefined;
  readonly parentName?: string | undefined;
  readonly parentSecondaryName?: string | undefined;
  readonly schacHomeOrganization?: string | undefined;
  readonly alias?: string | undefined;
  readonly secondaryName?: string | undefined;
  /** E-mail addresses, separated by commas. */
  readonly contactEmails?: string | undefined;
  readonly contactWebhook?: string | undefined;
  readonly contactSlack?: string | undefined;
  readonly contactTeams?: string | undefined;
  readonly address1?: string | undefined;
  readonly address2?: string | undefined;
  readonly address3?: string | undefined;
  readonly city?: string | undefined;
  readonly stateOrProvince?: string | undefined;
  readonly postalCode?: string | undefined;
  /** ISO 3166-1 alpha-2. */
  readonly country?: string | undefined;
  readonly validationStatus?: string | undefined;
  readonly secondaryValidationStatus?: string | undefined;
  /** Whether the API may manage the organization's SSL certificates. */
  readonly sslCertsApiEnabled?: boolean | undefined;
  readonly clientCertsApiEnabled?: boolean | undefined;
  readonly clientCertificate?: ClientCertificateRules | undefined;
  /** Kinds of certificate that it may issue; empty means none. */
  readonly certTypes: readonly string[];
  /** Those that can be read and have a name; the list of organizations reports the others. */
  readonly departments: readonly Department[];
}

/** Who may recover the keys of an organization's client certificates. */
export interface ClientCertificateRules extends WithRaw {
  readonly allowKeyRecoveryByMasterAdmins?: boolean | undefined;
  readonly allowKeyRecoveryByOrgAdmins?: boolean | undefined;
  readonly allowKeyRecoveryByDepartmentAdmins?: boolean | undefined;
}
