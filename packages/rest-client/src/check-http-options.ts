import { isUint8Array } from 'node:util/types';
import { isRecord, offerRecord } from '@certbridge/plain-text';
import { ApiError } from './api-error.ts';
import { required, type Shape } from './argument-shape.ts';
import { checkArgument } from './check-argument.ts';
import type { HttpOptions } from './http-options.ts';

/** The longest time that a timer can wait; a longer one would fire at once. */
const longestTimerMs = 2_147_483_647;

/** What fits into one text of this runtime. */
const largestResponse = 2 ** 29 - 25;

const limits = {
  concurrency: { least: 1, most: 1000, whole: true },
  requestsPerSecond: { least: 0.001, most: 100_000, whole: false },
  attemptTimeoutMs: { least: 1, most: longestTimerMs, whole: false },
  totalTimeoutMs: { least: 1, most: longestTimerMs, whole: false },
  retries: { least: 0, most: 100, whole: true },
  maxResponseBytes: { least: 1, most: largestResponse, whole: true },
  maxRetryAfterMs: { least: 0, most: longestTimerMs, whole: false },
} as const;

/** What each option may be. */
const shape = {
  concurrency: 'number?',
  requestsPerSecond: 'number?',
  attemptTimeoutMs: 'number?',
  totalTimeoutMs: 'number?',
  maxResponseBytes: 'number?',
  retries: 'number?',
  maxRetryAfterMs: 'number?',
  ca: 'any?',
  rejectUnauthorized: 'flag?',
  fetch: 'function?',
  dispatcher: 'any?',
  headers: 'any?',
  userAgent: 'text?',
  onRequest: 'function?',
  onSecret: 'function?',
  trace: 'function?',
} as const satisfies Shape<HttpOptions>;

/** The names of all options. */
export const httpOptionNames: readonly string[] = Object.keys(shape);

const httpOptions = required('option', { http: shape });

/**
 * Throws an `ApiError` 'invalid-argument' for an option that doesn't exist, which would be ignored silently, for one of another
 * kind, and for a number that makes no sense, such as a concurrency of 0. The message names it as it is given to a client: `http.concurrency`.
 */
export function checkHttpOptions(options: HttpOptions): void {
  checkArgument({ http: options }, httpOptions, { name: 'http' });
  checkDispatcher(options);
  const { ca = [] } = options;
  if (![ca].flat().every((pem: unknown) => typeof pem === 'string' || isUint8Array(pem))) {
    const message = 'The option http.ca must be text or a Uint8Array, or a list of these.';
    throw new ApiError(message, { code: 'invalid-argument' });
  }
  const { headers } = options;
  if (headers !== undefined && !isRecord(headers)) {
    const message = `The option http.headers must be an object of names and texts.${offerRecord(headers)}`;
    throw new ApiError(message, { code: 'invalid-argument' });
  }
  for (const [name, { least, most, whole }] of Object.entries(limits)) {
    const value = options[name as keyof typeof limits];
    if (value === undefined) continue;
    const isNumber = typeof value === 'number' && value >= least && value <= most;
    if (isNumber && (!whole || Number.isInteger(value))) continue;
    const kind = whole ? 'a whole number' : 'a number';
    throw new ApiError(`The option http.${name} must be ${kind} from ${least} to ${most}.`, {
      code: 'invalid-argument',
    });
  }
}

function checkDispatcher(options: HttpOptions): void {
  if (options.dispatcher === undefined) return;
  if (typeof options.dispatcher?.dispatch !== 'function') {
    const message = 'The option http.dispatcher must be a dispatcher of undici, such as a ProxyAgent.';
    throw new ApiError(message, { code: 'invalid-argument' });
  }
  const idle = (['ca', 'rejectUnauthorized'] as const).find((name) => options[name] !== undefined);
  if (idle === undefined) return;
  const message = `The option http.${idle} has no effect with http.dispatcher, which makes the connections. Give it to the dispatcher.`;
  throw new ApiError(message, { code: 'invalid-argument' });
}
