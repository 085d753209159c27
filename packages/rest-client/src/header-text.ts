import { ApiError } from './api-error.ts';

/**
 * Encodes text for an HTTP header as UTF-8.
 *
 * `Headers` takes values only as Latin-1, and undici writes each character as one byte, so the UTF-8 bytes are handed
 * over as characters. Throws an `ApiError` 'invalid-argument' that names `label`, never the text, where a header
 * can't carry it: control characters, and blanks at either end, which every receiver cuts off. [RFC 9110, section 5.5]
 */
export function headerText(text: string, label: string): string {
  const refuse = (problem: string) =>
    new ApiError(`The ${label} ${problem}, so it can't be sent in an HTTP header.`, {
      code: 'invalid-argument',
    });
  if (text === undefined) throw refuse('is missing');
  if (typeof text !== 'string') throw refuse('is not text');
  if (text === '') throw refuse('is empty');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  if (/[\u0000-\u001f\u007f]/.test(text)) throw refuse('contains a control character');
  if (/^ | $/.test(text)) throw refuse('begins or ends with a blank');
  return Buffer.from(text, 'utf8').toString('latin1');
}
