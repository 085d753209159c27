import { expect, test } from 'vitest';
import { checkHttpOptions } from './check-http-options.ts';

test('numbers at their limits are taken', () => {
  checkHttpOptions({});
  checkHttpOptions({ concurrency: 1, retries: 0, attemptTimeoutMs: 1, maxRetryAfterMs: 0 });
  checkHttpOptions({ concurrency: 1000, totalTimeoutMs: 2_147_483_647, requestsPerSecond: 0.5 });
});

test.each([
  [{ concurrency: 0 }, 'concurrency must be a whole number from 1 to 1000'],
  [{ concurrency: 1.5 }, 'concurrency must be a whole number'],
  [{ concurrency: Number.NaN }, 'concurrency must be a whole number'],
  [{ retries: -1 }, 'retries must be a whole number from 0 to 100'],
  [{ requestsPerSecond: 0 }, 'requestsPerSecond must be a number'],
  [{ attemptTimeoutMs: 0 }, 'attemptTimeoutMs must be a number from 1'],
  [{ totalTimeoutMs: 2_147_483_648 }, 'totalTimeoutMs must be a number from 1 to 2147483647'],
])('%j is refused', (options, message) => {
  expect(() => checkHttpOptions(options)).toThrow(
    expect.objectContaining({ code: 'invalid-argument', message: expect.stringContaining(message) }),
  );
});

test.each([
  ['concurency', 'The option http.concurency is unknown. Did you mean concurrency?'],
  ['attemptTimeout', 'The option http.attemptTimeout is unknown. Did you mean attemptTimeoutMs?'],
  ['keepAlive', 'The option http.keepAlive is unknown. There are concurrency, requestsPerSecond,'],
  ['useragent', 'The option http.useragent is unknown. Did you mean userAgent?'],
  ['a\u001bb', 'The option http.a\\u001bb is unknown.'],
])('the unknown option %j is refused by its name', (name, message) => {
  expect(() => checkHttpOptions({ [name]: 1 })).toThrow(
    expect.objectContaining({ code: 'invalid-argument', message: expect.stringContaining(message) }),
  );
});

test('an option that is undefined is as good as absent, but must exist', () => {
  checkHttpOptions({ fetch: undefined, ca: undefined });
  expect(() => checkHttpOptions({ retires: undefined } as object)).toThrow('Did you mean retries?');
});

test('a fetch that is not a function is refused', () => {
  expect(() => checkHttpOptions({ fetch: 'fetch' as unknown as typeof fetch })).toThrow('must be a function');
});

test.each([
  [{ dispatcher: {} }, 'dispatcher must be a dispatcher of undici'],
  [{ dispatcher: null }, 'dispatcher must be a dispatcher of undici'],
  [{ headers: new Headers({ 'x-tenant': 'a' }) }, 'headers must be an object'],
  [{ headers: [['x-tenant', 'a']] }, 'headers must be an object'],
  [{ headers: 'x-tenant: a' }, 'headers must be an object'],
  [{ userAgent: 7 }, 'userAgent must be text'],
  ...[5, null, [5], [[]], new ArrayBuffer(1)].map((ca): [object, string] => [
    { ca },
    'ca must be text or a Uint8Array, or a list of these',
  ]),
])('%o of another kind is refused', (options, message) => {
  expect(() => checkHttpOptions(options as object)).toThrow(
    expect.objectContaining({ code: 'invalid-argument', message: expect.stringContaining(message) }),
  );
});

test.each([['ca'], ['rejectUnauthorized']])(
  '%s is refused beside a dispatcher, which would not see it',
  (name) => {
    const dispatcher = { dispatch: () => true };
    expect(() => checkHttpOptions({ dispatcher, [name]: false })).toThrow(
      `The option http.${name} has no effect with http.dispatcher`,
    );
  },
);
