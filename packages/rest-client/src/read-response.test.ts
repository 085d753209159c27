import * as v from 'valibot';
import { expect, test } from 'vitest';
import type { ApiError } from './api-error.ts';
import { type CompleteResponse, checkResponse, type ResponseContext, readDocument } from './read-response.ts';

const context: ResponseContext = {
  system: 'SCM',
  method: 'GET',
  path: '/things',
  hints: { unauthorized: 'Check the password.', 'not-this-api': 'Check the base URL.' },
  secrets: ['hunter2'],
  readRefusal: (document) => {
    const result = v.safeParse(v.object({ code: v.number(), description: v.string() }), document);
    if (!result.success) return undefined;
    const { code: apiCode, description: apiMessage } = result.output;
    return { apiCode, apiMessage, ...(apiCode === -1 && { code: 'server-error' as const }) };
  },
};

function response(status: number, text: string, headers: Record<string, string> = {}): CompleteResponse {
  return { status, text, headers: new Headers({ 'content-type': 'application/json', ...headers }) };
}

function failure(status: number, text = '', headers: Record<string, string> = {}): ApiError {
  try {
    checkResponse(response(status, text, headers), context);
  } catch (error) {
    return error as ApiError;
  }
  throw new Error('no failure');
}

test.each([
  [400, 'bad-request', false],
  [401, 'unauthorized', false],
  [403, 'forbidden', false],
  [404, 'not-found', false],
  [405, 'bad-request', false],
  [408, 'timeout', true],
  [409, 'conflict', false],
  [410, 'not-found', false],
  [422, 'bad-request', false],
  [425, 'server-error', true],
  [429, 'rate-limited', true],
  [500, 'server-error', true],
  [501, 'server-error', false],
  [502, 'server-error', true],
  [503, 'server-error', true],
  [504, 'server-error', true],
])('status %d is %s', (status, code, retryable) => {
  const error = failure(status);
  expect(error).toMatchObject({ code, retryable, status, method: 'GET', path: '/things', system: 'SCM' });
});

test.each([200, 201, 204, 299])('status %d is a success', (status) => {
  expect(() => checkResponse(response(status, '{}'), context)).not.toThrow();
});

test("the system's own message and code are reported, without secrets", () => {
  const error = failure(400, '{"code":-135,"description":"Unknown field, login hunter2."}');
  expect(error.message).toBe('SCM refused the request (400, GET /things): Unknown field, login *** (-135).');
  expect(error).toMatchObject({ apiCode: -135, apiMessage: 'Unknown field, login ***.' });
});

test('the remedy for a code is added', () => {
  expect(failure(401).message).toBe('SCM refused the login (401). Check the password.');
});

test('what the error document says beats the status', () => {
  expect(failure(400, '{"code":-1,"description":"x"}')).toMatchObject({
    code: 'server-error',
    retryable: true,
  });
});

test("a page where an error was expected is called a proxy's", () => {
  const error = failure(502, '<html><body>Bad gateway</body></html>', { 'content-type': 'text/html' });
  expect(error).toMatchObject({ code: 'server-error', retryable: true });
  expect(error.message).toContain('The response was an HTML page');
});

test('a page with 404 says nothing about the object', () => {
  expect(failure(404, '<!DOCTYPE html><p>Not found')).toMatchObject({ code: 'not-this-api' });
});

test('a page with 401 is a refused login', () => {
  expect(failure(401, '<html>Unauthorized</html>').message).toBe(
    'SCM refused the login (401). Check the password.',
  );
});

test.each([
  ['<!doctype html><title>Log in</title>', 'application/json'],
  ['  <HTML lang="en">', 'application/json'],
  ['Please log in', 'text/html; charset=utf-8'],
])('a page with 200 is not this API: %s', (text, type) => {
  const error = failure(200, text, { 'content-type': type });
  expect(error).toMatchObject({ code: 'invalid-response', status: 200, retryable: false });
  expect(error.message).toContain('Check the base URL.');
});

test('an empty success is no page, whatever its content type', () => {
  expect(() => checkResponse(response(204, '', { 'content-type': 'text/html' }), context)).not.toThrow();
});

test('a redirect is reported with the host it leads to, and nothing else of the address', () => {
  const error = failure(302, '', { location: 'https://login.corp/sso?ticket=hunter2' });
  expect(error.code).toBe('not-this-api');
  expect(error.message).toContain('redirect to https://login.corp (302)');
  expect(error.message).not.toContain('hunter2');
});

test('Retry-After is kept in milliseconds', () => {
  expect(failure(429, '', { 'retry-after': '3' }).retryAfterMs).toBe(3000);
  expect(failure(429).retryAfterMs).toBeUndefined();
});

const schema = v.array(v.looseObject({ id: v.number() }));

test('a question that a system asks ends with its question mark', () => {
  expect(failure(400, '{"message":"Which profile?"}').message).toMatch(/: Which profile\?( |$)/);
});

test('a document is decoded', () => {
  expect(readDocument(response(200, '[{"id":1,"x":2}]'), schema, context)).toEqual([{ id: 1, x: 2 }]);
});

test.each([
  ['', 'it is empty', true],
  ['[{"id":1},{"i', 'it is not JSON, or it was cut off', true],
  ['[{"id":"hunter2"}]', 'expected number at 0.id', false],
  ['{"error":"hunter2"}', 'expected an array as the document', false],
])('the response %j is refused without being repeated', (text, problem, retryable) => {
  expect(() => readDocument(response(200, text), schema, context)).toThrow(
    expect.objectContaining({
      code: 'invalid-response',
      retryable,
      message: `SCM gave a response that can't be used (GET /things): ${problem}.`,
    }),
  );
});

test('the reader of error documents is told the call, and may say whether another attempt makes sense', () => {
  const readRefusal: ResponseContext['readRefusal'] = (_, status, { method, path }) => ({
    apiMessage: `${method} ${path} ${status}`,
    retryable: true,
  });
  expect(() => checkResponse(response(400, '{}'), { ...context, readRefusal })).toThrow(
    expect.objectContaining({ apiMessage: 'GET /things 400', code: 'bad-request', retryable: true }),
  );
});

test('a document of too many levels is not parsed, and asked for once', () => {
  const levels = '['.repeat(100_000) + ']'.repeat(100_000);
  expect(() => readDocument(response(200, levels), v.array(v.unknown()), context)).toThrow(
    expect.objectContaining({
      code: 'invalid-response',
      retryable: false,
      message: expect.stringContaining('nested too deeply'),
    }),
  );
});

test.each([
  ['of too many levels', `{"code":7,"description":"no","more":${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
  ['of megabytes', `{"code":7,"description":"no","more":"${' '.repeat(4_000_000)}"}`],
])('of a refusal %s only the beginning is reported', (_, text) => {
  const { apiCode, apiMessage } = failure(400, text);
  expect(apiCode).toBeUndefined();
  expect(apiMessage).toContain('"description":"no"');
});
