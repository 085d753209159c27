import { type CalendarDate, isCalendarDate } from './calendar-date.ts';
import { compileDateFormat, type DotNetDateFormat } from './date-format.ts';

const isoDateTime =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/;

/** What follows the date in the forms of Command 25 (`7/23/2021 12:00:00 AM`) and of Sectigo's `US_HMS`. */
const clocks = ['', ' h:mm:ss tt', ' h:mm tt', ' H:mm:ss', ' H:mm'];

const monthFirstFormats = clocks.map((clock) => compileDateFormat(`M/d/yyyy${clock}`));
const dayFirstFormats = clocks.map((clock) => compileDateFormat(`d/M/yyyy${clock}`));

/** Sectigo's `dateFormat` values EU and JP, alone and as `_HMS`. */
const sectigoFormats = ['dd.MM.yyyy', 'dd.MM.yyyy HH:mm:ss', 'yyyy/MM/dd', 'yyyy/MM/dd HH:mm:ss'].map(
  (pattern) => compileDateFormat(pattern),
);

/**
 * Reads a date in any form that either system is known to use; undefined when it is none of them or names no day.
 *
 * The configured format counts first. Then ISO dates and date-times, `M/d/yyyy`, `dd.MM.yyyy` and `yyyy/MM/dd`, each with or
 * without a time. The date is taken as written: neither the time nor a zone ever moves it. `05/06/2025` is the sixth of
 * May, unless the configured format puts the day first.
 */
export function parseKnownDate(text: string, extraFormat?: DotNetDateFormat): CalendarDate | undefined {
  const configured = extraFormat?.parse(text);
  if (configured) return dateOf(configured);
  const iso = parseIsoDate(text);
  if (iso) return iso;
  const slashFormats = extraFormat?.dayFirst ? dayFirstFormats : monthFirstFormats;
  for (const format of [...slashFormats, ...sectigoFormats]) {
    const date = format.parse(text);
    if (date) return dateOf(date);
  }
  return undefined;
}

function parseIsoDate(text: string): CalendarDate | undefined {
  const match = isoDateTime.exec(text);
  if (!match) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1)
    .map((part) => Number(part ?? 0));
  const date = { year, month, day };
  return hour < 24 && minute < 60 && second < 60 && isCalendarDate(date) ? date : undefined;
}

function dateOf({ year, month, day }: CalendarDate): CalendarDate {
  return { year, month, day };
}
