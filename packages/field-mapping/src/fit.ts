import { formatCalendarDate } from './calendar-date.ts';
import type { DotNetDateFormat } from './date-format.ts';
import { isEmailAddress, listEmails } from './email-list.ts';
import { parseKnownDate } from './known-date.ts';
import { matchOption } from './match-option.ts';

/** Why a value doesn't fit its destination. */
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

/** What a destination takes for a value, or why it takes none. */
export type FitResult =
  | { readonly ok: true; readonly text: string; readonly truncated: boolean }
  /** The message is a sentence with a remedy and never contains the value. */
  | { readonly ok: false; readonly reason: FitFailure; readonly message: string };

/** Options of {@link fitMetadataValue} and {@link fitCustomFieldValue}, which add the type of the field. */
export interface FitOptions {
  /** The options of a MultipleChoice or TEXT_OPTION field. Without them any text is accepted. */
  readonly options?: readonly string[] | undefined;
  /** Cut a text that is too long. Numbers, dates, booleans and options are never cut; lists of addresses only between addresses. */
  readonly truncate: boolean;
  /** How the source writes dates in its text fields, tried before the forms of {@link parseKnownDate}. */
  readonly dateFormat?: DotNetDateFormat | undefined;
}

/** The limit of a destination, and how messages call it, such as "a metadata field of type String". */
export interface Limit {
  readonly limit: number;
  readonly destination: string;
}

/** Returns the result for a text that fits. */
export function fitted(text: string, truncated = false): FitResult {
  return { ok: true, text, truncated };
}

/** Returns the result for a value that doesn't fit. */
export function misfit(reason: FitFailure, message: string): FitResult {
  return { ok: false, reason, message };
}

/** Handles what is the same for every destination: the empty text clears the field, whitespace alone is refused. */
export function fitEmptyOrBlank(text: string): FitResult | undefined {
  if (text === '') return fitted('');
  return text.trim() === ''
    ? misfit('blank', 'The value consists of blanks only. Clear it or fill it in.')
    : undefined;
}

/** Cutting can leave only the leading whitespace of a text, which is refused as well. */
export function fitText(text: string, limit: Limit, truncate: boolean): FitResult {
  if (text.length <= limit.limit) return fitted(text);
  const cut = truncate ? truncateText(text, limit.limit) : '';
  return cut.trim() === '' ? tooLong(text.length, limit) : fitted(cut, true);
}

/** Keeps the separators as written. A cut list ends after a whole address. */
export function fitEmails(
  text: string,
  limit: Limit & { readonly addressLimit: number },
  truncate: boolean,
): FitResult {
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

/** Fits a date in any known form; it becomes `yyyy-MM-dd`. */
export function fitDate(text: string, { dateFormat }: FitOptions): FitResult {
  const date = parseKnownDate(text.trim(), dateFormat);
  if (date) return fitted(formatCalendarDate(date));
  return misfit(
    'not-a-date',
    'The value is not a date in a known form. Write it as yyyy-MM-dd in the source.',
  );
}

/** Fits one of a field's options, as the field spells it. */
export function fitOption(
  text: string,
  { limit, destination }: Limit,
  options: readonly string[] | undefined,
): FitResult {
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

/** Returns the result for a value beyond the limit. */
export function tooLong(
  length: number,
  { limit, destination }: Limit,
  remedy = 'Shorten it in the source, or allow truncation (enableTruncation).',
): FitResult {
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

/** Cuts a text to a number of UTF-16 code units, or one less rather than split a surrogate pair. */
export function truncateText(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const splitsPair = isHighSurrogate(text.charCodeAt(limit - 1)) && isLowSurrogate(text.charCodeAt(limit));
  return text.slice(0, splitsPair ? limit - 1 : limit);
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}
