import { didYouMean, isVisibleText, trimInvisible } from '@certbridge/plain-text';
import { readCustomerUri } from '@certbridge/sectigo-client';
import * as v from 'valibot';

// No message repeats the received value, as valibot's own do: it can be a password.

/** Text of any length. */
export const text = v.string('must be text in quotes');

/** Text that is not blank. */
export const filledText = v.pipe(
  text,
  v.check((value) => value.trim() !== '', 'must not be empty'),
);

/** Filled text without the blanks and invisible characters around it, which come along when it is pasted. */
export const trimmedText = v.pipe(
  text,
  v.transform(trimInvisible),
  v.check((value) => value !== '', 'must not be empty'),
);

const INVISIBLE = 'holds an invisible character; type it in anew instead of pasting it';

/** Filled text as it can be seen: invisible characters around it are taken off, and those inside are refused. */
export const visibleText = v.pipe(trimmedText, v.check(isVisibleText, INVISIBLE));

/**
 * A login name.
 *
 * A control character in one comes from a single backslash: JSON reads `DOMAIN\\nancy` with one as a line break.
 */
export const loginName = v.pipe(
  text,
  v.check(
    (value) => !/\p{Cc}/u.test(value),
    'holds a control character; a backslash is written twice in JSON',
  ),
  visibleText,
);

/** The customer of SCM: the last part of the portal's address, which may be given as a whole. */
export const customerUri = v.pipe(
  visibleText,
  v.transform(readCustomerUri),
  v.string('is neither the name of a customer nor an address that ends in /customer/NAME'),
);

/** A text to look for in issuer DNs. The query language of Command has no way to write a quotation mark inside one. */
export const issuerTerm = v.pipe(
  visibleText,
  v.check((value) => !value.includes('"'), "holds a quotation mark, which Keyfactor can't search for"),
  v.check(
    (value) => !/%(TODAY\s*([+-]\s*\d+)?|ME(-AN)?)%/i.test(value),
    'holds a placeholder that Keyfactor would replace',
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

/** One of some words. */
export function word<const T extends string>(words: readonly T[]) {
  const quoted = words.map((known) => `"${known}"`);
  const expected = `must be ${quoted.slice(0, -1).join(', ')} or ${quoted.at(-1)}`;
  return v.picklist(words, ({ input }) => {
    const offer = didYouMean(input, words);
    return offer === '' ? expected : `${expected}.${offer}`;
  });
}

/** The largest id the two APIs know: a signed 32-bit integer. */
export const LARGEST_ID = 2_147_483_647;

/** An address with http or https, in any form a base URL is commonly written. */
export const address = v.pipe(
  visibleText,
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
