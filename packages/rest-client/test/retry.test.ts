import * as v from 'valibot';
import { expect, test } from 'vitest';
import type { RequestLogEntry } from '../src/index.ts';
import { createClient, failureOf } from './test-client.ts';
import { cut, json, startServer } from './test-server.ts';

const get = { method: 'GET', path: '/things', schema: v.object({ ok: v.boolean() }) } as const;

test.each([408, 425, 429, 500, 502, 503, 504])('a GET that gets %d is repeated', async (status) => {
  const server = await startServer((_, response, count) =>
    json(response, { ok: true }, count === 1 ? status : 200),
  );
  const client = createClient({ baseUrl: server.url });
  expect((await client.json(get)).data).toEqual({ ok: true });
  expect(client.requestCount).toBe(2);
});

test.each([400, 401, 403, 404, 409, 501])('a GET that gets %d is not repeated', async (status) => {
  const server = await startServer((_, response) => json(response, {}, status));
  const client = createClient({ baseUrl: server.url });
  await expect(client.json(get)).rejects.toThrow(expect.objectContaining({ status }));
  expect(server.requests).toHaveLength(1);
});

test('a GET is tried as often as the setting says, and then fails with the last error', async () => {
  const server = await startServer((_, response) => json(response, {}, 500));
  const client = createClient({ baseUrl: server.url, http: { retries: 2 } });
  await expect(client.json(get)).rejects.toThrow(
    expect.objectContaining({ code: 'server-error', retryable: true }),
  );
  expect(server.requests).toHaveLength(3);
});

test.each([
  ['before the response', undefined],
  ['in the middle of the response', '{"ok":tr'],
])('a GET whose connection is cut %s is tried again', async (_, beginning) => {
  const server = await startServer((_request, response, count) =>
    count === 1 ? cut(response, beginning) : json(response, { ok: true }),
  );
  const client = createClient({ baseUrl: server.url });
  expect((await client.json(get)).data).toEqual({ ok: true });
});

test('a GET whose response was cut without a sign of it is tried again', async () => {
  const server = await startServer((_, response, count) =>
    response.end(count === 1 ? '{"ok":tr' : '{"ok":true}'),
  );
  const client = createClient({ baseUrl: server.url });
  expect((await client.json(get)).data).toEqual({ ok: true });
});

test('a response that stays broken is an invalid response', async () => {
  const server = await startServer((_, response) => response.end('{"ok":tr'));
  const client = createClient({ baseUrl: server.url, http: { retries: 1 } });
  await expect(client.json(get)).rejects.toThrow(expect.objectContaining({ code: 'invalid-response' }));
  expect(server.requests).toHaveLength(2);
});

test('a document of another form is not asked for again', async () => {
  const server = await startServer((_, response) => json(response, { ok: 'secret value' }));
  const client = createClient({ baseUrl: server.url });
  await expect(client.json(get)).rejects.toThrow(
    "SCM gave a response that can't be used (GET /things): expected boolean at ok.",
  );
  expect(server.requests).toHaveLength(1);
});

test.each(['POST', 'PUT', 'DELETE'] as const)('a %s is never tried again by itself', async (method) => {
  const server = await startServer((_, response, count) =>
    count === 1 ? json(response, {}, 503) : cut(response),
  );
  const client = createClient({ baseUrl: server.url });
  await expect(client.send({ method, path: '/things', body: {} })).rejects.toThrow(
    expect.objectContaining({ code: 'server-error' }),
  );
  await expect(client.send({ method, path: '/things', body: {} })).rejects.toThrow(
    expect.objectContaining({ code: 'unreachable' }),
  );
  expect(server.requests).toHaveLength(2);
});

test('a PUT that is marked idempotent is tried again, with the same body', async () => {
  const server = await startServer((_, response, count) =>
    count === 1 ? cut(response) : response.writeHead(204).end(),
  );
  const client = createClient({ baseUrl: server.url });
  await client.send({ method: 'PUT', path: '/things', body: { id: 1 }, idempotent: true });
  expect(server.requests.map(({ method, body }) => `${method} ${body}`)).toEqual([
    'PUT {"id":1}',
    'PUT {"id":1}',
  ]);
});

