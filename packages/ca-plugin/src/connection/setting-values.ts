import { didYouMean, isVisibleText, trimInvisible } from '@certbridge/plain-text';
import { readCustomerUri } from '@certbridge/sectigo-client';
import * as v from 'valibot';

// Messages follow the name of the setting. None repeats the value, as valibot's own do: it can be a password.

const text = v.string('must be text');

const invisible = 'holds an invisible character: type it instead of pasting it';

/** Text without the blanks and invisible characters around it. */
export const trimmedText = v.pipe(text, v.transform(trimInvisible));

/** Text that goes into an HTTP header: a name, without the blanks around it. */
export const headerName = v.pipe(
  trimmedText,
  v.check(hasNoControl, 'holds a control character: a backslash is written twice in JSON'),
  v.check(isVisibleText, invisible),
);

/** The name of an account of SCM; the address of its portal may be given as a whole. */
export const accountName = v.pipe(
  headerName,
  v.transform(readCustomerUri),
  v.string(
    'is neither the name of an account nor the address of its portal: use what follows /customer/ in that address',
  ),
);

/** A secret, kept as it is. */
export const secretText = v.pipe(
  text,
  v.check(hasNoControl, 'holds a control character, such as a line break: give it without'),
  v.check(
    (value) => value === value.trim(),
    "begins or ends with a blank, which can't be sent: set it without",
  ),
);

/** True or false, as such or as text in any letter case. */
export const flag = v.pipe(
  v.union([v.boolean(), v.string()], 'must be true or false'),
  v.check((value) => /^\s*(true|false)\s*$/i.test(String(value)), 'must be true or false'),
  v.transform((value) => String(value).trim().toLowerCase() === 'true'),
);

/** A whole number within limits, as a number or its decimal text; a larger one counts as the largest where that is asked for. */
export function wholeNumber({
  least,
  most,
  cut = false,
}: {
  readonly least: number;
  readonly most: number;
  readonly cut?: boolean;
}) {
  const message = `must be a whole number from ${least} to ${most}`;
  return v.pipe(
    v.union([v.number(), v.string()], message),
    v.check((value) => typeof value === 'number' || /^\s*\d{1,10}\s*$/.test(value), message),
    v.transform(Number),
    v.check((value) => Number.isInteger(value) && value >= least && (cut || value <= most), message),
    v.transform((value) => Math.min(value, most)),
  );
}

/** One of some words, in any letter case. */
export function word<const T extends string>(words: readonly T[]) {
  const expected = `must be ${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
  const find = (value: string) => words.find((known) => known.toLowerCase() === value.trim().toLowerCase());
  return v.pipe(
    v.string(expected),
    v.check(
      (value) => find(value) !== undefined,
      ({ input }) => {
        const offer = didYouMean(input, words);
        return offer === '' ? expected : `${expected}.${offer}`;
      },
    ),
    v.transform((value) => find(value) as T),
  );
}

/** An address with http or https; https where no scheme is written. */
export const webAddress = v.pipe(
  trimmedText,
  v.check(isVisibleText, invisible),
  v.check((value) => urlOf(value) !== undefined, 'is not an address: write it as https://HOST/'),
  v.check(
    (value) => !urlOf(value)?.username && !urlOf(value)?.password,
    'must not hold a user name or password: give them in their own settings',
  ),
);

/** The address of the API. */
export const apiAddress = v.pipe(
  webAddress,
  v.check(
    (value) => !urlOf(value)?.search && !urlOf(value)?.hash,
    'must not hold a query or fragment: write it as https://HOST/',
  ),
  v.check(
    (value) => !/^\/customer(\/|$)/i.test(urlOf(value)?.pathname ?? ''),
    'is the address of the portal: write it as https://HOST/, and the name after /customer/ into CustomerUri',
  ),
);

/** The largest id that SCM's API takes: 32 bits with a sign. */
const largestId = 2_147_483_647;

/** Ids, separated by commas in text; empty for none. */
export const ids = v.pipe(
  v.union([v.string(), v.number(), v.array(v.union([v.string(), v.number()]))], notIds()),
  v.transform((value) =>
    (Array.isArray(value) ? value : String(value).split(','))
      .map((item) => String(item).trim())
      .filter((item) => item !== ''),
  ),
  v.check((items) => items.every(isId), notIds()),
  v.transform((items) => [...new Set(items.map(Number))]),
);

/** Returns whether text is an id as SCM's API takes it. */
export function isId(value: string): boolean {
  return /^\d{1,10}$/.test(value) && Number(value) >= 1 && Number(value) <= largestId;
}

function notIds(): string {
  return 'must be ids of profiles, separated by commas, such as 1001, 1002';
}

function urlOf(value: string): URL | undefined {
  const hasScheme = /^https?:/i.test(value);
  if (!hasScheme && value.includes('://')) return undefined;
  const full = hasScheme ? value : `https://${value}`;
  return URL.canParse(full) ? new URL(full) : undefined;
}

function hasNoControl(value: string): boolean {
  return !/\p{Cc}/u.test(value);
}
