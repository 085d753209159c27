const firstDelayMs = 250;
const longestDelayMs = 30_000;

/**
 * Computes the wait before another try, in milliseconds: 250 ms, doubled with each failure, at most 30 s,
 * then drawn at random from the upper half so that many clients don't come back at one moment.
 */
export function backOffDelay(failures: number, random: () => number = Math.random): number {
  const full = Math.min(longestDelayMs, firstDelayMs * 2 ** (failures - 1));
  return full * (0.5 + random() / 2);
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
