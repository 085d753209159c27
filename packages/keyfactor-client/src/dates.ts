import { checkArgument, optional } from '@certbridge/rest-client';
import { requireText } from './arguments.ts';
import { system } from './system.ts';

/**
 * Parses a timestamp from Command, such as `NotAfter`; without a zone it is in UTC. Undefined if it isn't a timestamp.
 * [Command 25.1, "Endpoint Common Features"]
 */
export function readTimestamp(text: string | null | undefined): Date | undefined {
  requireTextOrNone(text, 'readTimestamp');
  const match = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)(Z|[+-]\d{2}:\d{2})?$/i.exec(
    text?.trim() ?? '',
  );
  if (match === null) return undefined;
  const instant = new Date(`${match[1]}${match[2] ?? 'Z'}`.toUpperCase());
  const isOfCalendar = readMetadataDate(match[1]) !== undefined;
  return isOfCalendar && !Number.isNaN(instant.getTime()) ? instant : undefined;
}

/**
 * Parses a metadata value of type Date and returns it as `yyyy-MM-dd`. Command writes `2026-03-01` up to version 24, and
 * `3/1/2026 12:00:00 AM` from 25.1. No time zone is applied. Undefined if it isn't a date.
 *
 * The long form depends on the server's culture, which can't be queried: set `dayFirst` if it puts the day first.
 */
export function readMetadataDate(
  text: string | null | undefined,
  options: { readonly dayFirst?: boolean | undefined } = {},
): string | undefined {
  const of = 'readMetadataDate';
  requireTextOrNone(text, of);
  checkArgument(options, dateOptions, { of, name: `Argument 2 of ${of}`, system });
  const value = text?.trim() ?? '';
  const iso = /^(\d{4})-(\d{2})-(\d{2})(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})?)?$/.exec(
    value,
  );
  if (iso !== null) return calendarDate(iso[1], iso[2], iso[3]);
  const long = /^(\d{1,2})([/.-])(\d{1,2})\2(\d{4})(?: \d{1,2}:\d{2}(?::\d{2})?(?: [AP]M)?)?$/i.exec(value);
  if (long === null) return undefined;
  const [, first, , second, year] = long;
  return options.dayFirst ? calendarDate(year, second, first) : calendarDate(year, first, second);
}

const dateOptions = optional('option', { dayFirst: 'flag?' });

function requireTextOrNone(text: unknown, of: string): void {
  if (text !== undefined && text !== null) requireText(text, `Argument 1 of ${of}`);
}

function calendarDate(year = '', month = '', day = ''): string | undefined {
  const text = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const date = new Date(`${text}T00:00:00Z`);
  // 31 February would roll over into March.
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text) ? text : undefined;
}
