import { isDate } from 'node:util/types';
import { invalidArgument } from './arguments.ts';

// Escaping isn't documented, so values that would need it are refused: a double quote ends the value, a line break may end
// the query, and a lone surrogate can't be sent at all.
const inexpressible = /["\p{Cc}\u2028\u2029\p{Surrogate}]/u;
const placeholder = /%(TODAY\s*([+-]\s*\d+)?|ME(-AN)?)%/i;

/** Formats a text as a value of a query. Throws an `ApiError` 'invalid-argument', without the text in its message. */
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

/** Formats a whole number. It is quoted, too: quotes around numbers are optional. */
export function numberValue(name: string, value: number): string {
  if (!Number.isSafeInteger(value)) throw refuse(name, 'must be a whole number');
  return `"${value}"`;
}

/** Formats a Boolean. */
export function booleanValue(name: string, value: boolean): string {
  if (typeof value !== 'boolean') throw refuse(name, 'must be true or false');
  return `"${value}"`;
}

/** A date in a query: a Date, text as `yyyy-MM-dd` or `yyyy-MM-ddTHH:mm:ssZ`, or {@link today}. */
export type QueryDate = Date | string | Today;

/** The current day on the server when the search runs. */
export interface Today {
  readonly daysFromToday: number;
}

/** Returns the day of the search, or one before or after it: `field('ExpirationDate').lessThan(today(30))`. */
export function today(daysFromToday = 0): Today {
  if (!Number.isInteger(daysFromToday) || Math.abs(daysFromToday) > 36_500) {
    throw invalidArgument('The number of days from today must be a whole number from -36500 to 36500.');
  }
  return { daysFromToday };
}

/** Formats a date as `yyyy-MM-ddTHH:mm:ssZ`, or as the placeholder for the current day. */
export function dateValue(name: string, value: QueryDate): string {
  if (isDate(value)) {
    const text = Number.isNaN(value.getTime()) ? '' : value.toISOString();
    if (!/^\d{4}-/.test(text)) throw refuse(name, 'is not a valid date of the years 0 to 9999');
    return `"${text.slice(0, 19)}Z"`;
  }
  if (typeof value === 'object' && value !== null && Object.hasOwn(value, 'daysFromToday')) {
    const { daysFromToday: days } = today(value.daysFromToday);
    return days === 0 ? '"%TODAY%"' : `"%TODAY${days > 0 ? '+' : ''}${days}%"`;
  }
  const written = typeof value === 'string' ? value : '';
  const match = /^(\d{4}-\d{2}-\d{2})(T\d{2}:\d{2}:\d{2}Z)?$/.exec(written);
  const text = match === null ? '' : `${match[1]}${match[2] ?? 'T00:00:00Z'}`;
  const instant = Date.parse(text);
  // 31 February would roll over into March.
  if (Number.isNaN(instant) || new Date(instant).toISOString().slice(0, 19) !== text.slice(0, 19)) {
    throw refuse(name, 'must be a date, written as yyyy-MM-dd or yyyy-MM-ddTHH:mm:ssZ');
  }
  return `"${text}"`;
}

function refuse(name: string, problem: string) {
  return invalidArgument(`The value to look for in ${name} ${problem}.`);
}
