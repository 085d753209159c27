import { type CalendarDateTime, dayOfWeek, isCalendarDate } from './calendar-date.ts';
import { abbreviate, dayNames, monthNames } from './date-names.ts';
import { type DateToken, type FieldToken, isOptionalDot } from './date-pattern.ts';

type FieldName =
  | 'year'
  | 'month'
  | 'day'
  | 'dayOfWeek'
  | 'hour'
  | 'hour12'
  | 'minute'
  | 'second'
  | 'ticks'
  | 'afternoon'
  | 'offsetMinutes';

type Fields = { [name in FieldName]?: number };

/** What a field matched. A field that may be empty has no value then. */
interface Match {
  readonly end: number;
  readonly field?: readonly [FieldName, number];
}

/** Two-digit years in .NET's invariant culture (TwoDigitYearMax 2049): 00 to 49 are 20xx, 50 to 99 are 19xx. */
const firstYearOfLastCentury = 50;

/** .NET accepts offsets up to 14 hours. */
const longestOffset = 14 * 60;

/** Parses a text by the tokens of a date format, strictly and to its end, in the invariant culture; undefined if it doesn't match. */
export function parseDateText(tokens: readonly DateToken[], text: string): CalendarDateTime | undefined {
  const subject = plainSpaces(text);
  const fields: Fields = {};
  let at = 0;
  let skipFraction = false;
  for (const [index, token] of tokens.entries()) {
    if (token.kind === 'literal') {
      const matches = subject.startsWith(plainSpaces(token.text), at);
      skipFraction = !matches && isOptionalDot(token, tokens[index + 1]);
      if (matches) at += token.text.length;
      else if (!skipFraction) return undefined;
    } else if (skipFraction) {
      skipFraction = false;
    } else {
      const match = matchField(token, subject, at);
      if (match === undefined || !addField(fields, match)) return undefined;
      at = match.end;
    }
  }
  return at === subject.length ? resolveFields(fields) : undefined;
}

/** Newer culture data (CLDR 42) has a narrow no-break space before AM and PM where the pattern has a plain one. */
function plainSpaces(text: string): string {
  return text.replace(/[\u00A0\u202F]/g, ' ');
}

/** A field that occurs twice in the format must have the same value both times. */
function addField(fields: Fields, { field }: Match): boolean {
  if (field === undefined) return true;
  const [name, value] = field;
  const known = fields[name];
  fields[name] = value;
  return known === undefined || known === value;
}

function matchField({ specifier, count }: FieldToken, text: string, at: number): Match | undefined {
  switch (specifier) {
    case 'd':
      return count > 2
        ? matchName(text, at, { names: dayNames, short: count === 3, field: 'dayOfWeek', first: 0 })
        : matchNumber(text, at, { count, field: 'day' });
    case 'M':
      return count > 2
        ? matchName(text, at, { names: monthNames, short: count === 3, field: 'month', first: 1 })
        : matchNumber(text, at, { count, field: 'month' });
    case 'y':
      return matchYear(text, at, count);
    case 'h':
      return matchNumber(text, at, { count, field: 'hour12' });
    case 'H':
      return matchNumber(text, at, { count, field: 'hour' });
    case 'm':
      return matchNumber(text, at, { count, field: 'minute' });
    case 's':
      return matchNumber(text, at, { count, field: 'second' });
    case 'f':
      return matchFraction(text, at, { min: count, max: count });
    case 'F':
      return matchFraction(text, at, { min: 0, max: count });
    case 't':
      return matchDesignator(text, at, count);
    case 'z':
      return matchOffset(text, at, count);
    case 'K':
      return matchZone(text, at);
  }
}

function digitsEnd(text: string, at: number, max: number): number {
  let end = at;
  while (end < at + max && /^\d$/.test(text.charAt(end))) end += 1;
  return end;
}

