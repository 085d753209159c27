import { invalidArgument } from './arguments.ts';

// How to escape anything in a value is not published, so what would need it is refused: a double quote ends the value, a
// line break may end the query, a lone surrogate can't be sent at all.
const inexpressible = /["\p{Cc}\u2028\u2029\p{Surrogate}]/u;
const placeholder = /%(TODAY\s*([+-]\s*\d+)?|ME(-AN)?)%/i;

/** Writes a text as a value of a query. Throws an `ApiError` 'invalid-argument', which never repeats the text. */
export function textValue(name: string, value: string): string {
  if (typeof value !== 'string') throw refuse(name, 'must be a text');
  if (inexpressible.test(value)) {
    throw refuse(
      name,
      "contains a double quote or a control character, which Keyfactor Command's query language can't express",
    );
  }
  if (placeholder.test(value)) {
    throw refuse(
      name,
      'contains a placeholder such as %ME%, which Keyfactor Command would replace; use rawQuery where that is wanted',
    );
  }
  return `"${value}"`;
}

/** Writes a whole number. Quoted too: for numbers quotes may be left out, so they are always right. */
export function numberValue(name: string, value: number): string {
  if (!Number.isSafeInteger(value)) throw refuse(name, 'must be a whole number');
  return `"${value}"`;
}

/** A date of a query: an instant, a text `yyyy-MM-dd` or `yyyy-MM-ddTHH:mm:ssZ`, or {@link today}. */
export type QueryDate = Date | string | Today;

/** The current day at the time of the search, on the server's calendar. */
export interface Today {
  readonly daysFromToday: number;
}

/** Names the day of the search, or one before or after it: `field('ExpirationDate').lessThan(today(30))`. */
export function today(daysFromToday = 0): Today {
  if (!Number.isInteger(daysFromToday) || Math.abs(daysFromToday) > 36_500) {
    throw invalidArgument('The number of days from today must be a whole number from -36500 to 36500.');
  }
  return { daysFromToday };
}

/** Writes a date as `yyyy-MM-ddTHH:mm:ssZ`, or as the placeholder of the current day. */
export function dateValue(name: string, value: QueryDate): string {
  if (value instanceof Date) {
    const text = Number.isNaN(value.getTime()) ? '' : value.toISOString();
    if (!/^\d{4}-/.test(text)) throw refuse(name, 'is no valid date of the years 0 to 9999');
    return `"${text.slice(0, 19)}Z"`;
  }
  if (typeof value === 'object') {
    const { daysFromToday: days } = today(value.daysFromToday);
    return days === 0 ? '"%TODAY%"' : `"%TODAY${days > 0 ? '+' : ''}${days}%"`;
  }
  const match = /^(\d{4}-\d{2}-\d{2})(T\d{2}:\d{2}:\d{2}Z)?$/.exec(value);
  const text = match === null ? '' : `${match[1]}${match[2] ?? 'T00:00:00Z'}`;
  const instant = Date.parse(text);
  // A day such as 31 February would be taken for one in March.
  if (Number.isNaN(instant) || new Date(instant).toISOString().slice(0, 19) !== text.slice(0, 19)) {
    throw refuse(name, 'must be a date, written as yyyy-MM-dd or yyyy-MM-ddTHH:mm:ssZ');
  }
  return `"${text}"`;
}

function refuse(name: string, problem: string) {
  return invalidArgument(`The value to look for in ${name} ${problem}.`);
}
