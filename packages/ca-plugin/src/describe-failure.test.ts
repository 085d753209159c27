import { ApiError } from '@certbridge/sectigo-client';
import { expect, test } from 'vitest';
import { CaPluginError } from './contract/ca-plugin-error.ts';
import { toCaPluginError } from './describe-failure.ts';

test.each([
  ['unauthorized', 'refused'],
  ['forbidden', 'refused'],
  ['bad-request', 'refused'],
  ['not-found', 'not-found'],
  ['invalid-argument', 'invalid-request'],
  ['rate-limited', 'unavailable'],
  ['unreachable', 'unavailable'],
  ['aborted', 'aborted'],
] as const)(
  'an API error "%s" becomes "%s", with its message, and what anyone may know of it',
  (code, expected) => {
    const error = toCaPluginError(new ApiError('It failed.', { code, path: '/api' }));
    expect(error).toBeInstanceOf(CaPluginError);
    expect({ ...(error as CaPluginError), message: (error as CaPluginError).message }).toEqual({
      name: 'CaPluginError',
      code: expected,
      problems: [],
      about: code === 'unauthorized' ? 'login' : undefined,
      message: 'It failed.',
      publicReason: code === 'aborted' ? 'Waiting was ended.' : 'SCM refused it.',
    });
  },
);

test.each([
  ['not-found', -1, 'unavailable'],
  ['bad-request', -14, 'unavailable'],
  ['not-found', -129, 'unavailable'],
  ['not-found', -5101, 'not-found'],
  ['bad-request', -7, 'refused'],
  ['unauthorized', -1, 'refused'],
] as const)('an API error "%s" with code %i of SCM becomes "%s"', (code, apiCode, expected) => {
  expect(toCaPluginError(new ApiError('It failed.', { code, apiCode }))).toMatchObject({ code: expected });
});

test("the end by the caller's signal is reported as such, whatever the reason", () => {
  const publicReason = 'Waiting was ended.';
  const aborted = expect.objectContaining({ name: 'CaPluginError', code: 'aborted', publicReason });
  const reason = new Error('enough');
  expect(toCaPluginError(reason, AbortSignal.abort(reason))).toEqual(aborted);
  expect(toCaPluginError(new DOMException('', 'AbortError'), AbortSignal.abort('x'))).toEqual(aborted);
});

test('a bug, and the error of a plugin, come back as they are', () => {
  const bug = new TypeError('undefined is not a function');
  expect(toCaPluginError(bug)).toBe(bug);
  expect(toCaPluginError(bug, AbortSignal.abort())).toBe(bug);
  const own = new CaPluginError('Refused.', { code: 'refused' });
  expect(toCaPluginError(own)).toBe(own);
});
