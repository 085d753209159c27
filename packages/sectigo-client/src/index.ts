export {
  ApiError,
  type ApiErrorCode,
  type ClientCertificate,
  type HttpOptions,
  type RequestLogEntry,
} from '@certbridge/rest-client';
export type { CallOptions } from './call-options.ts';
export {
  type CustomFieldValue,
  type SslDetails,
  SslDetailsSchema,
  type SslIdentity,
} from './certificate-schemas.ts';
export type { CertificateFilter, Certificates, ListOptions } from './certificates.ts';
export type { CustomField } from './custom-field-schemas.ts';
export type { CustomFieldFilter, CustomFields } from './custom-fields.ts';
export type { CertificateProfile } from './profile-schemas.ts';
export type { Profiles } from './profiles.ts';
export type { SslReportRow } from './report-schemas.ts';
export type { Reports, SslReportRequest } from './reports.ts';
export {
  createSectigoClient,
  type SectigoClient,
  type SectigoClientOptions,
  type SectigoLogin,
} from './sectigo-client.ts';
