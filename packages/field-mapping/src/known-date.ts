import { type CalendarDate, isCalendarDate } from './calendar-date.ts';
import { checkText, wrongArgument } from './check-arguments.ts';
import { compileDateFormat, type DotNetDateFormat, isDateFormat } from './date-format.ts';

const isoDateTime =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/;

/** Times after the date, as Command 25 (`7/23/2021 12:00:00 AM`) and Sectigo's `US_HMS` write them. */
const clocks = ['', ' h:mm:ss tt', ' h:mm tt', ' H:mm:ss', ' H:mm'];

const monthFirstFormats = clocks.map((clock) => compileDateFormat(`M/d/yyyy${clock}`));
const dayFirstFormats = clocks.map((clock) => compileDateFormat(`d/M/yyyy${clock}`));

/** Sectigo's `dateFormat` values EU and JP, alone and as `_HMS`. */
const sectigoFormats = ['dd.MM.yyyy', 'dd.MM.yyyy HH:mm:ss', 'yyyy/MM/dd', 'yyyy/MM/dd HH:mm:ss'].map(
  (pattern) => compileDateFormat(pattern),
);

/**
 * Parses a date in any form that either system is known to use; undefined for any other text, or a day that doesn't exist.
 *
 * Tries the given format first, then ISO dates and date-times, `M/d/yyyy`, `dd.MM.yyyy` and `yyyy/MM/dd`, each with or
 * without a time. The date is taken as written; neither a time nor a zone shifts it. `05/06/2025` is 6 May, unless the given
 * format puts the day first.
 */
export function parseKnownDate(text: string, extraFormat?: DotNetDateFormat): CalendarDate | undefined {
  checkText(text, { of: 'parseKnownDate' });
  if (extraFormat !== undefined && !isDateFormat(extraFormat)) {
    throw wrongArgument(
      { of: 'parseKnownDate', argument: 2 },
      'a date format, as compileDateFormat gives it',
    );
  }
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
