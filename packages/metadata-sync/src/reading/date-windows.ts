/** Days from `from` to `to`, both included, counted from 1 January 1970. */
export interface DayRange {
  readonly from: number;
  readonly to: number;
}

const DAY = 24 * 60 * 60 * 1000;

/** Splits a range into parts of nearly the same length. */
export function splitRange({ from, to }: DayRange, parts: number): readonly DayRange[] {
  const length = Math.ceil(lengthOf({ from, to }) / parts);
  const starts = Array.from({ length: parts }, (_, index) => from + index * length);
  return starts
    .filter((start) => start <= to)
    .map((start) => ({ from: start, to: Math.min(to, start + length - 1) }));
}

/** Counts the days of a range. */
export function lengthOf({ from, to }: DayRange): number {
  return to - from + 1;
}

/** The day that an instant lies in, in UTC. */
export function dayOf(instant: Date): number {
  return Math.floor(instant.getTime() / DAY);
}

/** Writes a day as `yyyy-MM-dd`. */
export function formatDay(day: number): string {
  return new Date(day * DAY).toISOString().slice(0, 10);
}
