import { nearestName } from '@certbridge/field-mapping';
import { plainText } from '@certbridge/plain-text';
import { ApiError } from './api-error.ts';
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

/** Complete by its type: a new option doesn't compile before it stands here. */
const names: Readonly<Record<keyof HttpOptions, true>> = {
  concurrency: true,
  requestsPerSecond: true,
  attemptTimeoutMs: true,
  totalTimeoutMs: true,
  maxResponseBytes: true,
  retries: true,
  maxRetryAfterMs: true,
  ca: true,
  rejectUnauthorized: true,
  fetch: true,
  dispatcher: true,
  headers: true,
  userAgent: true,
  onRequest: true,
  onSecret: true,
  trace: true,
};

/**
 * Throws an `ApiError` 'invalid-argument' for an option that doesn't exist, which would be ignored silently, and for a
 * number that makes no sense, such as a concurrency of 0.
 */
export function checkHttpOptions(options: HttpOptions): void {
  const unknown = Object.keys(options).find((name) => !Object.hasOwn(names, name));
  if (unknown !== undefined) {
    const nearest = nearestName(unknown, Object.keys(names));
    const remedy =
      nearest === undefined ? `There are ${Object.keys(names).join(', ')}.` : `Did you mean ${nearest}?`;
    throw new ApiError(`The HTTP option ${plainText(unknown, { maxLength: 50 })} is unknown. ${remedy}`, {
      code: 'invalid-argument',
    });
  }
  if (options.fetch !== undefined && typeof options.fetch !== 'function') {
    throw new ApiError('The HTTP option fetch must be a function.', { code: 'invalid-argument' });
  }
  checkDispatcher(options);
  const { headers, userAgent } = options;
  // A `Headers` or a list has no entries that are headers, and would be ignored silently.
  if (headers !== undefined && !isPlainObject(headers)) {
    const message = 'The HTTP option headers must be an object of names and texts.';
    throw new ApiError(message, { code: 'invalid-argument' });
  }
  if (userAgent !== undefined && typeof userAgent !== 'string') {
    throw new ApiError('The HTTP option userAgent must be a text.', { code: 'invalid-argument' });
  }
  for (const [name, { least, most, whole }] of Object.entries(limits)) {
    const value = options[name as keyof typeof limits];
    if (value === undefined) continue;
    if (value >= least && value <= most && (!whole || Number.isInteger(value))) continue;
    const kind = whole ? 'a whole number' : 'a number';
    throw new ApiError(`The HTTP option ${name} must be ${kind} from ${least} to ${most}.`, {
      code: 'invalid-argument',
    });
  }
}

function isPlainObject(value: unknown): boolean {
  return (
    value !== null &&
    typeof value === 'object' &&
    [Object.prototype, null].includes(Object.getPrototypeOf(value))
  );
}

function checkDispatcher(options: HttpOptions): void {
  if (options.dispatcher === undefined) return;
  if (typeof options.dispatcher?.dispatch !== 'function') {
    const message = 'The HTTP option dispatcher must be a dispatcher of undici, such as a ProxyAgent.';
    throw new ApiError(message, { code: 'invalid-argument' });
  }
  const idle = (['ca', 'rejectUnauthorized'] as const).find((name) => options[name] !== undefined);
  if (idle === undefined) return;
  const message = `The HTTP option ${idle} has no effect beside dispatcher, which makes the connections. Give it to the dispatcher.`;
  throw new ApiError(message, { code: 'invalid-argument' });
}
