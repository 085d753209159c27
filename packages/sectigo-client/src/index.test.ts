import { expect, expectTypeOf, test } from 'vitest';
import * as exported from './index.ts';

test('the package exports these names', () => {
  expect(Object.keys(exported).sort()).toEqual([
    'ApiError',
    'SslDetailsSchema',
    'certificateFilterLabels',
    'createSectigoClient',
    'explainScmCode',
    'readCustomerUri',
  ]);
});

test('a switch over the code of an error is exhaustive', () => {
  const describe = ({ code }: exported.ApiError): string => {
    switch (code) {
      case 'unauthorized':
      case 'forbidden':
      case 'not-found':
      case 'bad-request':
      case 'conflict':
      case 'rate-limited':
      case 'server-error':
      case 'unreachable':
      case 'timeout':
      case 'tls':
      case 'invalid-response':
      case 'too-large':
      case 'not-this-api':
      case 'not-stored':
      case 'aborted':
      case 'invalid-argument':
        return code;
      default: {
        const never: never = code;
        return never;
      }
    }
  };
  expect(describe(new exported.ApiError('x', { code: 'tls' }))).toBe('tls');
});

test('results tell by their status what they hold', () => {
  type Result = exported.CollectResult;
  expectTypeOf<
    Extract<Result, { status: 'issued' }>['certificates'][number]['pem']
  >().toEqualTypeOf<string>();
  expectTypeOf<Result['status']>().toEqualTypeOf<'issued' | 'pending' | 'revoked' | 'failed'>();
  expectTypeOf<Extract<Result, { status: 'pending' }>>().not.toHaveProperty('certificates');
  expectTypeOf<exported.WaitResult['status']>().toEqualTypeOf<Result['status']>();
  expectTypeOf<exported.SslDetails['reasonCode']>().toEqualTypeOf<number | undefined>();
  expectTypeOf<exported.EnrollRequest>().toHaveProperty('subjAltNames');
  expectTypeOf<Parameters<exported.Certificates['revokeById']>[1]['reasonCode']>().toEqualTypeOf<
    0 | 1 | 3 | 4 | 5
  >();
});
