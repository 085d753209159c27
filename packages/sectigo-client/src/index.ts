export {
  ApiError,
  type ApiErrorCode,
  type CallOptions,
  type ClientCertificate,
  type HttpDispatcher,
  type HttpOptions,
  type RequestLogEntry,
  type RowIdentity,
  type Trace,
  type TraceHook,
  type TraceOutcome,
  type TraceRequest,
} from '@certbridge/rest-client';
export type { Approval } from './approval.ts';
export type { ListOptions, RowOptions, ScmRowIdentity } from './call-options.ts';
export type { CertificateFilter } from './certificate-filter.ts';
export type { CertificateLists, CertificatePage, PageOptions } from './certificate-lists.ts';
export type {
  CertificateRecords,
  CertificateUpdate,
  CustomFieldsCallOptions,
} from './certificate-records.ts';
export {
  type CustomFieldValue,
  type SslDetails,
  SslDetailsSchema,
  type SslIdentity,
} from './certificate-schemas.ts';
export type { Certificates } from './certificates.ts';
export type { OrderValidationChoice } from './check-order.ts';
export type { CollectFormat, CollectOptions, CollectResult } from './collection.ts';
export type {
  CustomField,
  CustomFieldAccessMethod,
  CustomFieldCertType,
  CustomFieldInputType,
  CustomFieldState,
  SslCustomField,
} from './custom-field-schemas.ts';
export type {
  CustomFieldCreate,
  CustomFieldFilter,
  CustomFields,
  CustomFieldUpdate,
} from './custom-fields.ts';
export type {
  DomainValidation,
  DomainValidationOrder,
  DomainValidationStart,
  DomainValidationStatus,
  SslDcv,
} from './domain-validation-schemas.ts';
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
  RenewalStatus,
  RequestedVia,
  SslStatus,
} from './labels.ts';
export type { OrderValidation } from './order-validation.ts';
export type { Department, Organization, OrganizationDetails } from './organization-schemas.ts';
export type { Organizations } from './organizations.ts';
export type { Person } from './person-schemas.ts';
export type { PersonFilter, Persons } from './persons.ts';
export type { CertificateProfile } from './profile-schemas.ts';
export type { ProfileFilter, Profiles } from './profiles.ts';
export type { CollectedCertificate } from './read-collected.ts';
export { readCustomerUri } from './read-customer-uri.ts';
export type { SslReportRow } from './report-schemas.ts';
export type { Reports, SslReportRequest } from './reports.ts';
export type {
  ManualRevocation,
  Revocation,
  RevocationReasonCode,
  RevokeRequest,
} from './revocation.ts';
export { explainScmCode, type ScmErrorCode } from './scm-error-codes.ts';
export {
  createSectigoClient,
  type SectigoClient,
  type SectigoClientOptions,
  type SectigoLogin,
  type SectigoOAuthLogin,
} from './sectigo-client.ts';
export type { WaitOptions, WaitResult } from './wait-for-certificate.ts';
