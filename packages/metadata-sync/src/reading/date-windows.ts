/** Days from `from` to `to`, both included, counted from 1 January 1970. */
export interface DayRange {
  readonly from: number;
  readonly to: number;
}

/** Rows of one response above which the next window is shorter. */
export const MANY_ROWS = 2_000;

/** Rows of one response below which the next window is longer. */
const FEW_ROWS = 700;

const DAY = 24 * 60 * 60 * 1000;

/**
 * Reads a range of days in windows whose length follows the number of rows they bring.
 *
 * A window that fails is halved, since the size a response may have is not documented. Throws what `read` throws for a
 * single day, and at once what `isFinal` calls so.
 */
export async function* readByDays<T>(
  range: DayRange,
  options: {
    /** Length of the first window, in days. */
    readonly firstLength: number;
    readonly read: (window: DayRange) => Promise<readonly T[]>;
    readonly isFinal: (error: unknown) => boolean;
  },
): AsyncGenerator<readonly T[], void, undefined> {
  let length = options.firstLength;
  let from = range.from;
  while (from <= range.to) {
    const window = { from, to: Math.min(range.to, from + length - 1) };
    let rows: readonly T[];
    try {
      rows = await options.read(window);
    } catch (error) {
      if (window.from === window.to || options.isFinal(error)) throw error;
      length = Math.ceil(lengthOf(window) / 2);
      continue;
    }
    yield rows;
    from = window.to + 1;
    if (rows.length < FEW_ROWS) length *= 2;
    else if (rows.length > MANY_ROWS) length = Math.max(1, Math.floor(length / 2));
  }
}

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
