import { expect, expectTypeOf, test } from 'vitest';
import { ApiError, type ApiErrorCode, createRestClient } from '../src/index.ts';

/** Compiles only as long as no code is missing: a function that ends without a value is an error here. */
function kindOf(error: ApiError): 'login' | 'request' | 'system' | 'network' | 'caller' {
  switch (error.code) {
    case 'unauthorized':
    case 'forbidden':
      return 'login';
    case 'not-found':
    case 'bad-request':
    case 'conflict':
    case 'not-stored':
      return 'request';
    case 'rate-limited':
    case 'server-error':
    case 'invalid-response':
    case 'too-large':
    case 'not-this-api':
      return 'system';
    case 'unreachable':
    case 'timeout':
    case 'tls':
      return 'network';
    case 'aborted':
    case 'invalid-argument':
      return 'caller';
  }
}

// @ts-expect-error a switch that leaves a code out does not compile
function incompleteKindOf(error: ApiError): string {
  switch (error.code) {
    case 'unauthorized':
      return 'login';
  }
}

test('a switch over the code of an error is exhaustive', () => {
  expect(kindOf(new ApiError('No.', { code: 'tls' }))).toBe('network');
  expect(incompleteKindOf).toBeTypeOf('function');
  expectTypeOf<ApiError['code']>().toEqualTypeOf<ApiErrorCode>();
  expectTypeOf<ApiError['retryable']>().toEqualTypeOf<boolean>();
});

test('options and requests are checked by their types', () => {
  // @ts-expect-error a client needs an address
  expect(() => createRestClient({ system: 'SCM' })).toThrow();
});
