import { expect, test } from 'vitest';
import { composeBaseUrl } from './base-url.ts';

const file = 'https://old.example.com:8443/Keyfactor/API/';

test.each([
  ['a host alone', { hostname: 'kf.example.com' }, undefined, 'https://kf.example.com/KeyfactorAPI'],
  [
    'a scheme is taken off',
    { hostname: 'HTTPS://kf.example.com/' },
    undefined,
    'https://kf.example.com/KeyfactorAPI',
  ],
  [
    'http:// switches the protocol',
    { hostname: 'http://127.0.0.1:8080' },
    undefined,
    'http://127.0.0.1:8080/KeyfactorAPI',
  ],
  ['a path in the host', { hostname: 'kf.example.com/kf' }, undefined, 'https://kf.example.com/kf'],
  [
    'all three',
    { hostname: 'kf.example.com', port: '9443', apiPath: '/a/b/' },
    file,
    'https://kf.example.com:9443/a/b',
  ],
  ['the rest of the file', { hostname: 'kf.example.com' }, file, 'https://kf.example.com:8443/Keyfactor/API'],
  ['a port for the host of the file', { port: '443' }, file, 'https://old.example.com/Keyfactor/API'],
  ['a path for the host of the file', { apiPath: 'api' }, file, 'https://old.example.com:8443/api'],
])('%s', (_name, env, fileUrl, url) => {
  expect(composeBaseUrl(env, fileUrl)).toEqual({ url, problems: [] });
});

test('with nothing said, or without a host, there is no address', () => {
  expect(composeBaseUrl({ hostname: '' }, file)).toEqual({ problems: [] });
  expect(composeBaseUrl({ port: '443' }, undefined)).toEqual({ problems: [] });
});

test.each(['0', '65536', '-1', '443a', '1.5'])('%s is not a port', (port) => {
  expect(composeBaseUrl({ port: port }, file).problems).toMatchObject([{ name: 'KEYFACTOR_PORT' }]);
});

test.each(['1', '65535'])('%s is a port', (port) => {
  expect(composeBaseUrl({ port: port }, file).problems).toEqual([]);
});

test('a host with a space or with credentials is refused without repeating it', () => {
  for (const host of ['a b', 'https://user:S3cret@kf.example.com', 'https://']) {
    const { problems } = composeBaseUrl({ hostname: host }, file);
    expect(problems).toMatchObject([{ name: 'KEYFACTOR_HOSTNAME' }]);
    expect(JSON.stringify(problems)).not.toContain('S3cret');
  }
});
