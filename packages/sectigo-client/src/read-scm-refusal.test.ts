import { expect, test } from 'vitest';
import { readScmRefusal } from './read-scm-refusal.ts';

const read = (document: unknown, method = 'GET', path = '/api/ssl/v1') =>
  readScmRefusal(document, 400, { method, path });

test.each([
  [-1, 'server-error'],
  [-3, 'forbidden'],
  [-16, 'unauthorized'],
  [-970, 'unauthorized'],
  [-124, 'not-found'],
  [-5101, 'not-found'],
  [-3114, 'conflict'],
  [-1601, undefined],
  [-135, undefined],
  [-62, undefined],
  [0, undefined],
])('code %d means %s', (code, expected) => {
  expect(read({ code, description: 'x' })).toMatchObject({ apiCode: code, apiMessage: 'x' });
  expect(read({ code, description: 'x' })?.code).toBe(expected);
});

test.each([-3, -62, -135, -1601, -5101])('code %d has a remedy', (code) => {
  expect(read({ code })?.remedy).toMatch(/\.$/);
});

test('a code that comes as text is a number', () => {
  expect(read({ code: '-16', description: 'x' })).toMatchObject({
    apiCode: -16,
    code: 'unauthorized',
  });
});

test('an error document with a description alone is read', () => {
  expect(read({ description: 'x' })).toEqual({ apiMessage: 'x' });
});

test.each([undefined, null, 'text', { code: {} }, { description: 5 }, { code: 429, description: 'x' }])(
  '%j is not an error document',
  (document) => {
    expect(read(document)).toBeUndefined();
  },
);

test.each([407, 421])('whatever comes with %d is from something in front of SCM', (status) => {
  const call = { method: 'POST', path: '/api/ssl/v1/enroll' };
  expect(readScmRefusal({ code: -1001, description: 'x' }, status, call)).toBeUndefined();
});

test.each([0, -103, -183, -1400])(
  'the code %i, for a certificate that is not ready, refuses no write',
  (code) => {
    expect(read({ code, description: 'Being processed' }, 'POST', '/api/ssl/v1/enroll')).toBeUndefined();
    expect(read({ code, description: 'Being processed' }, 'GET', '/api/ssl/v1/collect/7')).toMatchObject({
      apiCode: code,
    });
  },
);

test('the code 0 alone is a refusal of a download only', () => {
  expect(read({ code: 0, description: '' }, 'POST', '/api/ssl/v1/enroll')).toBeUndefined();
  expect(read({ code: 0 }, 'GET', '/api/ssl/v1/collect/7')).toMatchObject({ apiCode: 0 });
});

test('without a description, the message has the meaning of the code', () => {
  expect(read({ code: -36, description: '' })?.apiMessage).toBe('the term is not valid for the profile');
  expect(read({ code: -36, description: null })?.apiMessage).toBe('the term is not valid for the profile');
});

test.each([
  ['POST', '/api/ssl/v1/revoke/7', -159, 'conflict'],
  ['POST', '/api/customField/v2', -159, undefined],
  ['GET', '/api/person/v1/7', -105, 'not-found'],
  ['POST', '/api/ssl/v1/renewById/7', -105, undefined],
  ['GET', '/api/ssl/v1/collect/7', -109, undefined],
  ['GET', '/api/ssl/v1/7', -109, 'server-error'],
])('%s %s that gets the code %d is %s', (method, path, code, expected) => {
  expect(read({ code, description: 'x' }, method, path)?.code).toBe(expected);
});

test('the remedy fits the call where a code has two meanings', () => {
  const remedy = (path: string) => read({ code: -62 }, 'POST', path)?.remedy;
  expect(remedy('/api/ssl/v1/enroll')).toContain('IP addresses');
  expect(remedy('/api/ssl/v1')).not.toContain('IP addresses');
});

test.each([408, 429, 500, 503])('a code does not outdo the status %d', (status) => {
  const call = { method: 'GET', path: '/api/ssl/v1' };
  expect(readScmRefusal({ code: -1, description: 'x' }, status, call)?.code).toBeUndefined();
});

test.each([401, 408, 429, 500, 503])(
  'a status of %i says more than whatever code comes with it',
  (status) => {
    const call = { method: 'GET', path: '/api/ssl/v1' };
    expect(readScmRefusal({ code: -1, description: 'x' }, status, call)?.code).toBeUndefined();
  },
);

test.each([
  [403, 'the login may not read reports'],
  [404, 'the path is wrong'],
  [405, 'the method is not allowed'],
])('a status of %i says more than the code for an internal error', (status) => {
  const call = { method: 'POST', path: '/api/report/v1/ssl-certificates' };
  expect(readScmRefusal({ code: -1, description: 'x' }, status, call)).toMatchObject({
    code: undefined,
    apiCode: -1,
  });
});

test('an internal error that comes as a bad request may pass', () => {
  const call = { method: 'GET', path: '/api/ssl/v1' };
  expect(readScmRefusal({ code: -1, description: 'x' }, 400, call)?.code).toBe('server-error');
});
