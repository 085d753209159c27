const shapes: readonly RegExp[] = [
  /^(?<year>\d{4})-(?<month>\d{2})-(?<day>\d{2})(?!\d)/,
  /^(?<year>\d{4})\/(?<month>\d{2})\/(?<day>\d{2})(?!\d)/,
  /^(?<day>\d{2})\.(?<month>\d{2})\.(?<year>\d{4})(?!\d)/,
  /^(?<month>\d{2})\/(?<day>\d{2})\/(?<year>\d{4})(?!\d)/,
];

/**
 * Converts a date from SCM to `yyyy-MM-dd`. Its form is detected: `yyyy-MM-dd`, `yyyy/MM/dd`, `dd.MM.yyyy` or `MM/dd/yyyy`,
 * each with or without a time, which is dropped regardless of any zone.
 *
 * Not every endpoint respects the `dateFormat` parameter, so any form may occur. `dd/MM/yyyy` can't be distinguished from
 * `MM/dd/yyyy` and is never requested. Text of any other form is returned unchanged.
 */
export function readScmDate(text: string): string {
  // As the client asks for it.
  if (isDay(text)) return text;
  for (const shape of shapes) {
    const { year, month, day } = shape.exec(text.trim())?.groups ?? {};
    if (year !== undefined && month !== undefined && day !== undefined && isDate(year, month, day)) {
      return `${year}-${month}-${day}`;
    }
  }
  return text;
}

/** Checks for a calendar date as `yyyy-MM-dd`. */
export function isDay(text: string): boolean {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text) ?? [];
  return year !== undefined && month !== undefined && day !== undefined && isDate(year, month, day);
}

function isDate(year: string, month: string, day: string): boolean {
  const [y, m, d] = [Number(year), Number(month), Number(day)];
  const isLeap = y % 4 === 0 && (y % 100 !== 0 || y % 400 === 0);
  const days = m === 2 && isLeap ? 29 : (daysOfMonth[m - 1] ?? 0);
  return d >= 1 && d <= days;
}

const daysOfMonth = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
