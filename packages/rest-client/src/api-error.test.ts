import { expect, test } from 'vitest';
import { ApiError } from './api-error.ts';

test('an error has a literal name and only the properties that apply', () => {
  const error = new ApiError('It failed.', { code: 'timeout', system: 'SCM', status: undefined });
  expect(error).toBeInstanceOf(Error);
  expect({ ...error }).toEqual({ name: 'ApiError', code: 'timeout', system: 'SCM', retryable: false });
  expect('status' in error).toBe(false);
  expect('cause' in error).toBe(false);
});

test('an error shows its name and message as text', () => {
  expect(String(new ApiError('It failed.', { code: 'timeout' }))).toBe('ApiError: It failed.');
});

test('is an instance of the class of another copy of the package, too', async () => {
  const address = './api-error.ts?another-copy';
  const other: typeof import('./api-error.ts') = await import(address);
  const error = new other.ApiError('No.', { code: 'not-found' });
  expect(other.ApiError).not.toBe(ApiError);
  expect(error).toBeInstanceOf(ApiError);
  expect(Object.keys(error)).toEqual(Object.keys(new ApiError('No.', { code: 'not-found' })));
});

test.each([new Error('No.'), { name: 'ApiError', code: 'not-found' }, null, 'ApiError'])(
  '%o is none',
  (value) => {
    expect(value instanceof ApiError).toBe(false);
  },
);

test('a class that extends it has instances of its own', () => {
  class OwnError extends ApiError {}
  expect(new ApiError('No.', { code: 'tls' })).not.toBeInstanceOf(OwnError);
  expect(new OwnError('No.', { code: 'tls' })).toBeInstanceOf(OwnError);
  expect(new OwnError('No.', { code: 'tls' })).toBeInstanceOf(ApiError);
});
