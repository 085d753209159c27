import { inspect } from 'node:util';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import type { Authentication, RestClientOptions } from '../src/index.ts';
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
