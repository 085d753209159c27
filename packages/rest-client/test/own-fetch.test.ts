import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { inspect } from 'node:util';
import * as v from 'valibot';
import { expect, test, vi } from 'vitest';
import { createClient, failureOf } from './test-client.ts';
import { json, startServer } from './test-server.ts';

const get = { method: 'GET', path: '/things/7', schema: v.object({ id: v.number() }) } as const;
const post = { method: 'POST', path: '/things', body: { id: 7 } } as const;

/** A client of a fetch. */
const clientOf = (fetch: typeof globalThis.fetch, http = {}) =>
  createClient({ baseUrl: 'https://scm.example/api', http: { fetch, ...http } });

test('a fetch of the caller sends the requests', async () => {
  const fetch = vi.fn<typeof globalThis.fetch>(async () => Response.json({ id: 7 }));
  expect((await clientOf(fetch).json(get)).data).toEqual({ id: 7 });
  const [input, init] = fetch.mock.calls[0] ?? [];
  expect(new Request(input ?? '', init)).toMatchObject({
    url: 'https://scm.example/api/things/7',
    redirect: 'manual',
  });
  expect(init).toMatchObject({ dispatcher: expect.any(Object), signal: expect.any(AbortSignal) });
});

test('it may pass on to the platform what it is given', async () => {
  const server = await startServer((_, response) => json(response, { id: 7 }));
  const paths: string[] = [];
  const client = createClient({
    baseUrl: server.url,
    http: {
      fetch: (input, init) => {
        paths.push(new URL(String(input)).pathname);
        return fetch(input, init);
      },
    },
  });
  await client.send(post);
  expect(paths).toEqual(['/things']);
  expect(server.requests[0]).toMatchObject({ method: 'POST', body: '{"id":7}' });
});

test('a redirect as browsers tell it is not a success, and not followed', async () => {
  const redirect = Object.defineProperties(Response.error(), {
    type: { value: 'opaqueredirect' },
    status: { value: 0 },
  });
  expect(await failureOf(clientOf(async () => redirect).json(get))).toMatchObject({
    code: 'not-this-api',
    message: expect.stringContaining('redirect'),
  });
});

test.each([
  ['ECONNREFUSED', true],
  ['ENOTFOUND', true],
  ['EAI_AGAIN', true],
  ['UND_ERR_CONNECT_TIMEOUT', true],
  ['CERT_HAS_EXPIRED', true],
  ['ECONNRESET', undefined],
  ['UND_ERR_SOCKET', undefined],
  ['ETIMEDOUT', undefined],
])('its failure with %s tells whether anything was sent: unsent is %s', async (code, unsent) => {
  const failing = async () => {
    throw new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) });
  };
  const error = await failureOf(clientOf(failing).send(post));
  expect((error as { unsent?: true }).unsent).toBe(unsent);
});

test('a response it never ends is cut at the limit of an attempt', async () => {
  const fetch = async () =>
    new Response(new ReadableStream({ start: (body) => body.enqueue(Buffer.from('{')) }));
  const error = await failureOf(clientOf(fetch, { attemptTimeoutMs: 50, retries: 0 }).json(get));
  expect(error).toMatchObject({ code: 'timeout' });
});

test('no login is in the error where fetch itself fails', async () => {
  const client = createClient({
    baseUrl: 'https://scm.example',
    authentication: { headers: () => ({ password: 'pl4nted' }), secrets: () => ['pl4nted'] },
    http: {
      retries: 0,
      fetch: async (_, init) => {
        expect(new Headers(init?.headers).get('password')).toBe('pl4nted');
        throw new TypeError('fetch failed: pl4nted', { cause: new Error('pl4nted') });
      },
    },
  });
  const error = await failureOf(client.json(get));
  expect(error).toMatchObject({ name: 'ApiError', code: 'unreachable' });
  expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('pl4nted');
});

const nothing: object = {};

test.each<[string, () => unknown, string]>([
  ['has a bug', () => (nothing as { foo: { bar: string } }).foo.bar, "reading 'bar'"],
  ['fails an assertion', () => assert.equal(1, 2), '1 !== 2'],
  ['returns nothing', () => undefined, 'fetch returned no Response'],
  ['returns a plain object', () => ({ ok: true, json: () => ({ id: 7 }) }), 'fetch returned no Response'],
  [
    'is that of node-fetch, whose body is a stream of Node',
    () => ({ status: 200, headers: new Headers(), body: Readable.from(['{}']) }),
    "Use the platform's fetch, or undici's.",
  ],
  ...['mine', undefined, null, 5].map((thrown): [string, () => unknown, string] => [
    `throws ${thrown}`,
    () => {
      throw thrown;
    },
    `TypeError: what was thrown is not an Error: ${thrown}`,
  ]),
  ['wraps what has no code', () => fail('fetch failed', new Error('no handler for this')), 'no handler'],
  ['makes a wrong address', () => new URL('x'), 'Invalid URL'],
])('a fetch that %s is called once, and the error says what it is', async (_, act, text) => {
  const fetch = vi.fn(async () => act() as Response);
  for (const method of ['GET', 'POST'] as const) {
    fetch.mockClear();
    const error = await failureOf(clientOf(fetch).send({ method, path: '/things/7' }));
    expect(error).toMatchObject({
      code: 'unreachable',
      retryable: false,
      message: expect.stringContaining(text),
    });
    expect(error).not.toHaveProperty('unsent');
    expect(fetch).toHaveBeenCalledTimes(1);
  }
});

test.each<[string, () => unknown]>([
  ['a code of the system', () => fail('fetch failed', withCode('ECONNRESET'))],
  [
    'a code of its own, as node-fetch has it',
    () => {
      throw withCode('ECONNRESET');
    },
  ],
  ['a code deep within', () => fail('mine', new Error('x', { cause: withCode('UND_ERR_SOCKET') }))],
  ['several addresses', () => fail('fetch failed', new AggregateError([withCode('ECONNREFUSED')]))],
  ['no cause, as browsers have it', () => fail('Failed to fetch')],
  ['a cut body', () => fail('terminated')],
  ['what is no HTTP', () => fail('fetch failed', Object.assign(new Error('x'), { name: 'HTTPParserError' }))],
  [
    'a time limit of its own',
    () => {
      throw new DOMException('x', 'TimeoutError');
    },
  ],
])('a failure of the network is repeated: %s', async (_, act) => {
  const fetch = vi.fn(
    async () => (fetch.mock.calls.length === 1 ? act() : Response.json({ id: 7 })) as Response,
  );
  expect((await clientOf(fetch).json(get)).data).toEqual({ id: 7 });
  expect(fetch).toHaveBeenCalledTimes(2);
});

test('the error of a bug is one line, without secrets', async () => {
  const client = createClient({
    baseUrl: 'https://scm.example',
    authentication: { headers: () => ({ password: 'pl4nted' }), secrets: () => ['pl4nted'] },
    http: {
      fetch: async (_, init) => {
        throw new TypeError(`My mock wants no\n${new Headers(init?.headers).get('password')}, nor hunter2`);
      },
    },
  });
  const error = await failureOf(client.json({ ...get, sensitive: ['hunter2'] }));
  expect(error).toMatchObject({ message: expect.stringContaining('My mock wants no ***, nor ***') });
  expect(inspect(error, { depth: 9, showHidden: true })).not.toMatch(/pl4nted|hunter2/);
});

function fail(message: string, cause?: unknown): never {
  throw new TypeError(message, { cause });
}

function withCode(code: string) {
  return Object.assign(new Error(code), { code });
}
