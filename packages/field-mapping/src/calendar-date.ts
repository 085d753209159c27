/** A day of the Gregorian calendar, years 1 to 9999, without time zone. */
export interface CalendarDate {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
}

/** A date with a time of day as written: `offsetMinutes` is told but never applied. */
export interface CalendarDateTime extends CalendarDate {
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  /** The fraction of the second in units of 100 nanoseconds, .NET's finest: 0 to 9,999,999. */
  readonly ticks: number;
  /** East of UTC, in minutes; left out when the text names no zone. */
  readonly offsetMinutes?: number;
}

/** Tells whether a date exists: 30 February does not, nor does year 0. */
export function isCalendarDate({ year, month, day }: CalendarDate): boolean {
  if (![year, month, day].every(Number.isInteger)) return false;
  return (
    year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month)
  );
}

/** Tells the day of the week of a date: 0 for Sunday. */
export function dayOfWeek({ year, month, day }: CalendarDate): number {
  // Date.UTC takes years below 100 for 19xx; setUTCFullYear does not.
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.getUTCDay();
}

/** Writes a date as `yyyy-MM-dd`, the form that both systems take. */
export function formatCalendarDate({ year, month, day }: CalendarDate): string {
  return `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`;
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

function pad(value: number, width: number): string {
  return String(value).padStart(width, '0');
}
