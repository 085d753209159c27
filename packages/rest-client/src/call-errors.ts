import { spellingsOf } from '@certbridge/plain-text';
import { ApiError } from './api-error.ts';
import { cleanServerText } from './clean-text.ts';
import { hasProxyInEnvironment, socksProxiesInEnvironment } from './dispatcher.ts';
import { describeNetworkFailure } from './network-failure.ts';
import type { ResponseTooLarge } from './read-body.ts';
import type { RestRequest } from './rest-client.ts';

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

/** The error of a response with more bytes than may be read. */
export function tooLargeError(
  { maxBytes }: ResponseTooLarge,
  { system, call: { method, path } }: { readonly system: string; readonly call: RestRequest },
): ApiError {
  const most = maxBytes < 2 ** 20 ? `${maxBytes} bytes` : `${Math.floor(maxBytes / 2 ** 20)} MB`;
  const message = `${system} sent a response of more than ${most}, which is not read (${method} ${path}). Ask for less at a time, or check that the address is the right one.`;
  return new ApiError(message, { code: 'too-large', system, method, path });
}

/** The error of a request that a bug in the caller's `fetch` ended, or a mock; holds the text of that error. Whether anything was sent isn't known. */
export function bugError(
  bug: Error,
  {
    system,
    call: { method, path },
    secrets,
  }: { readonly system: string; readonly call: RestRequest; readonly secrets: readonly string[] },
): ApiError {
  const text = cleanServerText(`${bug.name}: ${bug.message}`, {
    spellings: spellingsOf(secrets),
    maxLength: 500,
  });
  const message = `No response came from ${system} (${method} ${path}): fetch failed by an error that is not of the network: ${text}`;
  return new ApiError(message, { code: 'unreachable', system, method, path, secrets });
}

/** The error of a request to which no response came; names host and port, and the proxy where it is in the way. */
export function networkError(
  error: unknown,
  {
    system,
    baseUrl,
    call: { method, path },
    clientCertificate,
    callersDispatcher,
  }: {
    readonly system: string;
    readonly baseUrl: string;
    readonly call: RestRequest;
    readonly clientCertificate: boolean;
    /** The environment's proxies are then not in the way. */
    readonly callersDispatcher: boolean;
  },
): ApiError {
  const { hostname, port, protocol } = new URL(baseUrl);
  const host = `${hostname}:${port || (protocol === 'https:' ? 443 : 80)}`;
  const { message, code, retryable } = describeNetworkFailure(error, {
    host,
    viaProxy: !callersDispatcher && hasProxyInEnvironment(),
    socksProxies: callersDispatcher ? [] : socksProxiesInEnvironment(),
    clientCertificate,
    callersDispatcher,
  });
  return new ApiError(`${system}: ${message}`, { code, retryable, system, method, path });
}

/** The same error, with the note that the system can't have received the call. */
export function markUnsent({ message, name: _, stack: __, ...details }: ApiError): ApiError {
  return new ApiError(message, { ...details, unsent: true });
}
