import { type CalendarDate, type CalendarDateTime, isCalendarDate } from './calendar-date.ts';
import { DateFormatError } from './date-format-error.ts';
import { type DateToken, type FieldToken, parseDatePattern } from './date-pattern.ts';
import { parseDateText } from './parse-date-text.ts';
import { writeDateText } from './write-date-text.ts';

/** A .NET custom date format, ready to use; made by `compileDateFormat`. */
export interface DotNetDateFormat {
  readonly pattern: string;
  /** True when the format has day and month as numbers, the day first: it then also decides how `05/06/2025` is meant. */
  readonly dayFirst: boolean;
  /** Reads a text that follows the format exactly; undefined when it does not, or names a day that does not exist. */
  parse(text: string): CalendarDateTime | undefined;
  /** Writes a date; a time that is left out is midnight. Throws a RangeError for a day that does not exist. */
  format(value: CalendarDate & Partial<CalendarDateTime>): string;
}

/** The custom formats that .NET's one-letter standard formats stand for in the invariant culture. */
const standardFormats: Readonly<Record<string, string>> = {
  d: 'MM/dd/yyyy',
  D: 'dddd, dd MMMM yyyy',
  f: 'dddd, dd MMMM yyyy HH:mm',
  F: 'dddd, dd MMMM yyyy HH:mm:ss',
  g: 'MM/dd/yyyy HH:mm',
  G: 'MM/dd/yyyy HH:mm:ss',
  o: "yyyy-MM-dd'T'HH:mm:ss.fffffffK",
  O: "yyyy-MM-dd'T'HH:mm:ss.fffffffK",
  r: "ddd, dd MMM yyyy HH:mm:ss 'GMT'",
  R: "ddd, dd MMM yyyy HH:mm:ss 'GMT'",
  s: "yyyy-MM-dd'T'HH:mm:ss",
  u: "yyyy-MM-dd HH:mm:ss'Z'",
  U: 'dddd, dd MMMM yyyy HH:mm:ss',
};

/**
 * Compiles a .NET custom date format such as `M/d/yyyy h:mm:ss tt`, for the invariant culture.
 *
 * Follows .NET's "Custom date and time format strings": `d dd ddd dddd M MM MMM MMMM y yy yyyy h hh H HH m mm s ss f F t tt z zz zzz K`,
 * quoted text, `\` and `%`; any other character stands for itself. Stricter than .NET where a format could only do harm: it must
 * have year, month and day; one-letter standard formats, eras and years of three or more than four digits are refused; so is
 * a number of open length right before another number (`dMyyyy`).
 *
 * @throws {DateFormatError} with position and remedy.
 */
export function compileDateFormat(pattern: string): DotNetDateFormat {
  refuseStandardFormat(pattern);
  const tokens = parseDatePattern(pattern);
  requireField(tokens, pattern, { what: 'year', letters: 'yyyy' });
  const month = requireField(tokens, pattern, { what: 'month', letters: 'MM' });
  const day = requireField(tokens, pattern, { what: 'day', letters: 'dd' });
  refuseRunningNumbers(tokens, pattern);
  return {
    pattern,
    dayFirst: month.count <= 2 && day.position < month.position,
    parse: (text) => parseDateText(tokens, text),
    format(value) {
      if (!isCalendarDate(value)) throw new RangeError('A date that does not exist cannot be written.');
      return writeDateText(tokens, { hour: 0, minute: 0, second: 0, ticks: 0, ...value });
    },
  };
}

function refuseStandardFormat(pattern: string): void {
  if (pattern.length !== 1) return;
  const custom = standardFormats[pattern] ?? 'yyyy-MM-dd';
  throw new DateFormatError('standard formats, which are one character long, are not supported', {
    pattern,
    position: 0,
    remedy: `Write the format out, for example ${custom}.`,
  });
}

/** Finds the first field that has a part of the date; the name of a weekday is no day. */
function requireField(
  tokens: readonly DateToken[],
  pattern: string,
  { what, letters }: { what: string; letters: string },
): FieldToken {
  const field = tokens.find(
    (token): token is FieldToken =>
      token.kind === 'field' && letters.startsWith(token.specifier) && !isDayName(token),
  );
  if (field) return field;
  throw new DateFormatError(`the ${what} is missing`, {
    pattern,
    position: pattern.length,
    remedy: `Add the ${what} as ${letters}; capital and small letters differ.`,
  });
}

function isDayName({ specifier, count }: FieldToken): boolean {
  return specifier === 'd' && count > 2;
}

/** `dMyyyy` writes 1 November and 11 January alike; .NET then reads one for the other in silence. */
function refuseRunningNumbers(tokens: readonly DateToken[], pattern: string): void {
  for (const [index, token] of tokens.entries()) {
    const next = tokens[index + 1];
    if (token.kind !== 'field' || next === undefined || !hasOpenLength(token) || !startsWithDigit(next))
      continue;
    throw new DateFormatError('a number of open length runs into the next one', {
      pattern,
      position: next.position,
      remedy: 'Put a separator between them, or fix the length of the first (dd, MM, HH, fff ...).',
    });
  }
}

function hasOpenLength({ specifier, count }: FieldToken): boolean {
  return specifier === 'F' || (count === 1 && 'dMyhHmsz'.includes(specifier));
}

function startsWithDigit(token: DateToken): boolean {
  if (token.kind === 'literal') return /^\d/.test(token.text);
  if (token.specifier === 'd' || token.specifier === 'M') return token.count <= 2;
  return 'yhHmsfF'.includes(token.specifier);
}
