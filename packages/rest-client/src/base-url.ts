import { ApiError } from './api-error.ts';

/**
 * Brings a base URL, however it is written, into the form `https://host[:port][/prefix]` without a slash at the end.
 *
 * A missing scheme means https. Throws an `ApiError` 'invalid-argument' where the text is not an address, has another
 * scheme than http or https, or carries credentials, a query or a fragment. The message never repeats the text,
 * because it may hold a password.
 */
export function normalizeBaseUrl(text: string, system: string): string {
  const refuse = (problem: string) =>
    new ApiError(
      `The base URL of ${system} ${problem}. Write it as https://HOST or https://HOST:PORT/PATH.`,
      {
        code: 'invalid-argument',
        system,
      },
    );
  if (typeof text !== 'string') throw refuse(text === undefined ? 'is missing' : 'is not text');
  const trimmed = text.trim();
  if (trimmed === '') throw refuse('is empty');
  const hasScheme = /^https?:/i.test(trimmed);
  if (!hasScheme && trimmed.includes('://')) throw refuse('has a scheme other than http and https');
  const full = hasScheme ? trimmed : `https://${trimmed}`;
  if (!URL.canParse(full)) throw refuse('cannot be read as an address');
  const url = new URL(full);
  if (url.username !== '' || url.password !== '') {
    throw refuse('carries a user name or password, which belong in the login settings');
  }
  if (url.search !== '' || url.hash !== '') throw refuse('has a query or a fragment');
  return url.origin + url.pathname.replace(/\/+$/, '');
}
