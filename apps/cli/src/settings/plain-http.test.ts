import { expect, test } from 'vitest';
import { listPlainHttpWarnings } from './plain-http.ts';

const warningsFor = (url: string | undefined) =>
  listPlainHttpWarnings([{ system: 'Keyfactor Command', url, setting: 'keyfactorAPIUrl' }]);

test.each([
  'http://command.corp/KeyfactorAPI',
  ' HTTP://10.0.0.1',
  'http://[2001:db8::1]:80',
  'http://localhost.corp',
])('a login to %s is warned of', (url) => {
  expect(warningsFor(url)).toEqual([
    'The login to Keyfactor Command is sent over plain http, so anybody on the way can read it. Write the address (keyfactorAPIUrl) with https://.',
  ]);
});

test.each([
  'https://command.corp',
  'command.corp',
  'http://localhost:8080',
  'http://scm.localhost',
  'http://127.0.0.1:1',
  'http://127.8.9.1',
  'http://[::1]:1',
  undefined,
])('one to %s is not', (url) => {
  expect(warningsFor(url)).toEqual([]);
});
