export { ApiError, type ApiErrorCode, type HttpOptions, type RequestLogEntry } from '@certbridge/rest-client';
export type { CallOptions } from './call-options.ts';
export type { CommandCertificate } from './certificate-schemas.ts';
export type { CertificateSearch, Certificates } from './certificates.ts';
export {
  createKeyfactorClient,
  type KeyfactorClient,
  type KeyfactorClientOptions,
} from './keyfactor-client.ts';
export type { BasicLogin, KeyfactorLogin, OAuthLogin, TokenLogin } from './login.ts';
export type { MetadataField, MetadataFieldCreate } from './metadata-field-schemas.ts';
export type { MetadataFields } from './metadata-fields.ts';
export { and, type FieldQuery, field, or } from './query.ts';
export type { ServerStatus, Status } from './status.ts';
