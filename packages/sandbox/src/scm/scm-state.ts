import type { Inventory } from '../inventory.ts';
import { type KeyFacts, throwAwayKey } from '../pki/key-facts.ts';

/** Certificate states of SCM, in the spelling of the header-login API. */
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

/** One of SCM's certificate states. */
export type ScmStatus = (typeof scmStatuses)[number];

/** A certificate profile, elsewhere called certificate type or SSL type. */
export interface ScmProfile {
  id: number;
  name: string;
  description: string;
  terms: number[];
  validationType: string;
  /** DN of the CA that issues for this profile. */
  issuerDn: string;
  /** Sizes of RSA keys and names of curves that it takes; those of every seeded profile when left out. */
  keyTypes?: Partial<Record<KeyFacts['algorithm'], string[]>>;
}

/** Certificate types that an organization can be allowed to issue. */
export type ScmOrganizationCertType = 'SSL' | 'SMIME' | 'CodeSign' | 'SMIMEAuth' | 'Device';

/** An organization, or a department when it has a parent. */
export interface ScmOrganization {
  id: number;
  name: string;
  parentId?: number;
  /** What it may issue; SSL when left out. */
  certTypes?: ScmOrganizationCertType[];
  /** Whether SSL certificates can be ordered by API; true when left out. */
  sslCertsApiEnabled?: boolean;
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
  /** Requests of the status since the validation was submitted. */
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
  input: { type: ScmInputType; options?: string[] };
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

/** A value stored on a certificate; equal ones may be one object. */
export interface StoredValue {
  readonly fieldId: number;
  readonly value: string;
}

/** What a replacement order will put in place of a certificate's content. */
export interface ScmReplacement {
  publicKey: string;
  key: KeyFacts;
  commonName: string;
  otherNames: readonly string[];
}

/** An approved order on its way through the CA. */
export interface ScmOrder {
  /** Requests of detail and collection since it was placed. */
  requests: number;
  /** The sandbox's elapsed time when it was placed, in milliseconds. */
  placedAt: number;
}

/** A certificate record of SCM. Instants are milliseconds since 1970, absent ones null. */
export interface ScmCertificate {
  id: number;
  commonName: string;
  /** Names beside the common name. */
  otherNames: readonly string[];
  status: ScmStatus;
  /** 32 upper-case hexadecimal digits; null before issue. */
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
  /** Id of the certificate that this one renews. */
  renews: number | null;
  /** Opaque text that `renew/{renewId}` takes; null for records that were not ordered by API. */
  renewId: string | null;
  suspendNotifications: boolean;
  values: StoredValue[];
  key: KeyFacts;
  /** Base64 of the requested key's SubjectPublicKeyInfo; null for a throw-away key. */
  publicKey: string | null;
  /** Set while the CA works on it. */
  order: ScmOrder | null;
  /** Set from a replacement's order until its certificate is issued. */
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
  /** Certificates whose order the CA works on. */
  readonly openOrders: Set<ScmCertificate>;
  /** Orders placed so far; serial numbers and renew ids are drawn from it. */
  ordersPlaced: number;
}

/** The parts of a record that an ordinary certificate leaves empty. */
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
