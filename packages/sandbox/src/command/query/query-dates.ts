const dayMs = 24 * 60 * 60 * 1000;

/**
 * Parses a date of the query language: `%TODAY%` with an offset in days, `MM-dd-yyyy`, `M/d/yyyy`, `yyyy-MM-dd`, or
 * `yyyy-MM-ddTHH:mm:ss` with or without `Z`. Undefined for anything else.
 */
export function parseQueryDate(text: string, now: Date): { instant: number; dayOnly: boolean } | undefined {
  const today = /^%TODAY(?<offset>[+-]\d{1,5})?%$/i.exec(text);
  if (today !== null) {
    const midnight = now.getTime() - (now.getTime() % dayMs);
    return { instant: midnight + Number(today.groups?.offset ?? 0) * dayMs, dayOnly: true };
  }
  const american = /^(\d{1,2})([-/])(\d{1,2})\2(\d{4})$/.exec(text);
  const iso = american === null ? text : `${american[4]}-${pad(american[1])}-${pad(american[3])}`;
  const match = /^(?<day>\d{4}-\d{2}-\d{2})(?<time>T\d{2}:\d{2}(:\d{2}(\.\d{1,7})?)?)?Z?$/.exec(iso);
  const day = match?.groups?.day;
  if (day === undefined || !isCalendarDay(day)) return undefined;
  const time = match?.groups?.time;
  const instant = Date.parse(`${day}${time ?? 'T00:00'}Z`);
  return Number.isNaN(instant) ? undefined : { instant, dayOnly: time === undefined };
}

function pad(digits = ''): string {
  return digits.padStart(2, '0');
}

function isCalendarDay(day: string): boolean {
  const parsed = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(day);
}
