import fc from 'fast-check';
import { expect, test } from 'vitest';
import { oauthAuthentication, refreshAfterSeconds } from './oauth-authentication.ts';

test.each([5, null, 'text'])('no login is made with %j for its HTTP options', (http) => {
  const credentials = { tokenUrl: 'https://idp.example/token', clientId: 'a', clientSecret: 'b' };
  expect(() => oauthAuthentication(credentials, http as never)).toThrow(
    expect.objectContaining({ code: 'invalid-argument', message: 'The option http must be an object.' }),
  );
});

test.each([
  [3600, 60, 3540],
  [120, 60, 60],
  [119, 60, 59.5],
  [60, 60, 30],
  [0, 60, 0],
  [3600, 0, 3600],
])('a token of %d s with a skew of %d s is replaced after %d s', (lifetime, skew, expected) => {
  expect(refreshAfterSeconds(lifetime, skew)).toBe(expected);
});

test('a token is never kept beyond its end, and at least for half of its life', () => {
  fc.assert(
    fc.property(fc.nat(100_000), fc.nat(10_000), (lifetime, skew) => {
      const after = refreshAfterSeconds(lifetime, skew);
      expect(after).toBeLessThanOrEqual(lifetime);
      expect(after).toBeGreaterThanOrEqual(lifetime / 2);
    }),
  );
});

test.each([
  ['', "can't be read as an address"],
  ['https://', "can't be read as an address"],
  ['https://id:hidden@idp.invalid/token', 'carries a user name or password'],
])('the token URL %j is refused without being repeated', (tokenUrl, message) => {
  expect(() => oauthAuthentication({ tokenUrl, clientId: 'a', clientSecret: 'b' })).toThrow(
    expect.objectContaining({
      code: 'invalid-argument',
      message: expect.stringMatching(new RegExp(`${message}(?!.*hidden)`)),
    }),
  );
});

test.each(['clientId', 'clientSecret'])('an empty %s is refused', (name) => {
  const credentials = { tokenUrl: 'https://idp.invalid/token', clientId: 'a', clientSecret: 'b', [name]: '' };
  expect(() => oauthAuthentication(credentials)).toThrow(
    expect.objectContaining({ code: 'invalid-argument', message: expect.stringContaining('is empty') }),
  );
});
