export {
  ApiError,
  type ApiErrorCode,
  type CallOptions,
  type ClientCertificate,
  type HttpDispatcher,
  type HttpOptions,
  type PagedList,
  type RawKeys,
  type RequestLogEntry,
  type RowIdentity,
  type ToArrayOptions,
  type Trace,
  type TraceHook,
  type TraceOutcome,
  type TraceRequest,
  type WithRaw,
} from '@certbridge/rest-client';
export type { Approval } from './approval.ts';
export type { ListOptions, RowOptions, ScmRowIdentity } from './call-options.ts';
export { type CertificateFilter, certificateFilterLabels } from './certificate-filter.ts';
export type { CertificateLists, CertificatePage, PageOptions } from './certificate-lists.ts';
export type { CertificateProfile } from './certificate-profile.ts';
export type {
  CertificateRecords,
  CertificateUpdate,
  CustomFieldsCallOptions,
} from './certificate-records.ts';
export { SslDetailsSchema } from './certificate-schemas.ts';
export type { Certificates, Collection } from './certificates.ts';
export type { OrderValidationChoice } from './check-order.ts';
export type { SectigoClientOptions, SectigoLogin, SectigoOAuthLogin } from './client-options.ts';
export type { CollectFormat, CollectOptions, CollectResult } from './collection.ts';
export type {
  CustomField,
  CustomFieldAccessMethod,
  CustomFieldCertType,
  CustomFieldInput,
  CustomFieldInputType,
  CustomFieldState,
  SslCustomField,
} from './custom-field.ts';
export type {
  CustomFieldCreate,
  CustomFieldFilter,
  CustomFields,
  CustomFieldUpdate,
} from './custom-fields.ts';
export type {
  DcvEmails,
  DomainValidation,
  DomainValidationOrder,
  DomainValidationStart,
  DomainValidationStatus,
} from './domain-validation.ts';
export type {
  DcvStartMethod,
  DcvSubmission,
  DomainValidationFilter,
  DomainValidations,
} from './domain-validations.ts';
export type {
  Enrollment,
  EnrollRequest,
  EnrollResult,
  KeyGenerationRequest,
  ManualRenewal,
  OrderOptions,
  RenewRequest,
  ReplaceRequest,
} from './enrollment.ts';
export type {
  DcvMode,
  DcvOrderStatus,
  DomainStatus,
  InstallStatus,
  Open,
  RenewalStatus,
  RequestedVia,
  SslStatus,
} from './labels.ts';
export type { OrderValidation } from './order-validation.ts';
export type {
  ClientCertificateRules,
  Department,
  Organization,
  OrganizationDetails,
} from './organization.ts';
export type { Organizations } from './organizations.ts';
export type { Person } from './person.ts';
export type { PersonFilter, Persons } from './persons.ts';
export type { ProfileFilter, Profiles } from './profiles.ts';
export type { CollectedCertificate } from './read-collected.ts';
export { readCustomerUri } from './read-customer-uri.ts';
export type { Reports, SslReportRequest } from './reports.ts';
export type {
  ManualRevocation,
  Revocation,
  RevocationReasonCode,
  RevokeRequest,
} from './revocation.ts';
export { explainScmCode, type ScmErrorCode } from './scm-error-codes.ts';
export { createSectigoClient, type SectigoClient } from './sectigo-client.ts';
export type {
  SslDcv,
  SslDcvError,
  SslDcvInstruction,
  SslDcvLog,
  SslDcvLogEntry,
} from './ssl-dcv.ts';
export type {
  AutoInstallDetails,
  AutoInstallNode,
  AutoRenewDetails,
  CustomFieldValue,
  SslCertificateDetails,
  SslDetails,
} from './ssl-details.ts';
export type { SslIdentity } from './ssl-identity.ts';
export type { SslReportRow } from './ssl-report-row.ts';
export type { WaitOptions, WaitResult } from './wait-for-certificate.ts';
