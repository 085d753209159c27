import type { Dispatcher } from 'undici';
import { ApiError } from './api-error.ts';
import type { LoginHeaders } from './authentication.ts';
import { normalizeBaseUrl } from './base-url.ts';
import { abortedError, timeoutError } from './call-errors.ts';
import { callerHeaders } from './caller-headers.ts';
import { createDispatcher } from './dispatcher.ts';
import { type ExchangeProgress, exchangeDispatcher } from './exchange-dispatcher.ts';
import { fitDispatcher } from './fit-dispatcher.ts';
import { headerText } from './header-text.ts';
import type { HttpOptions } from './http-options.ts';
import { failedToConnect } from './network-failure.ts';
import { queryString } from './query-string.ts';
import { readBody } from './read-body.ts';
import type { CompleteResponse } from './read-response.ts';
import type { RestClientOptions, RestRequest } from './rest-client.ts';
import { createTlsSettings } from './tls-settings.ts';
import { foreignHeaders } from './tracing.ts';
import { withDeadline } from './with-deadline.ts';

/** Far more than a page of 200 certificates or a chain of certificates takes. */
const MAX_RESPONSE_BYTES = 64 * 1024 * 1024;

const ownUserAgent = 'certbridge';

const utf8 = new TextDecoder();

/** What an attempt needs in addition to the request. */
export interface AttemptOptions {
  readonly body: string | URLSearchParams | undefined;
  readonly asFile: boolean;
  readonly login: LoginHeaders;
  /** Headers that a hook of the user wants to be sent. */
  readonly traceHeaders: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** Ends the attempt; its reason is the error. */
  readonly signal: AbortSignal;
  /** After the exchange, `started` tells whether the system may have received the request. */
  readonly progress: ExchangeProgress;
}

/** Sends single requests. Doesn't retry, wait or interpret responses. */
export interface Transport {
  /** As `normalizeBaseUrl` writes it. */
  readonly baseUrl: string;
  /** Sends a request and reads the response to its end, whatever its status. Where none comes, throws what `failureOf` explains. */
  send(request: RestRequest, options: AttemptOptions): Promise<CompleteResponse>;
  /** Closes the connections. */
  close(): Promise<void>;
}

/** Creates the transport of a client. Throws an `ApiError` 'invalid-argument' for an address, a TLS setting or a dispatcher that can't be used. */
export function createTransport(options: RestClientOptions, concurrency: number): Transport {
  const { system, http = {} } = options;
  const baseUrl = normalizeBaseUrl(options.baseUrl, system);
  const connections = createConnections(options, concurrency);

  const ownHeaders = {
    accept: 'application/json',
    'accept-encoding': 'gzip, deflate, br',
    ...options.headers,
  };
  // Not on ky's Request: its errors print headers, and most calls need no ky.
  const plainHeaders = {
    'user-agent': userAgentOf(http),
    ...callerHeaders(http, ownHeaders),
    ...ownHeaders,
  };

  const exchange = async (request: RestRequest, attempt: AttemptOptions): Promise<CompleteResponse> => {
    const { asFile, progress, signal } = attempt;
    // Looked up each time, so that msw and its likes may come later than the client.
    const fetch: typeof globalThis.fetch = http.fetch ?? globalThis.fetch;
    const response = await fetch(baseUrl + request.path + queryString(request.query), {
      ...initOf(request, plainHeaders, attempt),
      signal,
      // Node's types know another version of undici; its fetch takes this one.
      dispatcher: exchangeDispatcher(connections.dispatcher, progress) as unknown as NonNullable<
        RequestInit['dispatcher']
      >,
    });
    requireResponse(response);
    // Read here, so that a body which is cut or slow makes a failed attempt.
    const maxBytes = http.maxResponseBytes ?? request.maxResponseBytes ?? MAX_RESPONSE_BYTES;
    const bytes = await readBody(response, { maxBytes, signal });
    return {
      // A fetch as browsers have it tells of a redirect without its status.
      status: progress.status ?? (response.type === 'opaqueredirect' ? 302 : response.status),
      headers: response.headers,
      text: utf8.decode(bytes),
      ...(asFile && { bytes }),
    };
  };

  return {
    baseUrl,

    async send(request, attempt) {
      const { progress, signal, timeoutMs } = attempt;
      try {
        return await withDeadline((signal) => exchange(request, { ...attempt, signal }), {
          timeoutMs,
          signals: [signal],
          timedOut: () => timeoutError(system, request),
          aborted: () => (signal.reason instanceof Error ? signal.reason : abortedError(system, request)),
        });
      } catch (error) {
        progress.started ||= !progress.dispatched && !failedToConnect(error);
        throw error;
      }
    },

    close: connections.close,
  };
}

/** A `fetch` of the caller's may return anything. */
function requireResponse(response: Partial<Response> | undefined): void {
  const { status, headers, body } = response ?? {};
  const hasBody = body === null || typeof body?.getReader === 'function';
  if (typeof status === 'number' && typeof headers?.get === 'function' && hasBody) return;
  throw new TypeError(
    "fetch returned no Response as the platform has it, whose body is a web stream; that of node-fetch isn't. Use the platform's fetch, or undici's.",
  );
}

/** The caller's dispatcher, which stays open, or a pool of the client's own. */
function createConnections({ http = {}, clientCertificate, system }: RestClientOptions, concurrency: number) {
  if (http.dispatcher === undefined) {
    const pool = createDispatcher(createTlsSettings(http, clientCertificate), concurrency);
    return { dispatcher: pool, close: () => pool.destroy() };
  }
  if (clientCertificate !== undefined) {
    throw new ApiError(
      'A client certificate has no effect with the option http.dispatcher, which makes the connections. Leave the dispatcher out, and name the proxy in HTTPS_PROXY.',
      { code: 'invalid-argument', system },
    );
  }
  return { dispatcher: fitDispatcher(http.dispatcher as Dispatcher), close: async () => {} };
}

function userAgentOf({ userAgent }: HttpOptions): string {
  return userAgent === undefined
    ? ownUserAgent
    : `${headerText(userAgent, 'option http.userAgent')} ${ownUserAgent}`;
}

function initOf(
  request: RestRequest,
  ownHeaders: Readonly<Record<string, string>>,
  { body, asFile, login, traceHeaders }: AttemptOptions,
) {
  const headers = {
    ...ownHeaders,
    ...(asFile && { accept: '*/*' }),
    ...(request.body !== undefined && { 'content-type': 'application/json' }),
    // Nowhere but here, so that no error can hold it.
    ...login,
  };
  return {
    method: request.method,
    headers: { ...foreignHeaders(traceHeaders, headers), ...headers },
    ...(body !== undefined && { body }),
    // A redirect would take `login` and `password` to another host.
    redirect: 'manual',
  } as const;
}
