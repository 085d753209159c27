import { plainText } from '@certbridge/plain-text';
import { ApiError } from './api-error.ts';
import type { LoginHeaders } from './authentication.ts';
import { headerText } from './header-text.ts';
import type { HttpOptions } from './http-options.ts';

/** Headers that say how a message is framed, so that nothing but the HTTP layer may set them. [RFC 9110; RFC 9112] */
const framing = [
  'connection',
  'content-encoding',
  'content-length',
  'content-type',
  'expect',
  'host',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
];

/** Headers whose values let somebody in. */
const secretName = /auth|cookie|key|password|secret|signature|token/;

/**
 * Returns the caller's headers by their lower-case names. Throws an `ApiError` 'invalid-argument' that names the header, never
 * its value, for one that can't be sent and for one that the client sets itself.
 */
export function callerHeaders(
  { headers = {} }: HttpOptions,
  own: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const taken = new Set([...framing, ...Object.keys(own).map((name) => name.toLowerCase())]);
  const entries = Object.entries(headers).map(([name, value]) => {
    const label = `header ${plainText(name, { maxLength: 50 })} in the option http.headers`;
    // [RFC 9110, section 5.6.2, "token"]
    if (!/^[!#$%&'*+.^_`|~\w-]+$/.test(name))
      throw invalid(`The ${label} can't be sent: its name may have letters, digits and hyphens.`);
    if (typeof value !== 'string') throw invalid(`The ${label} must be a text.`);
    const lowerCase = name.toLowerCase();
    if (lowerCase === 'user-agent') throw invalid(`The ${label} is set by the option http.userAgent.`);
    if (taken.has(lowerCase)) throw invalid(`The ${label} is set by the client itself. Leave it out.`);
    return [lowerCase, headerText(value, label)];
  });
  return Object.fromEntries(entries);
}

/** Throws an `ApiError` 'invalid-argument' where the caller's headers would take the place of the login. */
export function checkSparesLogin({ headers = {} }: HttpOptions, login: LoginHeaders): void {
  const names = Object.keys(headers).map((name) => name.toLowerCase());
  const name = Object.keys(login).find((name) => names.includes(name.toLowerCase()));
  if (name === undefined) return;
  throw invalid(
    `The header ${name} in the option http.headers would take the place of the login. Leave it out.`,
  );
}

/** The values of the caller's headers that must be in no error, as they were given. */
export function secretsOfHeaders({ headers = {} }: HttpOptions): readonly string[] {
  return Object.entries(headers).flatMap(([name, value]) =>
    secretName.test(name.toLowerCase()) ? [value] : [],
  );
}

function invalid(message: string): ApiError {
  return new ApiError(message, { code: 'invalid-argument' });
}
