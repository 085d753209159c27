import * as v from 'valibot';

// Messages are fixed sentences: valibot's own would repeat the received value, which can be a password.

/** Text of any length. */
export const text = v.string('must be text in quotes');

/** Text that is not blank. */
export const filledText = v.pipe(
  text,
  v.check((value) => value.trim() !== '', 'must not be empty'),
);

/**
 * A login name.
 *
 * A control character in one comes from a single backslash: JSON reads `DOMAIN\\nancy` with one as a line break.
 */
export const loginName = v.pipe(
  filledText,
  v.check(
    (value) => !/\p{Cc}/u.test(value),
    'holds a control character; a backslash is written twice in JSON',
  ),
);

/** A JSON boolean, or the texts "true" and "false" in any letter case. */
export const flag = v.pipe(
  v.union([v.boolean(), v.string()], 'must be "true" or "false"'),
  v.check(
    (value) => typeof value === 'boolean' || /^\s*(true|false)\s*$/i.test(value),
    'must be "true" or "false"',
  ),
  v.transform((value) => (typeof value === 'boolean' ? value : value.trim().toLowerCase() === 'true')),
);

/** A whole number within limits, as a JSON number or as its decimal text. */
export function wholeNumber(minimum: number, maximum: number) {
  const message = `must be a whole number from ${minimum} to ${maximum}`;
  return v.pipe(
    v.union([v.number(), v.string()], message),
    v.check((value) => typeof value === 'number' || /^\s*-?\d{1,10}\s*$/.test(value), message),
    v.transform(Number),
    v.check((value) => Number.isInteger(value) && value >= minimum && value <= maximum, message),
  );
}

/** The largest id the two APIs know: a signed 32-bit integer. */
export const LARGEST_ID = 2_147_483_647;

/** An address with http or https, in any form a base URL is commonly written. */
export const address = v.pipe(
  filledText,
  v.check((value) => isAddress(value), 'must be an address that begins with https://'),
  v.check((value) => !hasCredentials(value), 'must not hold a user name or password'),
);

function isAddress(value: string): boolean {
  return URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);
}

function hasCredentials(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const url = new URL(value);
  return url.username !== '' || url.password !== '';
}
