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
