import { wrongArgument } from './check-arguments.ts';
/** A day of the Gregorian calendar, years 1 to 9999, without a time zone. */
export interface CalendarDate {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
}

/** A date and time of day as written. `offsetMinutes` is recorded but never applied. */
export interface CalendarDateTime extends CalendarDate {
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  /** The fraction of the second in units of 100 nanoseconds, .NET's finest: 0 to 9,999,999. */
  readonly ticks: number;
  /** Minutes east of UTC; absent if the text has no zone. */
  readonly offsetMinutes?: number;
}

/** Checks whether a date exists: 30 February doesn't, nor does year 0. */
export function isCalendarDate(date: CalendarDate): boolean {
  const { year, month, day }: Partial<CalendarDate> = date ?? {};
  if (year === undefined || month === undefined || day === undefined) return false;
  if (![year, month, day].every(Number.isInteger)) return false;
  return (
    year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month)
  );
}

/** Returns the day of the week of a date, 0 for Sunday. */
export function dayOfWeek({ year, month, day }: CalendarDate): number {
  // Date.UTC maps years below 100 to 19xx; setUTCFullYear doesn't.
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.getUTCDay();
}

/** Formats a date as `yyyy-MM-dd`, which both systems accept. */
export function formatCalendarDate(date: CalendarDate): string {
  const { year, month, day }: Partial<CalendarDate> = date ?? {};
  if (!Number.isInteger(year) || !Number.isInteger(month) || !Number.isInteger(day)) {
    throw wrongArgument({ of: 'formatCalendarDate' }, 'a date of whole numbers: year, month and day');
  }
  return `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`;
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

function pad(value: number, width: number): string {
  return String(value).padStart(width, '0');
}
