const shapes: readonly RegExp[] = [
  /^(?<year>\d{4})-(?<month>\d{2})-(?<day>\d{2})(?!\d)/,
  /^(?<year>\d{4})\/(?<month>\d{2})\/(?<day>\d{2})(?!\d)/,
  /^(?<day>\d{2})\.(?<month>\d{2})\.(?<year>\d{4})(?!\d)/,
  /^(?<month>\d{2})\/(?<day>\d{2})\/(?<year>\d{4})(?!\d)/,
];

/**
 * Writes a date of SCM as `yyyy-MM-dd`, told by its shape: `yyyy-MM-dd`, `yyyy/MM/dd`, `dd.MM.yyyy` or `MM/dd/yyyy`,
 * each with or without a time, which is dropped without regard to a zone.
 *
 * The `dateFormat` parameter is not obeyed by every endpoint, so any form may come. `dd/MM/yyyy` can't be told from
 * `MM/dd/yyyy` and is never asked for. Text in no known shape is given back as it is.
 */
export function readScmDate(text: string): string {
  for (const shape of shapes) {
    const { year, month, day } = shape.exec(text.trim())?.groups ?? {};
    if (year !== undefined && month !== undefined && day !== undefined && isDate(year, month, day)) {
      return `${year}-${month}-${day}`;
    }
  }
  return text;
}

function isDate(year: string, month: string, day: string): boolean {
  const iso = `${year}-${month}-${day}`;
  const date = new Date(`${iso}T00:00:00Z`);
  // Date turns 02-30 into 03-01 instead of refusing it.
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(iso);
}
