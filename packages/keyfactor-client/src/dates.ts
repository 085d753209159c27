/**
 * Reads a timestamp of Command, such as `NotAfter`. UTC is meant where the zone is missing. Undefined for what is none.
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
 * Reads a metadata value of type Date as `yyyy-MM-dd`, whatever version wrote it: up to Command 24 `2026-03-01`, from 25.1
 * `3/1/2026 12:00:00 AM`. No time zone is applied. Undefined for what is no date.
 *
 * The long form follows the server's culture, which it doesn't tell: say so where that puts the day first.
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
  // A day such as 31 February would be taken for one in March.
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text) ? text : undefined;
}
