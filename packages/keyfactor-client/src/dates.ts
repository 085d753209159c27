/**
 * Parses a timestamp from Command, such as `NotAfter`; without a zone it is in UTC. Undefined if it isn't a timestamp.
 * [Command 25.1, "Endpoint Common Features"]
 */
export function readTimestamp(text: string | null | undefined): Date | undefined {
  const match = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)(Z|[+-]\d{2}:\d{2})?$/i.exec(
    text?.trim() ?? '',
  );
  if (match === null) return undefined;
  const instant = new Date(`${match[1]}${match[2] ?? 'Z'}`.toUpperCase());
  return Number.isNaN(instant.getTime()) ? undefined : instant;
}

/**
 * Parses a metadata value of type Date and returns it as `yyyy-MM-dd`. Command writes `2026-03-01` up to version 24, and
 * `3/1/2026 12:00:00 AM` from 25.1. No time zone is applied. Undefined if it isn't a date.
 *
 * The long form depends on the server's culture, which can't be queried: set `dayFirst` if it puts the day first.
 */
export function readMetadataDate(
  text: string | null | undefined,
  { dayFirst = false }: { readonly dayFirst?: boolean | undefined } = {},
): string | undefined {
  const value = text?.trim() ?? '';
  const iso = /^(\d{4})-(\d{2})-(\d{2})(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})?)?$/.exec(
    value,
  );
  if (iso !== null) return calendarDate(iso[1], iso[2], iso[3]);
  const long = /^(\d{1,2})([/.-])(\d{1,2})\2(\d{4})(?: \d{1,2}:\d{2}(?::\d{2})?(?: [AP]M)?)?$/i.exec(value);
  if (long === null) return undefined;
  const [, first, , second, year] = long;
  return dayFirst ? calendarDate(year, second, first) : calendarDate(year, first, second);
}

function calendarDate(year = '', month = '', day = ''): string | undefined {
  const text = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const date = new Date(`${text}T00:00:00Z`);
  // 31 February would roll over into March.
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text) ? text : undefined;
}
