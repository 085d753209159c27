/** Why a value can't be read. */
export type ReadFailure =
  | 'blank'
  | 'not-text'
  | 'not-exact'
  | 'not-an-integer'
  | 'not-a-date'
  | 'not-a-boolean';

/** What a system holds in a field. `empty` means no value at all; whitespace alone is `unreadable`. */
export type ReadResult =
  | { readonly kind: 'empty' }
  /** The canonical text of the field's type. */
  | { readonly kind: 'value'; readonly text: string }
  /** The message is a sentence with a remedy and never contains the value. */
  | { readonly kind: 'unreadable'; readonly reason: ReadFailure; readonly message: string };

const messages: Readonly<Record<ReadFailure, string>> = {
  blank: 'The value consists of blanks only. Clear it or fill it in.',
  'not-text':
    'The value is an object or a list where a text is expected. Check that the field is the right one.',
  'not-exact': 'The value is a number too large for its digits to be known. Have the system hold it as text.',
  'not-an-integer': 'The value is not a whole number. Correct it.',
  'not-a-date':
    'The value is not a date in a known form. Correct it, or set the date format that the system writes (keyfactorDateFormat).',
  'not-a-boolean': 'The value is neither true nor false. Correct it.',
};

/** Returns the result for a value that can't be read. */
export function unreadable(reason: ReadFailure): ReadResult {
  return { kind: 'unreadable', reason, message: messages[reason] };
}

/** Returns a canonical text as the value, or the failure if there is none. */
export function valueOr(text: string | undefined, reason: ReadFailure): ReadResult {
  return text === undefined ? unreadable(reason) : { kind: 'value', text };
}

/**
 * Reads a JSON scalar as text. Null, undefined and `""` are empty; numbers and booleans are converted. A number beyond 2^53
 * is unreadable, because JSON parsing has lost digits of it.
 */
export function readScalar(raw: unknown): ReadResult {
  if (raw === null || raw === undefined || raw === '') return { kind: 'empty' };
  if (typeof raw === 'number' && (!Number.isFinite(raw) || Math.abs(raw) > Number.MAX_SAFE_INTEGER))
    return unreadable('not-exact');
  if (typeof raw === 'number' || typeof raw === 'boolean') return { kind: 'value', text: String(raw) };
  if (typeof raw !== 'string') return unreadable('not-text');
  return raw.trim() === '' ? unreadable('blank') : { kind: 'value', text: raw };
}
