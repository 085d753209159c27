import type { Inventory } from '../inventory.ts';
import { type KeyFacts, throwAwayKey } from '../pki/key-facts.ts';

/** Certificate states of SCM, as spelled with header login. */
export const scmStatuses = [
  'Init',
  'Requested',
  'SAApproved',
  'Approved',
  'Applied',
  'Issued',
  'Expired',
  'Revoked',
  'Replaced',
  'Declined',
  'Rejected',
  'Invalid',
  'Unmanaged',
] as const;

/** A certificate state of SCM. */
export type ScmStatus = (typeof scmStatuses)[number];

/** A certificate profile, elsewhere called certificate type or SSL type. */
export interface ScmProfile {
  id: number;
  name: string;
  description: string;
  terms: number[];
  validationType: string;
  /** DN of the issuing CA. */
  issuerDn: string;
  /** Accepted RSA key sizes and curves. Default: those of the seeded profiles. */
  keyTypes?: Partial<Record<KeyFacts['algorithm'], string[]>> | undefined;
}

/** Certificate types that an organization can be allowed to issue. */
export type ScmOrganizationCertType = 'SSL' | 'SMIME' | 'CodeSign' | 'SMIMEAuth' | 'Device';

/** An organization, or a department if it has a parent. */
export interface ScmOrganization {
  id: number;
  name: string;
  parentId?: number | undefined;
  /** What it may issue. Default: SSL. */
  certTypes?: ScmOrganizationCertType[] | undefined;
  /** Whether SSL certificates can be ordered by API. Default: true. */
  sslCertsApiEnabled?: boolean | undefined;
}

/** A person of SCM. */
export interface ScmPerson {
  id: number;
  organizationId: number;
  email: string;
  firstName: string;
  lastName: string;
  phone: string;
  secondaryEmails: string[];
}

/** Validation of a domain. Instants are milliseconds since 1970, absent ones null. */
export interface ScmDomain {
  domain: string;
  orgId: number;
  status: 'NOT_VALIDATED' | 'VALIDATED' | 'EXPIRED';
  method: ScmDcvMethod | null;
  validatedAt: number | null;
  expiresAt: number | null;
  orderStatus: 'NOT_INITIATED' | 'SUBMITTED';
  orderMethod: ScmDcvMethod | null;
  submittedAt: number | null;
  /** Status requests since the validation was submitted. */
  statusRequests: number;
}

/** Ways to validate a domain. */
export type ScmDcvMethod = 'HTTP' | 'HTTPS' | 'CNAME' | 'TXT' | 'EMAIL';

/** A custom field definition. */
export interface ScmCustomField {
  id: number;
  name: string;
  certType: 'ssl' | 'smime' | 'codesign' | 'device';
  state: 'ACTIVE' | 'INACTIVE' | 'SUSPENDED_ACTIVE' | 'SUSPENDED_INACTIVE';
  input: { type: ScmInputType; options?: string[] | undefined };
  mandatories: ScmAccessMethod[];
}

/** Input types of custom fields. */
export type ScmInputType =
  | 'TEXT_SINGLE_LINE'
  | 'TEXT_MULTI_LINE'
  | 'EMAIL'
  | 'NUMBER'
  | 'TEXT_OPTION'
  | 'DATE';

/** Ways of enrollment for which a custom field can be mandatory. */
export type ScmAccessMethod = 'ADMIN_UI' | 'REST_API' | 'SOAP_API' | 'WEB_FORM';

/** A value stored on a certificate. Equal values may share an object. */
export interface StoredValue {
  readonly fieldId: number;
  readonly value: string;
}

/** The new content from a replacement order. */
export interface ScmReplacement {
  publicKey: string;
  key: KeyFacts;
  commonName: string;
  otherNames: readonly string[];
}

/** An approved order being processed by the CA. */
export interface ScmOrder {
  /** Requests for details and collection since it was placed. */
  requests: number;
  /** The sandbox's elapsed time when it was placed, in milliseconds. */
  placedAt: number;
}

/** A certificate record of SCM. Instants are milliseconds since 1970, absent ones null. */
export interface ScmCertificate {
  id: number;
  commonName: string;
  /** Names other than the common name. */
  otherNames: readonly string[];
  status: ScmStatus;
  /** 32 upper-case hexadecimal digits; null before issuance. */
  serial: string | null;
  profileId: number;
  orgId: number;
  term: number;
  requestedAt: number | null;
  approvedAt: number | null;
  issuedAt: number | null;
  expiresAt: number | null;
  declinedAt: number | null;
  replacedAt: number | null;
  revokedAt: number | null;
  reasonCode: number | null;
  comments: string;
  requester: string;
  externalRequester: string;
  requestedVia: string;
  autoRenew: boolean;
  autoInstalled: boolean;
  renewed: boolean;
  renewedAt: number | null;
  /** Id of the certificate this one renews. */
  renews: number | null;
  /** Opaque id for `renew/{renewId}`; null for records not ordered by API. */
  renewId: string | null;
  suspendNotifications: boolean;
  values: StoredValue[];
  key: KeyFacts;
  /** SubjectPublicKeyInfo of the requested key in base64; null for a throw-away key. */
  publicKey: string | null;
  /** Set while the CA processes it. */
  order: ScmOrder | null;
  /** Set from the order of a replacement until its certificate is issued. */
  replacement: ScmReplacement | null;
}

/** Everything SCM holds. */
export interface ScmState {
  readonly profiles: ScmProfile[];
  readonly organizations: ScmOrganization[];
  readonly persons: ScmPerson[];
  readonly domains: ScmDomain[];
  readonly customFields: ScmCustomField[];
  readonly certificates: Inventory<ScmCertificate>;
  /** Certificates whose order the CA is processing. */
  readonly openOrders: Set<ScmCertificate>;
  /** Number of orders so far; serial numbers and renew ids depend on it. */
  ordersPlaced: number;
}

/** The parts of a record that are empty for an ordinary certificate. */
export function emptyRecord(): Pick<
  ScmCertificate,
  | 'declinedAt'
  | 'replacedAt'
  | 'revokedAt'
  | 'reasonCode'
  | 'autoRenew'
  | 'autoInstalled'
  | 'renewed'
  | 'renewedAt'
  | 'renews'
  | 'renewId'
  | 'suspendNotifications'
  | 'key'
  | 'publicKey'
  | 'order'
  | 'replacement'
> {
  return {
    declinedAt: null,
    replacedAt: null,
    revokedAt: null,
    reasonCode: null,
    autoRenew: false,
    autoInstalled: false,
    renewed: false,
    renewedAt: null,
    renews: null,
    renewId: null,
    suspendNotifications: false,
    key: throwAwayKey,
    publicKey: null,
    order: null,
    replacement: null,
  };
}
