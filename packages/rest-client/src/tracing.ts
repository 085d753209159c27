import { isPromise } from 'node:util/types';
import type { ApiErrorCode } from './api-error.ts';

/** An attempt that is about to be sent. Never holds a query, a header or a body. */
export interface TraceRequest {
  /** Display name of the system. */
  readonly system: string;
  readonly method: string;
  /** Path below the base URL, without its query. */
  readonly path: string;
  /** 1 for the first attempt of a call, 2 for its first repetition. */
  readonly attempt: number;
  /** The same by the names of OpenTelemetry's semantic conventions for HTTP clients, for `startSpan`. */
  readonly attributes: Readonly<Record<string, string | number>>;
}

/** How an attempt ended. */
export interface TraceOutcome {
  /** Absent where no complete response came. */
  readonly status?: number;
  /** Absent where the attempt succeeded. */
  readonly error?: ApiErrorCode;
  /** From sending to the last byte of the response. */
  readonly durationMs: number;
  /** The same by the names of OpenTelemetry's semantic conventions for HTTP clients, for `setAttributes`. */
  readonly attributes: Readonly<Record<string, string | number>>;
}

/** An attempt that is being followed. */
export interface Trace {
  /** Headers to send along, such as `traceparent`. One that the client sets itself is left out. */
  readonly headers?: Readonly<Record<string, string>> | Headers | undefined;
  /** Called once, when the response has been read and understood, or the attempt has failed. */
  readonly end: (outcome: TraceOutcome) => void;
}

/** Called before each attempt, in the asynchronous context of its call. Undefined follows nothing. */
export type TraceHook = (request: TraceRequest) => Trace | undefined;

/** An attempt as it begins. */
export interface TraceStart {
  readonly system: string;
  readonly method: string;
  readonly path: string;
  readonly attempt: number;
  /** Address of the API, as `normalizeBaseUrl` writes it. */
  readonly baseUrl: string;
}

/**
 * Calls a hook for an attempt and returns its headers. What the hook throws, or rejects with, is dropped, and so is what its `end` throws: a hook
 * must not make a call fail. ky's hooks see neither the body of a response nor how an attempt ends.
 */
export function startTrace(hook: TraceHook | undefined, start: TraceStart) {
  if (hook === undefined) return { headers: {}, end: () => {} };
  const { baseUrl: _, ...request } = start;
  const trace = quietly(() => hook({ ...request, attributes: startAttributes(start) }));
  return {
    headers: quietly(() => byName(trace?.headers)) ?? {},
    end: (outcome: Omit<TraceOutcome, 'attributes'>): void => {
      quietly(() => trace?.end({ ...outcome, attributes: endAttributes(outcome) }));
    },
  };
}

function byName(headers: Trace['headers'] = {}): Readonly<Record<string, string>> {
  return Symbol.iterator in headers ? Object.fromEntries(headers) : headers;
}

/** Keeps the headers that can be sent and that the client doesn't set itself, whatever their letter case. */
export function foreignHeaders(
  headers: Readonly<Record<string, string>>,
  own: Readonly<Record<string, string>>,
): Record<string, string> {
  if (Object.keys(headers).length === 0) return {};
  const names = Object.keys(own).map((name) => name.toLowerCase());
  const entries = Object.entries(headers).filter(
    ([name, value]) =>
      !names.includes(name.toLowerCase()) && quietly(() => new Headers([[name, value]])) !== undefined,
  );
  return Object.fromEntries(entries);
}

/** Calls a hook of the user; undefined where it throws. The rejection of an async one is dropped, too: it would end the process. */
export function quietly<T>(hook: () => T): T | undefined {
  try {
    const result = hook();
    if (isPromise(result)) result.catch(() => {});
    return result;
  } catch {
    return undefined;
  }
}

// [OpenTelemetry semantic conventions 1.37, HTTP client span]
function startAttributes({ method, path, attempt, baseUrl }: TraceStart): TraceRequest['attributes'] {
  const { hostname, port, protocol } = new URL(baseUrl);
  return {
    'http.request.method': method,
    'server.address': hostname,
    'server.port': Number(port) || (protocol === 'https:' ? 443 : 80),
    'url.full': baseUrl + path,
    ...(attempt > 1 && { 'http.request.resend_count': attempt - 1 }),
  };
}

function endAttributes({ status, error }: Omit<TraceOutcome, 'attributes'>): TraceOutcome['attributes'] {
  return {
    ...(status !== undefined && { 'http.response.status_code': status }),
    ...(error !== undefined && { 'error.type': error }),
  };
}
