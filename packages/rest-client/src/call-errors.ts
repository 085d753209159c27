import { spellingsOf } from '@certbridge/plain-text';
import { ApiError } from './api-error.ts';
import { cleanServerText } from './clean-text.ts';
import { hasProxyInEnvironment, socksProxiesInEnvironment } from './dispatcher.ts';
import { findBug } from './find-bug.ts';
import { describeNetworkFailure } from './network-failure.ts';
import { ResponseTooLarge } from './read-body.ts';
import type { RestClientOptions, RestRequest } from './rest-client.ts';

/** The error of a call whose signal was aborted, or whose client was closed. */
export function abortedError(system: string, { method, path }: RestRequest): ApiError {
  return new ApiError(`The call to ${system} was aborted.`, { code: 'aborted', system, method, path });
}

/** The error of a call that took too long. */
export function timeoutError(system: string, { method, path }: RestRequest): ApiError {
  const message = `${system} gave no complete response in time (${method} ${path}). Check the network, or allow more time.`;
  return new ApiError(message, { code: 'timeout', retryable: true, system, method, path });
}

/** The error of a call that ran out of time before it was logged in. */
export function loginTimeoutError(system: string, { method, path }: RestRequest): ApiError {
  const message = `The login to ${system} took too long (${method} ${path}). Check its token endpoint, or allow more time.`;
  return new ApiError(message, { code: 'timeout', system, method, path });
}

/** The call whose request failed, and what its error may say. */
export interface FailedCall {
  readonly options: RestClientOptions;
  readonly baseUrl: string;
  readonly request: RestRequest;
  /** What no error may hold. */
  readonly secrets: readonly string[];
}

/** The error of a request to which no complete response came, of whatever kind; an `ApiError` stays as it is. */
export function failureOf(error: unknown, call: FailedCall): ApiError {
  if (error instanceof ApiError) return error;
  if (error instanceof ResponseTooLarge) return tooLargeError(error, call);
  const bug = findBug(error);
  return bug === undefined ? networkError(error, call) : bugError(bug, call);
}

function tooLargeError({ maxBytes }: ResponseTooLarge, { options, request }: FailedCall): ApiError {
  const { method, path } = request;
  const { system } = options;
  const most = maxBytes < 2 ** 20 ? `${maxBytes} bytes` : `${Math.floor(maxBytes / 2 ** 20)} MB`;
  const message = `${system} sent a response of more than ${most}, which is not read (${method} ${path}). Ask for less at a time, or check that the address is the right one.`;
  return new ApiError(message, { code: 'too-large', system, method, path });
}

/** The error of a request that a bug in the caller's `fetch` ended, or a mock; holds the text of that error. Whether anything was sent isn't known. */
function bugError(bug: Error, { options, request, secrets }: FailedCall): ApiError {
  const { method, path } = request;
  const { system } = options;
  const text = cleanServerText(`${bug.name}: ${bug.message}`, {
    spellings: spellingsOf(secrets),
    maxLength: 500,
  });
  const message = `No response came from ${system} (${method} ${path}): fetch failed by an error that is not of the network: ${text}`;
  return new ApiError(message, { code: 'unreachable', system, method, path, secrets });
}

/** Names host and port, and the proxy where it is in the way. */
function networkError(error: unknown, { options, baseUrl, request }: FailedCall): ApiError {
  const { method, path } = request;
  const { system, http = {}, clientCertificate } = options;
  const { hostname, port, protocol } = new URL(baseUrl);
  // The environment's proxies are not in the way of a dispatcher of the caller's.
  const callersDispatcher = http.dispatcher !== undefined;
  const { message, code, retryable } = describeNetworkFailure(error, {
    host: `${hostname}:${port || (protocol === 'https:' ? 443 : 80)}`,
    viaProxy: !callersDispatcher && hasProxyInEnvironment(),
    socksProxies: callersDispatcher ? [] : socksProxiesInEnvironment(),
    clientCertificate: clientCertificate !== undefined,
    callersDispatcher,
  });
  return new ApiError(`${system}: ${message}`, { code, retryable, system, method, path });
}

/** The same error, with the note that the system can't have received the call. */
export function markUnsent({ message, name: _, stack: __, ...details }: ApiError): ApiError {
  return new ApiError(message, { ...details, unsent: true });
}
