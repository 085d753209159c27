import { inspect } from 'node:util';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { ApiError, type Authentication, type RestClientOptions } from '../src/index.ts';
import { createClient, failureOf } from './test-client.ts';
import { json, startServer } from './test-server.ts';

const bug = () => {
  // What fetch says of a dead network, so that ky takes it for one.
  throw new TypeError('fetch failed');
};
const anything = {
  method: 'GET',
  path: '/values',
  query: { token: 'S3cretQuery' },
  schema: v.unknown(),
} as const;
const put = { method: 'PUT', path: '/values', body: {}, idempotent: true } as const;
const authentication: Authentication = { headers: () => ({ login: 'certbridge' }), secrets: () => [] };

const cases: [string, number, Partial<RestClientOptions>, object][] = [
  ...[404, 500, 503].map((status): (typeof cases)[number] => [
    'readRefusal',
    status,
    { readRefusal: bug },
    {},
  ]),
  ['secrets', 503, { authentication: { ...authentication, secrets: bug } }, {}],
  ['headers', 200, { authentication: { ...authentication, headers: bug } }, {}],
  ['onSending', 200, {}, { onSending: bug }],
  ['a transform of the schema', 200, {}, { schema: v.pipe(v.unknown(), v.transform(bug)) }],
];

test.each(cases)('what %s throws comes out as it is, at %i', async (_, status, options, request) => {
  const server = await startServer((_, response) => json(response, {}, status));
  const client = createClient({ baseUrl: server.url, ...options });
  const failure = await failureOf(client.json({ ...anything, ...request }));
  expect(failure).toEqual(new TypeError('fetch failed'));
  expect(inspect(failure)).not.toContain('S3cretQuery');
  expect(server.requests.length).toBeLessThan(2);
});

test('what secrets throws where no response comes comes out as it is', async () => {
  const options = { authentication: { ...authentication, secrets: bug } };
  const ended: unknown[] = [];
  const trace = () => ({ end: (outcome: unknown) => void ended.push(outcome) });
  const client = createClient({ baseUrl: 'http://127.0.0.1:9', ...options, http: { trace } });
  expect(await failureOf(client.send(put))).toEqual(new TypeError('fetch failed'));
  expect(ended).toHaveLength(1);
});

test('a login is an instance of any class', async () => {
  const server = await startServer((_, response) => json(response, {}));
  class Login implements Authentication {
    readonly #name = 'certbridge';
    headers() {
      return { login: this.#name };
    }
    secrets() {
      return [];
    }
  }
  const client = createClient({ baseUrl: server.url, authentication: new Login() });
  await client.send(put);
  expect(server.requests[0]?.headers).toMatchObject({ login: 'certbridge' });
});

test('what renew throws comes out as it is', async () => {
  const server = await startServer((_, response) => json(response, {}, 401));
  const client = createClient({ baseUrl: server.url, authentication: { ...authentication, renew: bug } });
  expect(await failureOf(client.send(put))).toEqual(new TypeError('fetch failed'));
  expect(server.requests).toHaveLength(1);
});

test.each(['unauthorized', 'unreachable'] as const)(
  'an ApiError (%s) of onSending is about another system',
  async (code) => {
    const server = await startServer((_, response) => json(response, {}));
    const refused: unknown[] = [];
    const client = createClient({ baseUrl: server.url, onLoginRefused: (error) => refused.push(error) });
    const mine = new ApiError('Mine.', { code, status: 503, retryable: true });
    let count = 0;
    const onSending = async () => {
      count += 1;
      throw mine;
    };
    expect(await failureOf(client.send({ ...put, onSending }))).toBe(mine);
    expect(count).toBe(1);
    expect(refused).toEqual([]);
    expect(server.requests).toHaveLength(0);
    await client.send(put);
  },
);

test('an onSending that hangs is not blamed on the login', async () => {
  const server = await startServer((_, response) => json(response, {}));
  const client = createClient({ baseUrl: server.url, http: { totalTimeoutMs: 100 } });
  const failure = await failureOf(client.send({ ...put, onSending: () => new Promise(() => {}) }));
  expect(failure).toMatchObject({ code: 'timeout', message: expect.not.stringContaining('login') });
});

test('a bug that comes with a repeated attempt comes out as it is', async () => {
  const server = await startServer((_, response, count) => json(response, {}, count === 1 ? 503 : 404));
  const readRefusal: RestClientOptions['readRefusal'] = (_, status) => (status === 404 ? bug() : undefined);
  const failure = await failureOf(createClient({ baseUrl: server.url, readRefusal }).json(anything));
  expect(failure).toEqual(new TypeError('fetch failed'));
  expect(server.requests).toHaveLength(2);
});

test.each([204, 299, 304, 599, 600, 999])('a status of %i is read as it is', async (status) => {
  const server = await startServer((_, response) => response.writeHead(status).end());
  const call = createClient({ baseUrl: server.url }).send({ method: 'POST', path: '/values', body: {} });
  const outcome = await call.catch((error: unknown) => error);
  expect(outcome).toMatchObject({ status });
  expect(server.requests).toHaveLength(1);
});
