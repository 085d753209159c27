import { ApiError, type ApiErrorCode } from '@certbridge/rest-client';
import { expect, test } from 'vitest';
import { missingPermissions } from './missing-permissions.ts';

const refusal = (apiMessage?: string, code: ApiErrorCode = 'forbidden') =>
  new ApiError('Refused.', { code, apiMessage });

test('permissions are found in the message of the server, each once', () => {
  const message =
    'User CORP\\svc does not have the required permissions: /certificates/collections/read/, /certificates/collections/read/5/.';
  expect(missingPermissions(refusal(message))).toEqual([
    '/certificates/collections/read/',
    '/certificates/collections/read/5/',
  ]);
  expect(missingPermissions(refusal(`${message} ${message}`))).toHaveLength(2);
});

test('there are none where none are named, or where something else went wrong', () => {
  expect(missingPermissions(refusal())).toEqual([]);
  expect(missingPermissions(refusal('No right.'))).toEqual([]);
  expect(missingPermissions(refusal('/certificates/collections/read/', 'bad-request'))).toEqual([]);
});

test('a switch over the code of an error can be exhaustive', () => {
  // Doesn't compile where a code is missing.
  const advise = (code: ApiErrorCode): string => {
    switch (code) {
      case 'unauthorized':
      case 'forbidden':
        return 'Check the login.';
      case 'rate-limited':
      case 'server-error':
      case 'unreachable':
      case 'timeout':
        return 'Try later.';
      case 'not-found':
      case 'bad-request':
      case 'conflict':
      case 'not-stored':
      case 'too-large':
      case 'invalid-argument':
        return 'Check the call.';
      case 'tls':
      case 'not-this-api':
      case 'invalid-response':
        return 'Check the address.';
      case 'aborted':
        return 'Nothing to do.';
    }
  };
  expect(advise('timeout')).toBe('Try later.');
});
