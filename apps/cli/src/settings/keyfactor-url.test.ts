import { expect, test } from 'vitest';
import { composeKeyfactorUrl } from './keyfactor-url.ts';

const file = 'https://old.example.com:8443/Keyfactor/API/';

test.each([
  [
    'a host alone',
    { KEYFACTOR_HOSTNAME: 'kf.example.com' },
    undefined,
    'https://kf.example.com/KeyfactorAPI',
  ],
  [
    'a scheme is taken off',
    { KEYFACTOR_HOSTNAME: 'HTTPS://kf.example.com/' },
    undefined,
    'https://kf.example.com/KeyfactorAPI',
  ],
  [
    'http:// switches the protocol',
    { KEYFACTOR_HOSTNAME: 'http://127.0.0.1:8080' },
    undefined,
    'http://127.0.0.1:8080/KeyfactorAPI',
  ],
  ['a path in the host', { KEYFACTOR_HOSTNAME: 'kf.example.com/kf' }, undefined, 'https://kf.example.com/kf'],
  [
    'all three',
    { KEYFACTOR_HOSTNAME: 'kf.example.com', KEYFACTOR_PORT: '9443', KEYFACTOR_API_PATH: '/a/b/' },
    file,
    'https://kf.example.com:9443/a/b',
  ],
  [
    'the rest of the file',
    { KEYFACTOR_HOSTNAME: 'kf.example.com' },
    file,
    'https://kf.example.com:8443/Keyfactor/API',
  ],
  [
    'a port for the host of the file',
    { KEYFACTOR_PORT: '443' },
    file,
    'https://old.example.com/Keyfactor/API',
  ],
  [
    'a path for the host of the file',
    { KEYFACTOR_API_PATH: 'api' },
    file,
    'https://old.example.com:8443/api',
  ],
])('%s', (_name, env, fileUrl, url) => {
  expect(composeKeyfactorUrl(env, fileUrl)).toEqual({ url, problems: [] });
});

test('without the variables, or without a host, there is no address', () => {
  expect(composeKeyfactorUrl({ KEYFACTOR_HOSTNAME: '' }, file)).toEqual({ problems: [] });
  expect(composeKeyfactorUrl({ KEYFACTOR_PORT: '443' }, undefined)).toEqual({ problems: [] });
});

test.each(['0', '65536', '-1', '443a', '1.5'])('%s is no port', (port) => {
  expect(composeKeyfactorUrl({ KEYFACTOR_PORT: port }, file).problems).toMatchObject([
    { path: 'KEYFACTOR_PORT' },
  ]);
});

test.each(['1', '65535'])('%s is a port', (port) => {
  expect(composeKeyfactorUrl({ KEYFACTOR_PORT: port }, file).problems).toEqual([]);
});

test('a host with a space or with credentials is refused without repeating it', () => {
  for (const host of ['a b', 'https://user:S3cret@kf.example.com', 'https://']) {
    const { problems } = composeKeyfactorUrl({ KEYFACTOR_HOSTNAME: host }, file);
    expect(problems).toMatchObject([{ path: 'KEYFACTOR_HOSTNAME' }]);
    expect(JSON.stringify(problems)).not.toContain('S3cret');
  }
});
