import { expect, test } from 'vitest';
import { basicAuthentication, tokenAuthentication } from './login.ts';

test('user name and password are encoded as UTF-8', async () => {
  const { authorization } = await basicAuthentication({
    type: 'basic',
    username: 'CORP\\jörg',
    password: 'pässwörd€:x',
  }).headers();
  const [scheme, encoded = ''] = authorization?.split(' ') ?? [];
  expect(scheme).toBe('Basic');
  expect(Buffer.from(encoded, 'base64').toString('utf8')).toBe('CORP\\jörg:pässwörd€:x');
});

test.each([
  [{ username: '', password: 'hidden' }, 'is empty'],
  [{ username: 'a', password: '' }, 'is empty'],
  [{ username: 'a:b', password: 'hidden' }, 'contains a colon'],
])('a login that Basic authentication cannot express is refused: %j', (login, message) => {
  expect(() => basicAuthentication({ type: 'basic', ...login })).toThrow(
    expect.objectContaining({
      code: 'invalid-argument',
      message: expect.stringMatching(new RegExp(`${message}(?!.*hidden)`)),
    }),
  );
});

test('a token goes into a Bearer header', async () => {
  const { authorization } = await tokenAuthentication({ type: 'token', accessToken: 'abc.def' }).headers();
  expect(authorization).toBe('Bearer abc.def');
});
