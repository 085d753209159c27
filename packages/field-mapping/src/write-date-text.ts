import { type CalendarDate, type CalendarDateTime, dayOfWeek } from './calendar-date.ts';
import { abbreviate, dayNames, monthNames } from './date-names.ts';
import { type DateToken, type FieldToken, isOptionalDot, type LiteralToken } from './date-pattern.ts';

/** Formats a date by the tokens of a date format, in the invariant culture. */
export function writeDateText(tokens: readonly DateToken[], value: CalendarDateTime): string {
  let text = '';
  for (const [index, token] of tokens.entries()) {
    if (token.kind === 'field') text += writeField(token, value);
    else if (!dropsDot(token, tokens[index + 1], value)) text += token.text;
  }
  return text;
}

function dropsDot(token: LiteralToken, next: DateToken | undefined, value: CalendarDateTime): boolean {
  return isOptionalDot(token, next) && next?.kind === 'field' && writeField(next, value) === '';
}

function writeField({ specifier, count }: FieldToken, value: CalendarDateTime): string {
  switch (specifier) {
    case 'd':
      return count > 2 ? writeDayName(value, count) : pad(value.day, count);
    case 'M':
      return count > 2 ? writeName(monthNames[value.month - 1], count) : pad(value.month, count);
    case 'y':
      return pad(count > 2 ? value.year : value.year % 100, count);
    case 'h':
      return pad(value.hour % 12 || 12, count);
    case 'H':
      return pad(value.hour, count);
    case 'm':
      return pad(value.minute, count);
    case 's':
      return pad(value.second, count);
    case 'f':
      return pad(value.ticks, 7).slice(0, count);
    case 'F':
      return pad(value.ticks, 7).slice(0, count).replace(/0+$/, '');
    case 't':
      return (value.hour < 12 ? 'AM' : 'PM').slice(0, count);
    case 'z':
      return writeOffset(value.offsetMinutes ?? 0, count);
    case 'K':
      return writeZone(value.offsetMinutes);
  }
}

function writeDayName(date: CalendarDate, count: number): string {
  return writeName(dayNames[dayOfWeek(date)], count);
}

function writeName(name: string | undefined, count: number): string {
  return count === 3 ? abbreviate(name ?? '') : (name ?? '');
}

function writeZone(offsetMinutes: number | undefined): string {
  if (offsetMinutes === undefined) return '';
  return offsetMinutes === 0 ? 'Z' : writeOffset(offsetMinutes, 3);
}

function writeOffset(offsetMinutes: number, count: number): string {
  const minutes = Math.abs(offsetMinutes);
  const hours = pad(Math.floor(minutes / 60), Math.min(count, 2));
  const sign = offsetMinutes < 0 ? '-' : '+';
  return count < 3 ? `${sign}${hours}` : `${sign}${hours}:${pad(minutes % 60, 2)}`;
}

function pad(value: number, width: number): string {
  return String(value).padStart(width, '0');
}
