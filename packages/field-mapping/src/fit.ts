import { formatCalendarDate } from './calendar-date.ts';
import type { DotNetDateFormat } from './date-format.ts';
import { isEmailAddress, listEmails } from './email-list.ts';
import { parseKnownDate } from './known-date.ts';
import { matchOption } from './match-option.ts';
import { truncateText } from './truncate-text.ts';

export type FitFailure =
  | 'blank'
  | 'too-long'
  | 'not-an-integer'
  | 'integer-out-of-range'
  | 'not-a-number'
  | 'not-a-date'
  | 'not-a-boolean'
  | 'not-an-option'
  | 'not-an-email';

export type Fit =
  | { readonly ok: true; readonly text: string; readonly truncated: boolean }
  /** The message is a sentence with a remedy and never contains the value. */
  | { readonly ok: false; readonly reason: FitFailure; readonly message: string };

export interface FitOptions {
  /** The options of a MultipleChoice or TEXT_OPTION field; left out when they are not known, then any text is one. */
  readonly options?: readonly string[] | undefined;
  /** Cut a text that is too long. Numbers, dates, booleans and options are never cut, lists of addresses between addresses only. */
  readonly truncate: boolean;
  /** How the source writes dates in its text fields, when it is not one of the forms of `parseKnownDate`. */
  readonly dateFormat?: DotNetDateFormat | undefined;
}

/** The destination's limit, and its name for messages, as in "a metadata field of type String". */
export interface Limit {
  readonly limit: number;
  readonly destination: string;
}

export function fitted(text: string, truncated = false): Fit {
  return { ok: true, text, truncated };
}

export function misfit(reason: FitFailure, message: string): Fit {
  return { ok: false, reason, message };
}

/** Settles what is the same for every destination: nothing clears the field, blanks alone are refused. */
export function fitEmptyOrBlank(text: string): Fit | undefined {
  if (text === '') return fitted('');
  return text.trim() === ''
    ? misfit('blank', 'The value consists of blanks only. Clear it or fill it in.')
    : undefined;
}

/** Cutting can leave nothing but the blanks that a text begins with; that is no value either. */
export function fitText(text: string, limit: Limit, truncate: boolean): Fit {
  if (text.length <= limit.limit) return fitted(text);
  const cut = truncate ? truncateText(text, limit.limit) : '';
  return cut.trim() === '' ? tooLong(text.length, limit) : fitted(cut, true);
}

/** Keeps the separators as written. A shortened list ends after a whole address. */
export function fitEmails(
  text: string,
  limit: Limit & { readonly addressLimit: number },
  truncate: boolean,
): Fit {
  const emails = listEmails(text);
  const [first, last] = [emails[0], emails.at(-1)];
  if (!first || !last || !emails.every(({ address }) => isEmailAddress(address))) {
    return misfit(
      'not-an-email',
      'The value is not an e-mail address, nor several of them separated by commas or semicolons. Correct it in the source.',
    );
  }
  const long = emails.find(({ address }) => address.length > limit.addressLimit);
  if (long) {
    return misfit(
      'too-long',
      `One address is ${long.address.length} characters long; ${limit.destination} takes addresses of at most ${limit.addressLimit}. An address is never cut: shorten it in the source.`,
    );
  }
  const length = last.end - first.start;
  if (length <= limit.limit) return fitted(text.slice(first.start, last.end));
  const kept = truncate ? emails.findLast(({ end }) => end - first.start <= limit.limit) : undefined;
  return kept ? fitted(text.slice(first.start, kept.end), true) : tooLong(length, limit);
}

export function fitDate(text: string, { dateFormat }: FitOptions): Fit {
  const date = parseKnownDate(text.trim(), dateFormat);
  if (date) return fitted(formatCalendarDate(date));
  return misfit(
    'not-a-date',
    'The value is not a date in a known form. Write it as yyyy-MM-dd in the source.',
  );
}

export function fitOption(
  text: string,
  { limit, destination }: Limit,
  options: readonly string[] | undefined,
): Fit {
  const option = options === undefined ? text : matchOption(text, options);
  if (option === undefined) {
    return misfit(
      'not-an-option',
      `The value is not among the options of ${destination} (${listOptions(options)}). Add it there, or correct it in the source.`,
    );
  }
  return option.length <= limit
    ? fitted(option)
    : tooLong(option.length, { limit, destination }, 'An option is never cut: shorten it in the source.');
}

export function tooLong(
  length: number,
  { limit, destination }: Limit,
  remedy = 'Shorten it in the source, or allow truncation (enableTruncation).',
): Fit {
  return misfit(
    'too-long',
    `The value is ${length} characters long; ${destination} takes at most ${limit}. ${remedy}`,
  );
}

function listOptions(options: readonly string[] = []): string {
  const shown = options.slice(0, 10).join(', ');
  if (options.length > 10) return `${shown} and ${options.length - 10} more`;
  return shown === '' ? 'none' : shown;
}
