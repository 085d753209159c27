import { ApiError } from '@certbridge/rest-client';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { CollectResult } from './collection.ts';
import type { SslDetails } from './ssl-details.ts';
import { type WaitOptions, waitForCertificate } from './wait-for-certificate.ts';

const pending: CollectResult = { status: 'pending' };
const issued: CollectResult = { status: 'issued', certificates: [] };
const passing = new ApiError('busy', { code: 'server-error', retryable: true });

/** Waits with these results, one after the other and then the last one forever. */
function wait(results: readonly (CollectResult | Error)[], options: WaitOptions & { state?: string } = {}) {
  const { state = 'Requested', ...rest } = options;
  const calls = { collect: 0, get: 0 };
  const outcome = waitForCertificate(
    {
      collect: async () => {
        const result = results[Math.min(calls.collect, results.length - 1)] ?? pending;
        calls.collect += 1;
        if (result instanceof Error) throw result;
        return result;
      },
      get: async () => {
        calls.get += 1;
        return { sslId: 7, id: 7, status: state } as SslDetails;
      },
    },
    7,
    { firstDelayMs: 1, longestDelayMs: 2, deadlineMs: 60_000, ...rest },
  );
  return { outcome, calls };
}

test.each<CollectResult>([issued, { status: 'revoked' }, { status: 'failed', reason: 'x' }])(
  'what is final ends the waiting at once: %j',
  async (result) => {
    const { outcome, calls } = wait([result]);
    expect(await outcome).toEqual(result);
    expect(calls).toEqual({ collect: 1, get: 0 });
  },
);

test('it goes on while the certificate is pending', async () => {
  const { outcome, calls } = wait([pending, pending, issued]);
  expect(await outcome).toEqual(issued);
  expect(calls).toEqual({ collect: 3, get: 0 });
});

test.each(['Declined', 'Rejected', 'Invalid'])('from the third look on, %s ends it', async (state) => {
  const { outcome, calls } = wait([pending], { state });
  expect(await outcome).toEqual({ status: 'failed', reason: state });
  expect(calls).toEqual({ collect: 3, get: 1 });
});

test('a certificate that is revoked meanwhile ends it', async () => {
  expect(await wait([pending], { state: 'Revoked' }).outcome).toEqual({ status: 'revoked' });
});

test('failures that may pass are waited out', async () => {
  expect(await wait([passing, pending, passing, issued]).outcome).toEqual(issued);
});

test('other failures end it', async () => {
  const failure = new ApiError('no', { code: 'forbidden' });
  await expect(wait([pending, failure]).outcome).rejects.toBe(failure);
  const bug = new TypeError('bug');
  await expect(wait([bug]).outcome).rejects.toBe(bug);
});

describe('the deadline', () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  test('leaves it pending, with the state of the record', async () => {
    const deadline = new AbortController();
    const timeout = vi.spyOn(AbortSignal, 'timeout').mockReturnValue(deadline.signal);
    const { outcome, calls } = wait([pending], { deadlineMs: 400 });
    expect(timeout).toHaveBeenCalledWith(400);
    await vi.waitUntil(() => calls.get > 0, { timeout: 60_000 });
    deadline.abort();
    expect(await outcome).toEqual({ status: 'pending', state: 'Requested' });
  });

  test('leaves it pending without a state where there was no time to read the record', async () => {
    const { outcome } = wait([pending], { deadlineMs: 20, firstDelayMs: 60_000, longestDelayMs: 60_000 });
    expect(await outcome).toEqual({ status: 'pending' });
  });

  test('shows the failure that was there to the last', async () => {
    await expect(wait([passing], { deadlineMs: 30 }).outcome).rejects.toBe(passing);
  });
});

test('the signal ends it with aborted, also while it waits', async () => {
  const controller = new AbortController();
  const { outcome } = wait([pending], {
    signal: controller.signal,
    firstDelayMs: 60_000,
    longestDelayMs: 60_000,
  });
  setImmediate(() => controller.abort());
  await expect(outcome).rejects.toThrow(expect.objectContaining({ name: 'ApiError', code: 'aborted' }));
});

test.each([
  { deadlineMs: 0 },
  { deadlineMs: 2 ** 31 },
  { firstDelayMs: 0 },
  { longestDelayMs: 1.5 },
  { deadlineMs: Number.NaN },
])('%j is refused', async (options) => {
  await expect(wait([issued], options).outcome).rejects.toThrow(
    expect.objectContaining({ code: 'invalid-argument' }),
  );
});
