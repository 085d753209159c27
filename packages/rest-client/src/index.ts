export { ApiError, type ApiErrorCode, type ApiErrorDetails } from './api-error.ts';
export {
  type AnyShape,
  type ArgumentsOf,
  type ObjectArgument,
  optional,
  type PropertyKind,
  required,
  type Shape,
} from './argument-shape.ts';
export type { Authentication, LoginHeaders } from './authentication.ts';
export { normalizeBaseUrl } from './base-url.ts';
export type { CallOptions, RowIdentity } from './call-options.ts';
export { type ArgumentPlace, checkArgument, checkCalls } from './check-argument.ts';
export { checkHttpOptions, httpOptionNames } from './check-http-options.ts';
export { checkNode } from './check-node.ts';
export { checkRecord, type RecordCall } from './check-record.ts';
export { createRestClient } from './create-rest-client.ts';
export { headerText } from './header-text.ts';
export type { ClientCertificate, HttpDispatcher, HttpOptions, RequestLogEntry } from './http-options.ts';
export { type OAuthCredentials, oauthAuthentication } from './oauth-authentication.ts';
export { type PagedList, pagedList, type ToArrayOptions } from './paged-list.ts';
export type { OffsetPage } from './pages-ahead.ts';
export {
  droppedKeysOf,
  type EntriesOf,
  type ParsedObjectSchema,
  parsedObject,
  type RawKeys,
  type WithRaw,
} from './parsed-object.ts';
export { path } from './path.ts';
export type { Query } from './query-string.ts';
export { type ReadByOffsetOptions, readByOffset } from './read-by-offset.ts';
export type { ReadRefusal, Refusal } from './read-response.ts';
export { type ReadRowsOptions, readRows, UnreadableRow } from './read-rows.ts';
export type { RestClient, RestClientOptions, RestRequest, RestResponse } from './rest-client.ts';
export { throwIfAborted } from './throw-if-aborted.ts';
export { exactNumberSchema, idSchema, tolerant } from './tolerant.ts';
export { totalCount } from './total-count.ts';
export type { Trace, TraceHook, TraceOutcome, TraceRequest } from './tracing.ts';
