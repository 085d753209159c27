import { HttpResponse, http } from 'msw';
import { setupServer } from 'msw/node';
import * as v from 'valibot';
import { afterAll, afterEach, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { createClient, failureOf } from './test-client.ts';
import { json, startServer } from './test-server.ts';

const server = setupServer();
beforeAll(() => server.listen({ onUnhandledFrame: 'bypass' }));
afterEach(() => server.resetHandlers());
afterAll(() => server.close());

const schema = v.object({ id: v.number() });
const get = { method: 'GET', path: '/things/7', schema } as const;

test('msw intercepts a client made with default options', async () => {
  server.use(http.get('https://scm.example/things/7', () => HttpResponse.json({ id: 7 })));
  const client = createClient({ baseUrl: 'https://scm.example' });
  expect((await client.json(get)).data).toEqual({ id: 7 });
});

test('msw sees the login and the body of a request, and a refusal of its is an ApiError', async () => {
  const seen: unknown[] = [];
  server.use(
    http.post('https://scm.example/things', async ({ request }) => {
      seen.push(request.headers.get('password'), await request.json());
      return HttpResponse.json({ message: 'No such organization.' }, { status: 400 });
    }),
  );
  const client = createClient({
    baseUrl: 'https://scm.example',
    authentication: { headers: () => ({ password: 'hunter2' }), secrets: () => ['hunter2'] },
  });
  const error = await failureOf(client.send({ method: 'POST', path: '/things', body: { name: 'x' } }));
  expect(error).toMatchObject({ code: 'bad-request', apiMessage: 'No such organization.' });
  expect(seen).toEqual(['hunter2', { name: 'x' }]);
});

test('a failure that msw makes up is repeated like any other', async () => {
  let count = 0;
  server.use(
    http.get('https://scm.example/things/7', () => {
      count += 1;
      return count === 1 ? HttpResponse.error() : HttpResponse.json({ id: 7 });
    }),
  );
  await createClient({ baseUrl: 'https://scm.example' }).json(get);
  expect(count).toBe(2);
});

test('a request that msw has no handler for is sent once, and the error says so', async () => {
  server.close();
  server.listen({ onUnhandledFrame: 'error' });
  onTestFinished(() => {
    server.close();
    server.listen({ onUnhandledFrame: 'bypass' });
  });
  vi.spyOn(console, 'error').mockImplementation(() => {});
  onTestFinished(() => void vi.restoreAllMocks());
  const client = createClient({ baseUrl: 'https://scm.example' });
  expect(await failureOf(client.json(get))).toMatchObject({
    code: 'unreachable',
    retryable: false,
    message: expect.stringContaining('[MSW] Cannot bypass a request'),
  });
  expect(client.requestCount).toBe(1);
});

test('a request that msw lets through goes over the connections of the client', async () => {
  const real = await startServer((_, response) => json(response, { id: 7 }));
  const client = createClient({ baseUrl: real.url });
  expect((await client.json(get)).data).toEqual({ id: 7 });
});

test('a redirect to another host sees no credential there', async () => {
  const seen: Headers[] = [];
  const note = ({ request }: { readonly request: Request }) => {
    seen.push(request.headers);
    return HttpResponse.json({ id: 7 });
  };
  server.use(
    http.get('https://scm.example/things/7', () => HttpResponse.redirect('https://other.example/', 302)),
    http.get('https://other.example/', note),
  );
  const client = createClient({
    baseUrl: 'https://scm.example',
    authentication: {
      headers: () => ({ login: 'svc', password: 'hunter2', authorization: 'Bearer t0ken' }),
      secrets: () => ['hunter2', 't0ken'],
    },
  });
  expect(await failureOf(client.json(get))).toMatchObject({
    code: 'not-this-api',
    message: expect.stringContaining('redirect to https://other.example (302)'),
  });
  expect(seen).toEqual([]);
});
