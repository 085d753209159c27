const firstDelayMs = 250;

/** The longest wait that is not demanded, in milliseconds. */
export const backoffLimit = 30_000;

/** Statuses after which another attempt may succeed. */
export const retryStatuses: readonly number[] = [408, 425, 429, 500, 502, 503, 504];

/** Computes the longest wait before another attempt, in milliseconds: 250, doubled with each failure, at most 30,000. */
export function backOff(failures: number): number {
  return Math.min(backoffLimit, firstDelayMs * 2 ** (failures - 1));
}

/** Draws a wait from the upper half, so that many clients don't come back at one moment. */
export function jitter(delay: number, random: () => number = Math.random): number {
  return delay * (0.5 + random() / 2);
}

/**
 * Reads a `Retry-After` header, in seconds or as an HTTP date, as milliseconds from `now`.
 *
 * Undefined where the header is absent or unreadable; a date that has passed gives 0.
 * [RFC 9110, section 10.2.3]
 */
export function parseRetryAfter(value: string | null, now: number): number | undefined {
  const text = value?.trim() ?? '';
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000;
  // Only the forms of an HTTP date; Date.parse alone would take almost any text.
  if (!/^[A-Za-z]{3,9},? /.test(text)) return undefined;
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : Math.max(0, time - now);
}
