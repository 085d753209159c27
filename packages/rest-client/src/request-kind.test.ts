import { expect, test } from 'vitest';
import { path } from './path.ts';
import { requestKind } from './request-kind.ts';

test.each([
  ['/api/ssl/v1', 'GET /api/ssl/v1'],
  [path`/api/ssl/v1/${4711}`, 'GET /api/ssl/v1/{}'],
  [path`/api/ssl/v1/collect/${4711}`, 'GET /api/ssl/v1/collect/{}'],
  [path`/api/ssl/v2/renew/${'0A:B3'}`, 'GET /api/ssl/v2/renew/{}'],
  [path`/api/person/v1/id/byEmail/${'ann@corp.example'}`, 'GET /api/person/v1/id/byEmail/{}'],
  [path`/api/dcv/v1/validation/${'corp.example'}/status`, 'GET /api/dcv/v1/validation/{}/status'],
  ['/Certificates', 'GET /Certificates'],
  [path`/Certificates/${12}/Metadata`, 'GET /Certificates/{}/Metadata'],
])('the kind of %s is %s', (path, kind) => {
  expect(requestKind({ method: 'GET', path })).toBe(kind);
});

test('the method tells kinds apart', () => {
  expect(requestKind({ method: 'PUT', path: '/things/1' })).not.toBe(
    requestKind({ method: 'GET', path: '/things/1' }),
  );
});
