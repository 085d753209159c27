type DateWriter = (date: Date) => string;

const two = (value: number): string => String(value).padStart(2, '0');
const year = (date: Date): string => String(date.getUTCFullYear()).padStart(4, '0');
const month = (date: Date): string => two(date.getUTCMonth() + 1);
const day = (date: Date): string => two(date.getUTCDate());
const time = (date: Date): string =>
  `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`;

const writers: Readonly<Record<string, { pattern: string; write: DateWriter }>> = {
  ISO: { pattern: 'yyyy-MM-dd', write: (date) => `${year(date)}-${month(date)}-${day(date)}` },
  EU: { pattern: 'dd.MM.yyyy', write: (date) => `${day(date)}.${month(date)}.${year(date)}` },
  US: { pattern: 'MM/dd/yyyy', write: (date) => `${month(date)}/${day(date)}/${year(date)}` },
  UK: { pattern: 'dd/MM/yyyy', write: (date) => `${day(date)}/${month(date)}/${year(date)}` },
  JP: { pattern: 'yyyy/MM/dd', write: (date) => `${year(date)}/${month(date)}/${day(date)}` },
};

const byName = new Map<string, DateWriter>();
for (const [name, { pattern, write }] of Object.entries(writers)) {
  const withTime: DateWriter =
    name === 'ISO' ? (date) => date.toISOString() : (date) => `${write(date)} ${time(date)}`;
  const timePattern = name === 'ISO' ? "yyyy-MM-dd'T'HH:mm:ss.SSS'Z'" : `${pattern} HH:mm:ss`;
  for (const key of [name, pattern]) byName.set(key.toUpperCase(), write);
  for (const key of [`${name}_HMS`, timePattern]) byName.set(key.toUpperCase(), withTime);
}

/** Formats a date as MM/dd/yyyy, the default of the SSL endpoints. */
export const writeDefaultDate: DateWriter = (instant) => `${month(instant)}/${day(instant)}/${year(instant)}`;

/** Finds the notation for a `dateFormat` parameter, by name or pattern, ignoring case. */
export function findDateWriter(dateFormat: string): DateWriter | undefined {
  return byName.get(dateFormat.toUpperCase());
}

/** Parses `yyyy-MM-dd` strictly; undefined for anything else and for days that don't exist. */
export function parseIsoDate(text: string): Date | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text) ? date : undefined;
}
