import { ApiError } from './api-error.ts';

/**
 * Builds a request path out of a template: ``path`/api/ssl/v1/${sslId}` ``.
 *
 * Every parameter is percent-encoded as one segment. An empty parameter, `.` and `..` are refused with an `ApiError`
 * 'invalid-argument', because they would address something else, and so are half of a surrogate pair and what is neither text nor a finite number.
 */
export function path(template: TemplateStringsArray, ...parameters: readonly (string | number)[]): string {
  if (!Array.isArray(template)) {
    throw new ApiError('path is a template tag: write path`/things`.', { code: 'invalid-argument' });
  }
  return template.reduce((text, part, index) => text + encodeSegment(parameters[index - 1]) + part);
}

function encodeSegment(parameter: string | number | undefined): string {
  if (typeof parameter !== 'string' && !Number.isFinite(parameter)) {
    throw new ApiError('A path parameter must be text or a finite number.', { code: 'invalid-argument' });
  }
  const text = String(parameter);
  if (text === '' || text === '.' || text === '..') {
    throw new ApiError("A path parameter must not be empty, '.' or '..'.", { code: 'invalid-argument' });
  }
  if (/\p{Surrogate}/u.test(text)) {
    const message = "A path parameter holds half of a surrogate pair, which can't be sent.";
    throw new ApiError(message, { code: 'invalid-argument' });
  }
  return encodeURIComponent(text);
}