test('each attempt is reported, without query, headers or bodies', async () => {
  const server = await startServer((_, response, count) =>
    count === 1 ? cut(response) : json(response, { ok: true }),
  );
  const entries: RequestLogEntry[] = [];
  const client = createClient({ baseUrl: server.url, http: { onRequest: (entry) => entries.push(entry) } });
  await client.json({ ...get, query: { name: 'secret' } });
  const durationMs = expect.any(Number);
  expect(entries).toEqual([
    { method: 'GET', path: '/things', durationMs, attempt: 1 },
    { method: 'GET', path: '/things', status: 200, durationMs, attempt: 2 },
  ]);
});

test('an attempt that takes too long counts as failed and is repeated', async () => {
  const server = await startServer((_, response, count) => {
    if (count > 1) json(response, { ok: true });
  });
  const client = createClient({ baseUrl: server.url, http: { attemptTimeoutMs: 100 } });
  expect((await client.json(get)).data).toEqual({ ok: true });
});

test('the time for an attempt covers the body of the response', async () => {
  const server = await startServer((_, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.write('{"ok":');
  });
  const client = createClient({ baseUrl: server.url, http: { attemptTimeoutMs: 100, retries: 0 } });
  await expect(client.json(get)).rejects.toThrow(
    expect.objectContaining({
      code: 'timeout',
      retryable: true,
      message: 'SCM gave no complete response in time (GET /things). Check the network, or allow more time.',
    }),
  );
});

test('the total time ends a call in spite of attempts that are left', async () => {
  const server = await startServer(() => {});
  const client = createClient({ baseUrl: server.url, http: { totalTimeoutMs: 100, retries: 100 } });
  await expect(client.json(get)).rejects.toThrow(expect.objectContaining({ code: 'timeout' }));
  expect(client.requestCount).toBe(1);
});

test('a wait that would outlast the total time is not begun', async () => {
  const server = await startServer((_, response) => json(response, {}, 429, { 'retry-after': '50' }));
  const client = createClient({ baseUrl: server.url, http: { totalTimeoutMs: 10_000 } });
  await expect(client.json(get)).rejects.toThrow(
    expect.objectContaining({ code: 'rate-limited', retryAfterMs: 50_000 }),
  );
  expect(server.requests).toHaveLength(1);
});

test('aborting ends a request under way', async () => {
  const controller = new AbortController();
  const server = await startServer(() => controller.abort());
  const client = createClient({ baseUrl: server.url });
  await expect(client.json({ ...get, signal: controller.signal })).rejects.toThrow(
    expect.objectContaining({ code: 'aborted', message: 'The call to SCM was aborted.' }),
  );
});

test('aborting ends the wait before another attempt', async () => {
  const controller = new AbortController();
  const server = await startServer((_, response) => {
    json(response, {}, 503, { 'retry-after': '60' });
  });
  const onRequest = () => setTimeout(() => controller.abort(), 20);
  const client = createClient({ baseUrl: server.url, http: { onRequest } });
  await expect(client.json({ ...get, signal: controller.signal })).rejects.toThrow(
    expect.objectContaining({ code: 'aborted' }),
  );
});

test('aborting ends the wait for a place', async () => {
  const controller = new AbortController();
  const server = await startServer(() => {});
  const client = createClient({ baseUrl: server.url, http: { concurrency: 1 } });
  const first = failureOf(client.json(get));
  const second = failureOf(client.json({ ...get, signal: controller.signal }));
  controller.abort();
  expect(await second).toMatchObject({ code: 'aborted' });
  await client.close();
  expect(await first).toMatchObject({ code: 'aborted' });
});

test('nothing is sent after closing', async () => {
  const server = await startServer((_, response) => json(response, { ok: true }));
  const client = createClient({ baseUrl: server.url });
  await client.close();
  await expect(client.json(get)).rejects.toThrow(expect.objectContaining({ code: 'aborted' }));
  expect(server.requests).toHaveLength(0);
});
