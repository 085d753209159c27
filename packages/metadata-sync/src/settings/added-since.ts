import {
  type CalendarDate,
  compileDateFormat,
  type DotNetDateFormat,
  formatCalendarDate,
} from '@certbridge/field-mapping';
import { trimInvisible } from '@certbridge/plain-text';

const isoForm =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d{1,7})?)?)?\s*(Z|[+-]\d{2}:?\d{2})?$/i;

/** Known in addition to ISO 8601 and the configured format. */
const monthFirstForms = ['M/d/yyyy', 'M/d/yyyy h:mm tt', 'M/d/yyyy h:mm:ss tt'].map(compileDateFormat);
const rfc1123 = compileDateFormat("ddd, dd MMM yyyy HH:mm:ss 'GMT'");

/** A day, or the problem with the text, in a sentence that may lack its full stop. */
export type AddedSinceResult = { readonly day: string } | { readonly problem: string };

/**
 * Reads `keyfactorAddedSince`: ISO 8601 with or without time and zone, the configured .NET format, `M/d/yyyy` with or
 * without a time, or RFC 1123.
 *
 * Whole days count, in UTC as in Command's own time stamps: the day is given as the instant of its beginning,
 * `yyyy-MM-ddT00:00:00Z`.
 */
export function readAddedSince(text: string, format: DotNetDateFormat): AddedSinceResult {
  const written = trimInvisible(text);
  const instant = readIso(written);
  if (instant !== undefined) return dayOf(instant);
  const day = read(format, written) ?? read(rfc1123, written);
  if (day !== undefined) return { day };
  const monthFirst = monthFirstForms.map((form) => form.parse(written)).find((date) => date !== undefined);
  if (monthFirst === undefined) return { problem: 'is not a date in a known form' };
  if (format.dayFirst && isAmbiguous(monthFirst)) {
    return { problem: 'may have day and month either way round, as keyfactorDateFormat puts the day first' };
  }
  return { day: beginningOf(monthFirst) };
}

function readIso(text: string): Date | undefined {
  const iso = isoForm.exec(text);
  if (iso === null) return undefined;
  const [, year, month, day, hour = '00', minute = '00', second = '00', zone = 'Z'] = iso;
  // Date.parse rolls 30 February over into March; only the date part shows it.
  if (new Date(`${year}-${month}-${day}T00:00:00Z`).getUTCDate() !== Number(day)) return undefined;
  const zoneWithColon = zone.replace(/^([+-]\d{2})(\d{2})$/, '$1:$2').toUpperCase();
  const instant = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}${zoneWithColon}`);
  return Number.isNaN(instant.getTime()) ? undefined : instant;
}

function dayOf(instant: Date): AddedSinceResult {
  const year = instant.getUTCFullYear();
  // The zone may move it into a year that has no four digits.
  if (year < 0 || year > 9999) return { problem: 'is not in the years 0000 to 9999 in UTC' };
  return { day: `${instant.toISOString().slice(0, 10)}T00:00:00Z` };
}

function read(format: DotNetDateFormat, text: string): string | undefined {
  const date = format.parse(text);
  return date && beginningOf(date);
}

function isAmbiguous({ month, day }: CalendarDate): boolean {
  return day <= 12 && day !== month;
}

function beginningOf({ year, month, day }: CalendarDate): string {
  return `${formatCalendarDate({ year, month, day })}T00:00:00Z`;
}