/** A one-letter specifier matches one or two digits, a longer one exactly as many digits as it has letters. */
function matchNumber(
  text: string,
  at: number,
  { count, field }: { count: number; field: FieldName },
): Match | undefined {
  const end = digitsEnd(text, at, Math.max(count, 2));
  if (end - at < count) return undefined;
  return { end, field: [field, Number(text.slice(at, end))] };
}

function matchYear(text: string, at: number, count: number): Match | undefined {
  const match = matchNumber(text, at, { count, field: 'year' });
  if (match?.field === undefined || count > 2) return match;
  const shortYear = match.field[1];
  return { end: match.end, field: ['year', shortYear + (shortYear < firstYearOfLastCentury ? 2000 : 1900)] };
}

function matchFraction(
  text: string,
  at: number,
  { min, max }: { min: number; max: number },
): Match | undefined {
  const end = digitsEnd(text, at, max);
  if (end - at < min) return undefined;
  return { end, field: ['ticks', Number(text.slice(at, end).padEnd(7, '0'))] };
}

function matchName(
  text: string,
  at: number,
  {
    names,
    short,
    field,
    first,
  }: { names: readonly string[]; short: boolean; field: FieldName; first: number },
): Match | undefined {
  for (const [index, fullName] of names.entries()) {
    const name = short ? abbreviate(fullName) : fullName;
    const end = at + name.length;
    if (text.slice(at, end).toLowerCase() === name.toLowerCase())
      return { end, field: [field, index + first] };
  }
  return undefined;
}

function matchDesignator(text: string, at: number, count: number): Match | undefined {
  const end = at + count;
  const afternoon = ['AM', 'PM'].findIndex(
    (name) => name.slice(0, count) === text.slice(at, end).toUpperCase(),
  );
  return afternoon < 0 ? undefined : { end, field: ['afternoon', afternoon] };
}

function matchOffset(text: string, at: number, count: number): Match | undefined {
  const forms = [/^([+-])(\d{1,2})/, /^([+-])(\d{2})/, /^([+-])(\d{2}):?(\d{2})/];
  const match = forms[count - 1]?.exec(text.slice(at, at + 6));
  if (!match) return undefined;
  const [whole, sign, hours, minutes] = match;
  const [hour, minute] = [Number(hours), Number(minutes ?? 0)];
  const offset = hour * 60 + minute;
  if (minute > 59 || offset > longestOffset) return undefined;
  return { end: at + whole.length, field: ['offsetMinutes', sign === '-' && offset > 0 ? -offset : offset] };
}

function matchZone(text: string, at: number): Match | undefined {
  const character = text.charAt(at);
  if (character === 'Z') return { end: at + 1, field: ['offsetMinutes', 0] };
  return character === '+' || character === '-' ? matchOffset(text, at, 3) : { end: at };
}

function resolveFields(fields: Fields): CalendarDateTime | undefined {
  const { year = 0, month = 0, day = 0, minute = 0, second = 0, ticks = 0, offsetMinutes } = fields;
  const hour = resolveHour(fields);
  if (hour === undefined || minute > 59 || second > 59 || !isCalendarDate({ year, month, day }))
    return undefined;
  if (fields.dayOfWeek !== undefined && fields.dayOfWeek !== dayOfWeek({ year, month, day }))
    return undefined;
  const date = { year, month, day, hour, minute, second, ticks };
  return offsetMinutes === undefined ? date : { ...date, offsetMinutes };
}

/** Without AM or PM the 12-hour clock means the morning, as in .NET. Unlike in .NET there is no hour 0. */
function resolveHour({ hour, hour12, afternoon }: Fields): number | undefined {
  if (hour12 !== undefined && (hour12 < 1 || hour12 > 12)) return undefined;
  if (hour === undefined) return ((hour12 ?? 0) % 12) + 12 * (afternoon ?? 0);
  if (hour > 23 || (hour12 !== undefined && hour % 12 !== hour12 % 12)) return undefined;
  return afternoon === undefined || Math.floor(hour / 12) === afternoon ? hour : undefined;
}
