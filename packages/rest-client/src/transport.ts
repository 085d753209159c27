import ky from 'ky';
import { ApiError } from './api-error.ts';
import type { LoginHeaders } from './authentication.ts';
import { normalizeBaseUrl } from './base-url.ts';
import { createDispatcher, hasProxyInEnvironment, socksProxiesInEnvironment } from './dispatcher.ts';
import { describeNetworkFailure } from './network-failure.ts';
import { queryString } from './query-string.ts';
import type { Answer } from './read-answer.ts';
import type { RestClientOptions, RestRequest } from './rest-client.ts';
import { ResponseTooLarge, sendRequest } from './send-request.ts';
import { createTlsSettings } from './tls-settings.ts';
import { foreignHeaders } from './tracing.ts';
import { withDeadline } from './with-deadline.ts';

/** Far more than a page of 200 certificates or a chain of certificates takes. */
const MAX_RESPONSE_BYTES = 64 * 1024 * 1024;

/** Sends single requests; knows nothing of repeating, waiting or the meaning of an answer. */
export interface Transport {
  /** As `normalizeBaseUrl` writes it. */
  readonly baseUrl: string;
  /** Reads the answer to its end, whatever its status. Throws an `ApiError` where none came. */
  send(
    request: RestRequest,
    options: {
      readonly login: LoginHeaders;
      /** Headers that a hook of the user wants to be sent. */
      readonly traceHeaders: Readonly<Record<string, string>>;
      readonly timeoutMs: number;
      readonly asFile: boolean;
      /** Called just before the first byte of the request goes out. */
      readonly onStart?: (() => void) | undefined;
    },
  ): Promise<Answer>;
  /** Ends what is under way and closes the connections. */
  close(): Promise<void>;
}

export function createTransport(options: RestClientOptions, concurrency: number): Transport {
  const { system, http = {} } = options;
  const baseUrl = normalizeBaseUrl(options.baseUrl, system);
  const dispatcher = createDispatcher(createTlsSettings(http, options.clientCertificate), concurrency);
  const client = ky.create({
    throwHttpErrors: false,
    // Repeating and time-outs are not left to ky: a wait concerns the whole client, and a time-out covers the body too.
    retry: 0,
    timeout: false,
    headers: { accept: 'application/json', ...options.headers },
  });
  const ownHeaders = ['accept', 'content-type', ...Object.keys(options.headers ?? {})];
  const closing = new AbortController();

  return {
    baseUrl,

    async send(request, { login, traceHeaders, timeoutMs, asFile, onStart }) {
      const content = contentOf(request);
      const maxBytes = http.maxResponseBytes ?? request.maxResponseBytes ?? MAX_RESPONSE_BYTES;
      const ask = async (signal: AbortSignal): Promise<Answer> => {
        let answer: Answer | undefined;
        await client(baseUrl + request.path + queryString(request.query), {
          method: request.method,
          headers: {
            ...foreignHeaders(traceHeaders, [...ownHeaders, ...Object.keys(login)]),
            ...login,
            ...(asFile && { accept: '*/*' }),
            ...(content && { 'content-type': content.type }),
          },
          // Signal, content and answer go past ky: it would tie the one to a signal of its own and make streams of the others,
          // at a quarter of the whole cost.
          fetch: async (input) => {
            answer = await sendRequest(input as Request, {
              ...{ dispatcher, signal, asFile, maxBytes },
              content: content?.text,
              onStart,
            });
            return new Response(null);
          },
        });
        if (answer === undefined) throw new Error('ky sent nothing');
        return answer;
      };
      try {
        return await withDeadline(ask, {
          timeoutMs,
          signals: [request.signal, closing.signal],
          timedOut: () => timeoutError(system, request),
          aborted: () => abortedError(system, request),
        });
      } catch (error) {
        if (error instanceof ApiError) throw error;
        if (error instanceof ResponseTooLarge) throw tooLargeError(error, { system, request });
        throw networkError(error, {
          system,
          baseUrl,
          request,
          clientCertificate: options.clientCertificate !== undefined,
        });
      }
    },

    async close() {
      closing.abort();
      await dispatcher.destroy();
    },
  };
}

/** What a request carries. */
function contentOf({
  body,
  form,
}: RestRequest): { readonly type: string; readonly text: string } | undefined {
  if (body !== undefined) return { type: 'application/json', text: JSON.stringify(body) };
  if (form === undefined) return undefined;
  const text = new URLSearchParams(form).toString();
  return { type: 'application/x-www-form-urlencoded;charset=UTF-8', text };
}

/** The error of a call whose signal was aborted, or whose client was closed. */
export function abortedError(system: string, { method, path }: RestRequest): ApiError {
  return new ApiError(`The call to ${system} was aborted.`, { code: 'aborted', system, method, path });
}

function timeoutError(system: string, { method, path }: RestRequest): ApiError {
  const message = `${system} gave no complete answer in time (${method} ${path}). Check the network, or allow more time.`;
  return new ApiError(message, { code: 'timeout', retryable: true, system, method, path });
}

function tooLargeError(
  { maxBytes }: ResponseTooLarge,
  { system, request: { method, path } }: { readonly system: string; readonly request: RestRequest },
): ApiError {
  const most = maxBytes < 2 ** 20 ? `${maxBytes} bytes` : `${Math.floor(maxBytes / 2 ** 20)} MB`;
  const message = `${system} sent a response of more than ${most}, which is not read (${method} ${path}). Ask for less at a time, or check that the address is the right one.`;
  return new ApiError(message, { code: 'too-large', system, method, path });
}

function networkError(
  error: unknown,
  {
    system,
    baseUrl,
    request,
    clientCertificate,
  }: {
    readonly system: string;
    readonly baseUrl: string;
    readonly request: RestRequest;
    readonly clientCertificate: boolean;
  },
): ApiError {
  const { hostname, port, protocol } = new URL(baseUrl);
  const host = `${hostname}:${port || (protocol === 'https:' ? 443 : 80)}`;
  const { message, code, retryable } = describeNetworkFailure(error, {
    host,
    viaProxy: hasProxyInEnvironment(),
    socksProxies: socksProxiesInEnvironment(),
    clientCertificate,
  });
  const { method, path } = request;
  return new ApiError(`${system}: ${message}`, { code, retryable, system, method, path });
}
