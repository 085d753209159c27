export {
  ApiError,
  type ApiErrorCode,
  type CallOptions,
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
export type { MetadataCallOptions, RowOptions } from './call-options.ts';
export type { CertificateImportResult, InvalidKeystore } from './certificate-import-result.ts';
export type { Certificates, GetCertificateOptions } from './certificates.ts';
export type { KeyfactorClientOptions, RequestedWith } from './client-options.ts';
export type {
  CommandCertificate,
  CrlDistributionPoint,
  DetailedKeyUsage,
  ExtendedKeyUsage,
  LocationCount,
  SslLocation,
  StoreLocation,
  SubjectAltNameElement,
} from './command-certificate.ts';
export { readMetadataDate, readTimestamp } from './dates.ts';
export { CertStates, KeyTypes, MetadataDataTypes, MetadataEnrollments } from './enumerations.ts';
export { composeBaseUrl } from './environment/base-url.ts';
export { domainUserName } from './environment/domain-user-name.ts';
export { type FromEnvironmentOptions, fromEnvironment, fromProfile } from './environment/from-environment.ts';
export { readVariables, type Variables } from './environment/read-variables.ts';
export type { EnvironmentProblem, KeyfactorSettings } from './environment/settings.ts';
export type { FindOptions } from './find-certificates.ts';
export type { CertificateImport } from './import-certificate.ts';
export { createKeyfactorClient, type KeyfactorClient } from './keyfactor-client.ts';
export type { BasicLogin, KeyfactorLogin, OAuthLogin, TokenLogin } from './login.ts';
export type { MetadataField, MetadataFieldCreate } from './metadata-field.ts';
export type { DeleteMetadataFieldOptions, MetadataFields } from './metadata-fields.ts';
export { missingPermissions } from './missing-permissions.ts';
export {
  type AnyFieldConditions,
  and,
  type BooleanConditions,
  type CertificateQuery,
  type FieldConditions,
  field,
  metadataField,
  type OrderedConditions,
  or,
  rawQuery,
  type TextConditions,
} from './query.ts';
export { type QueryDate, type Today, today } from './query-value.ts';
export type { CertificateSearch } from './search-certificates.ts';
export type { FieldKind, SearchField } from './search-fields.ts';
export type { ServerStatus, Status } from './status.ts';
export type { BulkTarget, BulkUpdateOptions, CertificateScope, MetadataValues } from './write-metadata.ts';
