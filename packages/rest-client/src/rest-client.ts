import type * as v from 'valibot';
import type { ApiError, ApiErrorCode } from './api-error.ts';
import type { Authentication } from './authentication.ts';
import type { ClientCertificate, HttpOptions } from './http-options.ts';
import type { Query } from './query-string.ts';
import type { ReadRefusal } from './read-response.ts';

/** Settings of a client for one system. */
export interface RestClientOptions {
  /** Display name of the system, used in messages: `Sectigo SCM`. */
  readonly system: string;
  /** Address of the API, in any form; see `normalizeBaseUrl`. */
  readonly baseUrl: string;
  /** Headers of every request, without the login. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly authentication?: Authentication | undefined;
  readonly clientCertificate?: ClientCertificate | undefined;
  /** Remedies, by error code, added to messages. */
  readonly hints?: Partial<Readonly<Record<ApiErrorCode, string>>> | undefined;
  readonly readRefusal?: ReadRefusal | undefined;
  /**
   * Whether the system sends its own error document, with a code, with every 401. Another 401 may then be that of a proxy, after the system
   * did what was asked, so that what must not be repeated isn't sent again with a renewed login.
   */
  readonly explainsUnauthorized?: boolean | undefined;
  /** Called once when the login is refused, after which the client sends nothing more. What it throws, or rejects with, is dropped. */
  readonly onLoginRefused?: ((error: ApiError) => void) | undefined;
  /** Concurrency, time limits, retries, trusted authorities, hooks. */
  readonly http?: HttpOptions | undefined;
}

/** One call. */
export interface RestRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE';
  /** Path below the base URL, beginning with a slash; build it with the `path` tag. */
  readonly path: string;
  readonly query?: Query | undefined;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent as a form, in place of `body`. */
  readonly form?: Readonly<Record<string, string>> | undefined;
  /** Whether sending it twice does no more than sending it once, so that it may be repeated. GET and HEAD always are. */
  readonly idempotent?: boolean | undefined;
  /** Largest response to expect, in bytes, where the usual limit is too low; `HttpOptions.maxResponseBytes` overrides it. */
  readonly maxResponseBytes?: number | undefined;
  /** Texts of the request that must not be in an error, should the server repeat them. */
  readonly sensitive?: readonly string[] | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Awaited just before each attempt is sent, with its place in the queue and its login. If it throws, nothing is sent, and the call ends with that error. */
  readonly onSending?: (() => Promise<void>) | undefined;
}

/** A decoded response. */
export interface RestResponse<T> {
  readonly data: T;
  readonly status: number;
  readonly headers: Headers;
}

/** Sends requests to one system, by the rules in this package's README. Every failure is an `ApiError`, but for what the caller's own functions throw. */
export interface RestClient {
  /** Attempts really sent so far. */
  readonly requestCount: number;
  /** Aborted by `close`, for what goes on without calls: a list gives no row after it. */
  readonly closed: AbortSignal;
  /** Sends a request and decodes the JSON of its response. */
  json<const TSchema extends v.GenericSchema>(
    request: RestRequest & { readonly schema: TSchema },
  ): Promise<RestResponse<v.InferOutput<TSchema>>>;
  /**
   * Sends a request whose response has no document, or none that matters; `data` is undefined. Throws 'invalid-response' where
   * it is the system's own error document.
   */
  send(request: RestRequest): Promise<RestResponse<undefined>>;
  /** Sends a request whose response is a file, of whatever media type, and returns its bytes. */
  download(request: RestRequest): Promise<RestResponse<Uint8Array<ArrayBuffer>>>;
  /** Ends what is under way with 'aborted' and closes the connections. */
  close(): Promise<void>;
}
