import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { conceal } from './load-login.ts';

test('hidden properties are there, and are not shown', () => {
  const login = conceal({ username: 'me' }, { password: 'S3cr3t' });
  expect(login.password).toBe('S3cr3t');
  expect(inspect({ login })).toBe("{ login: { username: 'me' } }");
  expect(JSON.stringify(login)).toBe('{"username":"me"}');
});
