import type { Dispatcher } from 'undici';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { createClient, failureOf } from './test-client.ts';
import { json, startServer } from './test-server.ts';

const schema = v.object({ id: v.number() });
const post = { method: 'POST', path: '/orders', body: { name: 'a' }, schema } as const;
const get = { method: 'GET', path: '/orders', schema } as const;

test.each(
  [post, get].flatMap((request) => [401, 407, 421].map((status) => ({ ...request, request, status }))),
)('a $method that gets $status is sent once, and its error has that status', async ({ request, status }) => {
  const server = await startServer((_, response) => json(response, { message: 'No.' }, status));
  const client = createClient({ baseUrl: server.url });
  expect(await failureOf(client.json(request))).toMatchObject({
    status,
    message: expect.stringContaining(String(status)),
  });
  expect(server.requests).toHaveLength(1);
});

test.each([401, 407, 421])(
  'a fetch as that of Node 26 does not learn of a status %i, either',
  async (status) => {
    const server = await startServer((_, response) => json(response, { message: 'No.' }, status));
    const seen: number[] = [];
    const fetch: typeof globalThis.fetch = async (input, init) => {
      const { origin, pathname } = new URL(String(input));
      const dispatcher = init?.dispatcher as unknown as Dispatcher;
      await new Promise<void>((resolve, reject) => {
        dispatcher.dispatch(
          { origin, path: pathname, method: 'GET' },
          {
            onRequestStart: () => undefined,
            onResponseStart: (_, code) => seen.push(code),
            onResponseEnd: () => resolve(),
            onResponseError: (_, error) => reject(error),
          },
        );
      });
      return new Response('{}', { status: seen[0] ?? 200 });
    };
    const client = createClient({ baseUrl: server.url, http: { fetch } });
    expect(await failureOf(client.json(get))).toMatchObject({ status });
    expect(seen).toEqual([400]);
  },
);

test('a request whose connection is closed after an earlier one used it is sent once', async () => {
  const server = await startServer((_, response, count) =>
    count === 1 ? json(response, { id: 1 }) : response.destroy(),
  );
  const client = createClient({ baseUrl: server.url, http: { concurrency: 1, retries: 0 } });
  await client.json(get);
  expect(await failureOf(client.json(post))).toMatchObject({ code: 'unreachable' });
  expect(await failureOf(client.json(get))).toMatchObject({ code: 'unreachable' });
  expect(server.requests.map(({ method }) => method)).toEqual(['GET', 'POST', 'GET']);
});
