export { ApiError, type ApiErrorCode, type ApiErrorDetails } from './api-error.ts';
export type { Authentication, LoginHeaders } from './authentication.ts';
export { normalizeBaseUrl } from './base-url.ts';
export { checkRecord, type RecordCall } from './check-record.ts';
export { headerText } from './header-text.ts';
export type { ClientCertificate, HttpOptions, RequestLogEntry } from './http-options.ts';
export { type OAuthCredentials, oauthAuthentication } from './oauth-authentication.ts';
export { parsedObject } from './parsed-object.ts';
export { path } from './path.ts';
export type { Query } from './query-string.ts';
export type { ReadRefusal, Refusal } from './read-answer.ts';
export { type OffsetPage, type ReadByOffsetOptions, readByOffset } from './read-by-offset.ts';
export { type RowReading, readRows, UnreadableRow } from './read-rows.ts';
export {
  createRestClient,
  type RestClient,
  type RestClientOptions,
  type RestRequest,
  type RestResponse,
} from './rest-client.ts';
export { exactNumberSchema, idSchema, tolerant } from './tolerant.ts';
export { totalCount } from './total-count.ts';
export type { Trace, TraceHook, TraceOutcome, TraceRequest } from './tracing.ts';
