import { ApiError, type ApiErrorCode } from '@certbridge/rest-client';
import { expect, test } from 'vitest';
import { callOnce } from './call-once.ts';

const failure = (code: ApiErrorCode, ownDocument?: true) =>
  new ApiError('It failed.', { code, status: 500, apiCode: -1, path: '/x', retryable: true, ownDocument });

test.each(['unreachable', 'timeout', 'server-error', 'invalid-response', 'aborted'] as const)(
  'after %s the error tells how to check, and whether another attempt does harm',
  async (code) => {
    const call = callOnce(Promise.reject(failure(code)), { howToCheck: 'look.', again: false });
    await expect(call).rejects.toThrow(
      expect.objectContaining({
        name: 'ApiError',
        message: 'It failed. It may have taken effect all the same: look.',
        code,
        status: 500,
        apiCode: -1,
        path: '/x',
        retryable: false,
      }),
    );
    const harmless = callOnce(Promise.reject(failure(code)), { howToCheck: 'look.', again: true });
    await expect(harmless).rejects.toThrow(expect.objectContaining({ retryable: true }));
  },
);

test.each(['bad-request', 'rate-limited', 'conflict', 'unauthorized'] as const)(
  "%s is given as it came where SCM said so, and tells how to check where that wasn't SCM",
  async (code) => {
    const options = { howToCheck: 'look.', again: false };
    const error = failure(code, true);
    await expect(callOnce(Promise.reject(error), options)).rejects.toBe(error);
    await expect(callOnce(Promise.reject(failure(code)), options)).rejects.toThrow(
      expect.objectContaining({ code, message: expect.stringContaining('look.'), retryable: false }),
    );
  },
);
