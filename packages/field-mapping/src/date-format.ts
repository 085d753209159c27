import { type CalendarDate, type CalendarDateTime, isCalendarDate } from './calendar-date.ts';
import { checkText } from './check-arguments.ts';
import { DateFormatError } from './date-format-error.ts';
import { type DateToken, type FieldToken, parseDatePattern } from './date-pattern.ts';
import { parseDateText } from './parse-date-text.ts';
import { writeDateText } from './write-date-text.ts';

/** A compiled .NET custom date format; see {@link compileDateFormat}. */
export interface DotNetDateFormat {
  readonly pattern: string;
  /** Whether day and month are numbers and the day comes first. Also decides how {@link parseKnownDate} reads `05/06/2025`. */
  readonly dayFirst: boolean;
  /** Parses a text that follows the format exactly; undefined if it doesn't, or if the day doesn't exist. */
  parse(text: string): CalendarDateTime | undefined;
  /** Formats a date, at midnight unless a time is given. Throws a RangeError for a day that doesn't exist. */
  format(value: CalendarDate & Partial<CalendarDateTime>): string;
}

/** What .NET's one-letter standard formats expand to in the invariant culture. */
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
 * quoted text, `\` and `%`; any other character is a literal. Stricter than .NET, to catch mistakes: year, month and day are
 * required; one-letter standard formats, eras, and years of three or more than four digits are refused; so is a
 * variable-length number right before another number (`dMyyyy`).
 *
 * @example
 * const format = compileDateFormat('dd.MM.yyyy');
 * format.parse('23.07.2021'); // { year: 2021, month: 7, day: 23, hour: 0, … }
 * format.format({ year: 2021, month: 7, day: 23 }); // '23.07.2021'
 *
 * @throws {DateFormatError} with position and remedy.
 */
export function compileDateFormat(pattern: string): DotNetDateFormat {
  checkText(pattern, { of: 'compileDateFormat' });
  refuseStandardFormat(pattern);
  const tokens = parseDatePattern(pattern);
  requireField(tokens, pattern, { what: 'year', letters: 'yyyy' });
  const month = requireField(tokens, pattern, { what: 'month', letters: 'MM' });
  const day = requireField(tokens, pattern, { what: 'day', letters: 'dd' });
  refuseRunningNumbers(tokens, pattern);
  return {
    pattern,
    dayFirst: month.count <= 2 && day.position < month.position,
    parse(text) {
      checkText(text, { of: 'parse' });
      return parseDateText(tokens, text);
    },
    format(value) {
      if (!isCalendarDate(value)) throw new RangeError('A date that does not exist cannot be written.');
      return writeDateText(tokens, { hour: 0, minute: 0, second: 0, ticks: 0, ...value });
    },
  };
}

/** Checks whether a value is a compiled date format. */
export function isDateFormat(value: unknown): value is DotNetDateFormat {
  return typeof value === 'object' && value !== null && 'parse' in value && typeof value.parse === 'function';
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

/** Finds the first field for a part of the date. The name of a weekday doesn't count as a day. */
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

/** `dMyyyy` writes 1 November and 11 January alike, and .NET silently parses one as the other. */
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
