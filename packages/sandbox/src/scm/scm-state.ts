import { hash } from 'node:crypto';
import type { Inventory } from '../inventory.ts';

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
}

/** An organization, or a department when it has a parent. */
export interface ScmOrganization {
  id: number;
  name: string;
  parentId?: number;
}

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

/** A value stored on a certificate. */
export interface StoredValue {
  fieldId: number;
  value: string;
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
  suspendNotifications: boolean;
  values: StoredValue[];
}

/** Everything SCM holds. */
export interface ScmState {
  readonly profiles: ScmProfile[];
  readonly organizations: ScmOrganization[];
  readonly customFields: ScmCustomField[];
  readonly certificates: Inventory<ScmCertificate>;
}

/** Derives a certificate's hash; the sandbox has no real certificates to take it from. */
export function certificateHash(algorithm: 'sha1' | 'md5' | 'sha256', serial: string): string {
  return hash(algorithm, serial).toUpperCase();
}
